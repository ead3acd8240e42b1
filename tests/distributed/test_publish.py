"""Two nodes whose processors compute differently build and publish what this process builds and publishes."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from indexer.core.errors import XunwenError
from indexer.distributed.backend import WorkersKind
from indexer.distributed.open import open_writer
from indexer.embed import cache
from indexer.embed.load import load_embedder
from indexer.pipeline.context import BuildPlan
from tests.distributed.cluster import BATCH, BEGAN, NEWS
from tests.distributed.published import build_news, by_unlike_nodes, settings_of
from tests.milvus.server import LiteServer
from tests.tiny_model import make_tiny_model

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install 'xunwen[ray]'"),
    pytest.mark.skipif(find_spec("pymilvus") is None, reason="the extra milvus is not installed"),
    pytest.mark.skipif(find_spec("milvus_lite") is None, reason="milvus-lite is not installed"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiteServer]:
    """A Milvus."""
    with LiteServer(tmp_path_factory.mktemp("milvus")) as server:
        yield server


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real model, prepared."""
    return make_tiny_model(tmp_path_factory.mktemp("model"))


def lying_there(address: str, generation: int) -> dict[str, list[dict[str, Any]]]:
    """Every row of a generation, each field as a reader gets it, in the order of keys."""
    from indexer.milvus.address import read_address
    from indexer.milvus.client import Milvus
    from indexer.milvus.generations import Generations
    from indexer.milvus.schema import alive

    milvus = Milvus(read_address(address), timeout=30, patience=60)
    generations = Generations(milvus)
    record = generations.record(generation)
    found = {}
    for part in ("chunks", "articles", "terms"):
        rows = milvus.read(generations.part(record.epoch, part), alive(generation), ["*"], strong=True)
        told = ({name: str(value) for name, value in row.items()} for row in rows)
        found[part] = sorted(told, key=lambda row: int(row["pk"]))
    milvus.close()
    return found


@pytest.mark.timeout(600)
def test_two_unlike_nodes_write_what_one_process_writes(
    server: LiteServer, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.milvus.address import read_address
    from indexer.milvus.client import Milvus
    from indexer.milvus.publish import publish

    monkeypatch.setenv("XUNWEN_CACHE_DIR", str(tmp_path / "models"))
    monkeypatch.setattr(cache, "BATCH", BATCH)
    build_news(tmp_path / "one", load_embedder(settings_of(model)), BuildPlan(clock=lambda: BEGAN))
    here = server.address("one")
    milvus = Milvus(read_address(here), timeout=60, patience=60)
    alone = publish(tmp_path / "one", milvus)
    milvus.close()
    there = server.address("unlike")
    done = by_unlike_nodes(tmp_path, model, there, "float64")
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert len(seen["arithmetic"]) == 2, seen
    assert seen["processes"] >= 2
    assert seen["written"] == alone.written == len(NEWS) - 1
    assert seen["checked"] > 0
    one, other = lying_there(here, alone.generation), lying_there(there, seen["generation"])
    assert {part: len(rows) for part, rows in one.items()} == {part: len(rows) for part, rows in other.items()}
    assert one == other


def test_this_process_writes_where_no_cluster_is_asked_for_and_an_address_without_one_is_told() -> None:
    from indexer.milvus.address import Address

    with open_writer(WorkersKind.LOCAL, Address("host")) as writer:
        assert writer is None
    with (
        pytest.raises(XunwenError, match="--ray-address is for --workers ray"),
        open_writer(WorkersKind.LOCAL, Address("host"), address="auto"),
    ):
        pass


def test_a_worker_of_another_version_writes_nothing() -> None:
    from indexer.distributed.publish import WriteTask
    from indexer.milvus.address import Address

    task = WriteTask(Address("host", token="user:secret"), "{}", "0.0.1")  # noqa: S106 - of nobody
    done = task({"place": 0, "work": b""})
    assert done["result"] == b""
    assert "who publishes has 0.0.1" in str(done["error"])
    assert "secret" not in repr(task)
