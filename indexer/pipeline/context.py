"""What a build is told (its plan) and what its stages hand to each other (the snapshot under construction)."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from indexer.core.clock import now
from indexer.core.process import Progress
from indexer.distributed.backend import Workers
from indexer.embed.embedder import Embedder
from indexer.index.docstore import ArchiveWriter
from indexer.index.publish import Retention
from indexer.index.snapshot import Snapshot
from indexer.pipeline.fingerprint import current_fingerprint
from indexer.pipeline.previous import PreviousSnapshot
from indexer.pipeline.report import BuildReport
from indexer.settings import IndexerSettings

FindArticles: TypeAlias = Callable[[Snapshot, Embedder, Sequence[str], int], list[list[str]]]
"""Ids of the first so many articles that each question finds in a snapshot, best first."""


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


NOWHERE = -1
"""Origin of what the base does not have as it is now."""


@dataclass(slots=True)
class BuildContext:
    """The parts of a snapshot as far as they are made, and where they came from.

    `article_origins` and `row_origins` say for each new article and row which number or row of the base it was
    carried over from unchanged, or NOWHERE: what a stage made for that one in the last build still holds.
    """

    part: Path
    """The folder that becomes the snapshot; a stage writes its files here."""
    scratch: Path
    """A folder for what only the build needs; it goes when the build ends."""
    base: PreviousSnapshot | None
    archive: ArchiveWriter
    embedder: Embedder
    workers: Workers
    report: BuildReport
    progress: Progress
    chunk_tokens: int
    zone: ZoneInfo
    """The archive's time zone."""
    article_origins: "array[int]" = field(default_factory=lambda: array("i"))
    row_origins: "array[int]" = field(default_factory=lambda: array("q"))

    def origins_of_rows(self, first: int, end: int) -> npt.NDArray[np.int64]:
        """Origins of the rows from `first` to `end`, shape (rows,)."""
        return np.array(self.row_origins[first:end], dtype=np.int64)

    @property
    def same_chunks(self) -> bool:
        """Whether an article that is as it was has the chunks that it had."""
        return (
            self.base is not None
            and self.base.manifest.chunk_tokens == self.chunk_tokens
            and self.base.same_model
            and self.same_recipe("chunks")
        )

    @property
    def same_vectors(self) -> bool:
        """Whether a chunk that is as it was has the vector that it had."""
        return self.same_chunks and self.same_recipe("passages")

    def same_recipe(self, part: str) -> bool:
        """Whether a part of a snapshot is made by the same code as the base's."""
        return self.base is not None and self.base.manifest.recipe.get(part) == current_fingerprint()[part]
