"""The soak counts what a process holds: each snapshot once, however many ways it is held, and not when it is closed."""

import gc
import os
import sys
from pathlib import Path

import pytest

from benchmarks.soak import held_by
from indexer.index.snapshot import open_snapshot
from tests.archives import build
from tests.doubles import TermEmbedder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is told by Linux's /proc")


def snapshots() -> int:
    """How many this process holds, those that other tests left to the collector not among them."""
    gc.collect()
    return held_by(os.getpid()).snapshots


def test_a_snapshot_is_counted_once_and_only_while_it_is_open(tmp_path: Path) -> None:
    """Its folder is held by a lease, its files are mapped and open: that is one snapshot."""
    before = snapshots()
    build(tmp_path / "one", TermEmbedder())
    build(tmp_path / "two", TermEmbedder())
    one = open_snapshot(tmp_path / "one")
    assert snapshots() == before + 1
    two = open_snapshot(tmp_path / "two")
    assert snapshots() == before + 2
    one.close()
    two.close()
    del one, two
    assert snapshots() == before
