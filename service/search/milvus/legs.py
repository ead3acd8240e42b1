"""Which leg of a search a failure of the Milvus is: the other may go on without it."""

from collections.abc import Iterator
from contextlib import contextmanager

from indexer.core.article import Part
from indexer.core.errors import MilvusError
from service.search.index import LegError


@contextmanager
def leg(part: Part) -> Iterator[None]:
    """Within it, a failure of the Milvus is one of this leg."""
    try:
        yield
    except MilvusError as error:
        raise LegError(part, error.message, next_step=error.next_step) from error
