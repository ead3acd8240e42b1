"""Every kind of index that the contract of `service.search.index` is put to."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from indexer.core.arrays import Mask
from indexer.core.errors import WholeArchiveError
from service.search.index import SearchIndex, Selection
from service.search.local import LocalIndex
from service.search.whole_archive import WholeArchive

Opened = Callable[[Path], AbstractContextManager[SearchIndex]]
"""Opens an index of what a build published in a folder, and closes it."""


class ScatteredIndex(LocalIndex):
    """A snapshot that answers what any index answers, and is nowhere whole, as one that is spread over machines."""

    def whole(self) -> WholeArchive:
        raise WholeArchiveError

    def article_mask(self, among: Selection) -> Mask | None:
        raise WholeArchiveError


@contextmanager
def _local(folder: Path) -> Iterator[SearchIndex]:
    index = LocalIndex.open(folder)
    yield index
    index.close()


@contextmanager
def _scattered(folder: Path) -> Iterator[SearchIndex]:
    index = ScatteredIndex.open(folder)
    yield index
    index.close()


IMPLEMENTATIONS: Mapping[str, Opened] = {"local": _local, "scattered": _scattered}
