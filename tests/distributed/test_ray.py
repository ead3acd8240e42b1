"""On a real Ray cluster, whose processes are killed, a build ends in the bytes that this process gives it."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

import pytest

from indexer.embed import cache
from indexer.index.snapshot import POINTER, snapshots_folder, verify
from tests.distributed.cluster import BATCH, NEWS, build_news, on_two_nodes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install 'xunwen[ray]'"),
]


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where the cluster built twice, and this process once."""
    folder = tmp_path_factory.mktemp("builds")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "BATCH", BATCH)
        build_news(folder / "local")
    return folder


@pytest.fixture(scope="module")
def seen(builds: Path) -> dict[str, object]:
    """What the process that built on the cluster saw."""
    return on_two_nodes(builds)


def _bytes(index: Path) -> dict[str, str]:
    """Every file that is published."""
    files = [index / POINTER, *sorted(file for file in snapshots_folder(index).rglob("*") if file.is_file())]
    return {str(file.relative_to(index)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_two_nodes_build_the_bytes_that_this_process_builds(builds: Path, seen: dict[str, object]) -> None:
    """Both nodes took batches; a title without a body is the one page that gives no article."""
    assert seen["calm"]["nodes"] == 2
    assert seen["calm"]["skips"] == ["archive.jsonl:5"]
    assert verify(builds / "calm").articles == len(NEWS) - 1
    assert _bytes(builds / "calm") == _bytes(builds / "local")


def test_killed_workers_lose_nothing(builds: Path, seen: dict[str, object]) -> None:
    """Each chunk is embedded and counted once, though two processes died with a batch in hand."""
    assert seen["killed"]["killed"] == 2
    assert seen["killed"]["embedded"] == seen["calm"]["embedded"]
    assert _bytes(builds / "killed") == _bytes(builds / "local")


def test_nothing_listens_beyond_the_loopback(seen: dict[str, object]) -> None:
    """The driver, both nodes and their workers, while a build runs."""
    assert seen["listeners"] == ["127.0.0.1"]
