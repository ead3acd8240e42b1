"""Every kind of index that the contract of `service.search.index` is put to."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from service.search.index import SearchIndex
from service.search.local import LocalIndex

Opened = Callable[[Path], AbstractContextManager[SearchIndex]]
"""Opens an index of what a build published in a folder, and closes it."""


@contextmanager
def _local(folder: Path) -> Iterator[SearchIndex]:
    index = LocalIndex.open(folder)
    yield index
    index.close()


IMPLEMENTATIONS: Mapping[str, Opened] = {"local": _local}
