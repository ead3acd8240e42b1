"""Real servers out of their packages, each started once for a file of tests and stopped after them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.search import opening
from tests.milvus.server import LiteServer
from tests.milvus.standalone import StandaloneServer


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiteServer]:
    """Milvus Lite."""
    pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
    pytest.importorskip("milvus_lite", reason="milvus-lite is not installed")
    server = LiteServer(tmp_path_factory.mktemp("milvus"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandaloneServer]:
    """Milvus 2.3.5."""
    if os.environ.get("XUNWEN_TEST_MILVUS") != "all":
        pytest.skip("the standalone server is asked for by make milvus")
    pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
    pytest.importorskip("milvus", reason="the package of the standalone server is not installed: make milvus")
    with StandaloneServer(tmp_path_factory.mktemp("standalone")) as server:
        yield server


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A leg is waited for as long as it takes: where everything is compared, one that is late, as on a busy machine, may not be missing."""
    monkeypatch.setattr(opening, "_TIMEOUT", 60.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of an index."""
    return tmp_path / "index"
