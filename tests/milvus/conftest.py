"""A real Milvus Lite server out of its package, started once for a file of tests and stopped after them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.milvus.server import LiteServer


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiteServer]:
    """The server."""
    pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
    pytest.importorskip("milvus_lite", reason="milvus-lite is not installed")
    server = LiteServer(tmp_path_factory.mktemp("milvus"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of an index."""
    return tmp_path / "index"
