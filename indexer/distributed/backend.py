"""What a build asks of its workers, and the names of the kinds of workers."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from indexer.core.article import Article, Page, Skip

if TYPE_CHECKING:
    from indexer.core.arrays import Matrix


class WorkersKind(StrEnum):
    """Where a build extracts and embeds."""

    LOCAL = "local"
    """In its own process."""
    RAY = "ray"
    """In the processes of a Ray cluster."""


Tag = TypeVar("Tag")


class Workers(Protocol):
    """Takes work as a stream and gives results in the order of the work.

    Each piece of work carries a tag of the caller's, which comes back with the result. Work that is none (no page, an
    empty batch) comes back in its place without having been anywhere, so that the caller's order is one stream.
    A stream may be read ahead of the results; how far is bounded.
    """

    def extract(self, pages: Iterable[tuple[Tag, Page | None]]) -> Iterator[tuple[Tag, Article | Skip | None]]:
        """The article of each page, or why there is none; None for None."""
        ...

    def embed(self, batches: Iterable[tuple[Tag, Sequence[str]]]) -> Iterator[tuple[Tag, "Matrix"]]:
        """Vectors of the passages of each batch, shape (texts, dimension).

        A batch is embedded whole, in one call: with 8-bit activations a text's vector depends on its neighbours.
        """
        ...
