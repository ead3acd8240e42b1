"""A snapshot under construction: what the stages of a build hand to each other."""

from array import array
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from indexer.archive import ArchiveWriter
from indexer.building.base import Base
from indexer.building.recipe import current_recipe
from indexer.building.report import BuildReport
from indexer.embed import Embedder
from indexer.progress import Progress
from indexer.workers.protocol import Workers

NOWHERE = -1
"""Origin of what the base does not have as it is now."""


@dataclass(slots=True)
class Draft:
    """The parts of a snapshot as far as they are made, and where they came from.

    `article_origins` and `row_origins` say for each new article and row which number or row of the base it was
    carried over from unchanged, or NOWHERE: what a stage made for that one in the last build still holds.
    """

    part: Path
    """The folder that becomes the snapshot; a stage writes its files here."""
    scratch: Path
    """A folder for what only the build needs; it goes when the build ends."""
    base: Base | None
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
        return self.base is not None and self.base.manifest.recipe.get(part) == current_recipe()[part]
