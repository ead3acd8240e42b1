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

Backend: TypeAlias = Literal["auto", "openvino", "sentence-transformers", "float64"]


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
        default=None, description="Text put before each question when it is embedded; default: what the model expects."
    )
    passage_prefix: str | None = Field(
        default=None, description="Text put before each passage when it is embedded; default: what the model expects."
    )
    backend: Backend = Field(
        default="auto",
        description="Library that computes embeddings; auto uses OpenVINO where its results are verified, else sentence-transformers. "
        "float64 is sentence-transformers in 64 bits, slowly: any processor gives the same stored vectors.",
    )
    cache_dir: Path = Field(default_factory=lambda: user_cache_path("xunwen"), description="Folder of prepared models.")
    allow_download: bool = Field(
        default=False, description="Allow downloading a model that is not on this machine from the model hub."
    )
    strict: bool = Field(
        default=False, description="Fail if anything is missing or falls back, instead of reporting it."
    )
    chunk_tokens: int = Field(
        default=96, ge=16, le=512, description="Maximum length of a chunk, in tokens of the model."
    )
    keep_snapshots: int = Field(
        default=3, ge=1, description="Number of newest snapshots to keep, including the published one."
    )
    keep_days: float = Field(default=0, ge=0, description="Keep every snapshot for at least this many days.")
    time_zone: Annotated[str, AfterValidator(_known_zone)] | None = Field(
        default=None,
        description="IANA name of the archive's time zone; default: that of its last snapshot, else Asia/Shanghai.",
    )
    max_drop: float = Field(
        default=0.1,
        ge=0,
        le=1,
        description="Largest share of articles or chunks that a build may lose without --force.",
    )
    cache_gb: float = Field(default=8, ge=0, description="Maximum size of an index's embedding cache, in GB.")
    store: str = Field(
        default="",
        description="Store of snapshots that push and pull use: a folder or s3://BUCKET/PREFIX; empty for none.",
    )
    threads: int = Field(default=0, ge=0, description="CPU threads for embedding; 0 uses all.")
