"""The two legs of a search: what they take, what they bring, and what becomes of a search that loses one on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

import numpy as np

from indexer.core.arrays import Matrix, Rows, distinct
from indexer.core.article import Part
from indexer.core.errors import IndexUnavailableError, LegError
from service.query.question import ParsedQuestion
from service.search.index import SearchIndex, Selection, WordSearch
from service.search.timing import Clock

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class LegInput:
    """A question as the legs take it; None for a leg that takes no part."""

    text: str
    asked: ParsedQuestion
    vector: Matrix | None
    """Shape (1, dimension)."""
    words: WordSearch | None
    keywords: tuple[str, ...] = ()
    """The words of a plain keyword query."""
    without_words: bool = False
    """Whether the words can't be asked, which the result names."""
    matched: tuple[int, Rows] | None = None
    """How deep the words were searched already, and the rows they brought; None where they were not."""
    near: tuple[int, Rows] | None = None
    """The same of the vector."""


class leg:  # noqa: N801  used as a function is; one made of a generator takes twice as long
    """Says of a failure inside which leg it was of: LegError where the index can't be reached, or did not answer in time."""

    __slots__ = ("_part",)

    def __init__(self, part: Part) -> None:
        self._part = part

    def __enter__(self) -> None:
        """Begins."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends.

        Raises:
            LegError: As the class says.
        """
        if isinstance(error, IndexUnavailableError) and not isinstance(error, LegError):
            raise LegError(self._part, error.message, next_step=error.next_step) from error


def with_a_leg(search: Callable[[LegError | None], Found]) -> Found:
    """Searches, and where a leg is lost, once more without it: never with half of what it had found.

    Args:
        search: Takes the leg that is lost.

    Raises:
        IndexUnavailableError: Nothing can be asked now.
    """
    try:
        return search(None)
    except LegError as lost:
        return search(lost)


def proposed(index: SearchIndex, reading: LegInput, among: Selection, *, depth: int, clock: Clock) -> Rows:
    """Rows that either leg brings, ascending.

    Args:
        index: That is searched.
        reading: The question.
        among: Rows that may be found.
        depth: Rows that each leg brings.
        clock: Told what each leg took.
    """
    found: list[Rows] = []
    vector, words = reading.vector, reading.words
    if reading.near is not None and reading.near[0] == depth:
        found.append(reading.near[1])
    elif vector is not None:
        with leg(Part.DENSE):
            found.append(clock.time("dense", lambda: index.nearest(vector, depth, among)))
    if reading.matched is not None and reading.matched[0] == depth:
        found.append(reading.matched[1])
    elif words is not None:
        with leg(Part.LEXICAL):
            found.append(clock.time("lexical", lambda: words.best(depth, among)))
    return distinct(np.concatenate(found))
