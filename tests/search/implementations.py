"""Every kind of index that the contract of `service.search.index` is put to."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from indexer.milvus.address import read_address
from service.search.index import SearchIndex
from service.search.local import LocalIndex
from service.search.opening import open_index

Opened = Callable[[Path], AbstractContextManager[SearchIndex]]
"""Opens an index of what a build published in a folder, and closes it."""


@contextmanager
def _local(folder: Path) -> Iterator[SearchIndex]:
    index = LocalIndex.open(folder)
    yield index
    index.close()


@contextmanager
def _milvus(folder: Path) -> Iterator[SearchIndex]:
    pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
    from indexer.milvus.client import Milvus
    from indexer.milvus.publish import publish
    from service.search.milvus.texts import texts_of
    from tests.milvus.server import LiteServer

    with TemporaryDirectory() as lying, LiteServer(Path(lying) / "milvus") as server:
        address = server.address("contract")
        publishing = Milvus(read_address(address), timeout=30)
        publish(folder, publishing, extra=texts_of)
        publishing.close()
        index = open_index(address)
        yield index
        index.close()


IMPLEMENTATIONS: Mapping[str, Opened] = {"local": _local, "milvus": _milvus}
