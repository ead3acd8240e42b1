"""Settings of the indexer: one frozen object, read once at the edge and passed down."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from platformdirs import user_cache_path
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from indexer.core.clock import zone_named
from indexer.core.configuration import DEFAULT_INDEX, ConfiguredSettings
from indexer.core.errors import SettingError

BASE_MODEL = "intfloat/multilingual-e5-small"
DEFAULT_MODEL = "xunwen/multilingual-e5-small"
"""The base model, its upper layers moved by the adapter in the package (docs/training.md)."""

Backend: TypeAlias = Literal["auto", "openvino", "sentence-transformers"]


def _known_zone(name: str) -> str:
    try:
        return zone_named(name).key
    except SettingError as error:
        raise PydanticCustomError("time_zone", "there is none; write an IANA name such as Asia/Shanghai") from error


class PlaceSettings(ConfiguredSettings):
    """Where every command looks."""

    index: Path = Field(default=DEFAULT_INDEX, description="Folder of the index.")


class IndexerSettings(ConfiguredSettings):
    """What builds an index and embeds; a command line option wins."""

    model: str = Field(default=DEFAULT_MODEL, description="sentence-transformers model: a hub id or a folder.")
    query_prefix: str | None = Field(
        default=None, description="Put before a question when it is embedded; default: what the model's family wants."
    )
    passage_prefix: str | None = Field(
        default=None, description="Put before a passage when it is embedded; default: what the model's family wants."
    )
    backend: Backend = Field(
        default="auto",
        description="What computes embeddings; auto takes OpenVINO where it is verified equal, else the other.",
    )
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("xunwen"), description="Where prepared models are kept."
    )
    allow_download: bool = Field(
        default=False, description="Whether a model that is not on this machine may be fetched from the model hub."
    )
    strict: bool = Field(
        default=False, description="Whether anything missing or fallen back is an error instead of being told."
    )
    chunk_tokens: int = Field(default=96, ge=16, le=512, description="Longest chunk, in the model's tokens.")
    keep_snapshots: int = Field(
        default=3, ge=1, description="How many of the newest snapshots an index keeps, the published one among them."
    )
    keep_days: float = Field(default=0, ge=0, description="Days for which every snapshot is kept at least.")
    time_zone: Annotated[str, AfterValidator(_known_zone)] | None = Field(
        default=None,
        description="IANA name of the archive's time zone; default: that of its last snapshot, else Asia/Shanghai.",
    )
    max_drop: float = Field(
        default=0.1, ge=0, le=1, description="Share of articles or chunks that a build may lose without being forced."
    )
    cache_gb: float = Field(default=8, ge=0, description="GB of embeddings that an index's cache keeps at most.")
    threads: int = Field(default=0, ge=0, description="CPU threads for embedding; 0 takes all.")
