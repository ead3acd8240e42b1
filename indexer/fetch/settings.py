"""Settings of fetching: one frozen object, read once at the edge and passed down."""

from ipaddress import IPv4Network, IPv6Network

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from indexer.core.configuration import ConfiguredSettings


class FetchSettings(ConfiguredSettings):
    """How sites are asked; a command line option wins."""

    model_config = SettingsConfigDict(env_prefix="XUNWEN_FETCH_")

    contact: str = Field(
        default="",
        pattern=r"^[\x21-\x7e]*$",
        description="An address of mail or of a page, by which sites can reach who fetches; sent with every request.",
    )
    delay: float = Field(default=1.0, ge=0, le=3600, description="Seconds between two requests to one host, at least.")
    max_delay: float = Field(
        default=60.0, ge=0, description="Longest delay that a site may ask for; one that asks for more is left alone."
    )
    connect_seconds: float = Field(default=10.0, gt=0, description="How long connecting may take.")
    silence_seconds: float = Field(default=20.0, gt=0, description="How long a site may be silent.")
    seconds: float = Field(default=60.0, gt=0, description="How long one response may take in all.")
    max_bytes: int = Field(default=32 * 2**20, ge=1024, description="Largest response, in bytes, packed and unpacked.")
    max_lists: int = Field(default=1000, ge=1, description="Most feeds and sitemaps that are read in one run.")
    private_networks: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(),
        description='Networks that may be fetched from though they are not public, as JSON: ["10.1.0.0/16"]; none by default.',
    )
