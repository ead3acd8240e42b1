"""The JSON of what a service says of itself: that it runs, whether it is ready, what it serves."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from indexer.index.manifest import Manifest


class SnapshotBody(BaseModel):
    """The snapshot that answers, and the model that made its vectors."""

    name: str
    created_at: str
    articles: int
    chunks: int
    time_zone: str = Field(description="The archive's: whose clock its dates without an offset were written by.")
    model: str
    model_fingerprint: str

    @classmethod
    def of(cls, manifest: Manifest) -> Self:
        """What a manifest tells a reader."""
        return cls(
            name=manifest.name,
            created_at=manifest.created_at,
            articles=manifest.articles,
            chunks=manifest.chunks,
            time_zone=manifest.time_zone,
            model=manifest.model.name,
            model_fingerprint=manifest.model.fingerprint,
        )


class HealthResponse(BaseModel):
    """The process runs."""

    status: Literal["ok"] = "ok"


class ReadyResponse(BaseModel):
    """A verified snapshot is open and the model is warm."""

    status: Literal["ready"] = "ready"
    snapshot: SnapshotBody
    detail: str = Field(
        default="", description="Why the snapshot published last is not the one that answers; empty where it is."
    )
    degraded: list[str] = Field(default=[], description="What every answer does without, as responses name it.")


class VersionResponse(BaseModel):
    """What runs here."""

    version: str
    snapshot: SnapshotBody | None = Field(description="null while none is served.")
    degraded: list[str] = Field(default=[], description="What every answer does without, as responses name it.")
