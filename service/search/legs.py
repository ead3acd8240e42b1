"""What becomes of a search that loses a leg on the way: it is told, and made again with the leg that is left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from indexer.core.article import Part
from indexer.core.errors import IndexUnavailableError, LegError

Found = TypeVar("Found")


@contextmanager
def leg(part: Part) -> Iterator[None]:
    """Says of a failure inside which leg it was of.

    Raises:
        LegError: The index can't be reached, or did not answer in time.
    """
    try:
        yield
    except LegError:
        raise
    except IndexUnavailableError as error:
        raise LegError(part, error.message, next_step=error.next_step) from error


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
