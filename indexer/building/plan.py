"""What a caller may choose about a build beside its sources and model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from indexer.embed import Embedder
from indexer.retention import Retention
from indexer.settings import IndexerSettings
from indexer.snapshot import Snapshot
from indexer.workers.protocol import Workers

FindArticles: TypeAlias = Callable[[Snapshot, Embedder, Sequence[str], int], list[list[str]]]
"""Ids of the first so many articles that each question finds in a snapshot, best first."""


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """How to build: what to delete, what to check, what to keep, and who works."""

    prune: bool = False
    """Whether articles that the sources do not hold are deleted."""
    force: bool = False
    """Whether to publish though nothing changed, or though the gate found fault with it."""
    max_drop: float = 0.1
    """The share of articles or chunks that may be gone since the last snapshot."""
    golden: Path | None = None
    """A file of questions and the articles that they must find; None takes `golden.jsonl` in the index, if there."""
    find: FindArticles | None = None
    """How golden questions are asked: the search is the service's, and passed in."""
    retention: Retention = field(default_factory=Retention)
    cache_bytes: int = 8 << 30
    """Size that the embedding cache is cut back to."""
    time_zone: str | None = None
    """The archive's, an IANA name; None for that of the last snapshot, else the default."""
    why: str = "index"
    """Why the snapshot exists, as `status` tells it."""
    workers: Workers | None = None
    """Who extracts and embeds, None for the build's own process; the result is the same to the byte."""
    clock: Callable[[], datetime] = now
    strict: bool = False
    """Whether nothing is built where something is missing or fell back."""

    @classmethod
    def of(
        cls,
        settings: IndexerSettings,
        *,
        prune: bool = False,
        force: bool = False,
        golden: Path | None = None,
        find: FindArticles | None = None,
    ) -> "BuildPlan":
        """The plan that the settings make, with what the caller chose."""
        return cls(
            prune=prune,
            force=force,
            golden=golden,
            find=find,
            max_drop=settings.max_drop,
            retention=Retention(settings.keep_snapshots, settings.keep_days),
            time_zone=settings.time_zone,
            cache_bytes=round(settings.cache_gb * 1e9),
            strict=settings.strict,
        )
