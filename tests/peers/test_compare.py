"""Xunwen with a worker for each core beside Xunwen as it comes: the same index, and no peer of its own."""

import json
from pathlib import Path

from benchmarks.peers.collection import Collection, Written
from benchmarks.peers.compare import Measured, Plan, compare
from benchmarks.peers.environments import WORKERS
from benchmarks.peers.load import Service
from benchmarks.peers.report import markdown

NOTHING = Collection("records", (), ())
TOLD = {
    "commit": "abc",
    "date": "2026-11-30",
    "load_before": 0.1,
    "machine": {"cores": 2, "cpu": "a CPU", "instructions": ["AVX2"], "memory_gb": 8},
    "of": {"articles": 4, "articles_of": "records", "chunks": 4, "questions": 0, "rounds": 1, "clients": 2, "seconds": 1, "indexed_by_this_run": True},
}  # fmt: skip


def _plan(work: Path) -> Plan:
    return Plan([WORKERS], work, work / "model", rounds=1, seconds=0.1, clients=1)


def test_without_its_index_the_workers_are_left_out_and_told_why(tmp_path: Path) -> None:
    (measured,) = compare(NOTHING, Written(tmp_path / "articles", tmp_path / "rows", 4), _plan(tmp_path))
    assert measured.failed == "xunwen_workers searches the index of xunwen, which is not there: measure xunwen as well"


def test_what_indexing_took_is_told_of_the_index_that_both_search(tmp_path: Path) -> None:
    (tmp_path / "xunwen").mkdir()
    (tmp_path / "xunwen" / "indexed.json").write_text(json.dumps({"figures": {"chunks_per_second": 88.5}}))
    (measured,) = compare(NOTHING, Written(tmp_path / "articles", tmp_path / "rows", 4), _plan(tmp_path))
    assert measured.common["chunks_per_second"] == 88.5
    assert "with a worker process for each core" in measured.notes
    assert "could not serve" in measured.failed  # the folder holds no index


def test_the_workers_are_in_the_table_and_no_peer_of_xunwen() -> None:
    rows = [Measured(peer) for peer in ("xunwen", WORKERS, "txtai")]
    for number, each in enumerate(rows, 1):
        each.services = {"hybrid": Service("127.0.0.1:1", {}, lambda: 0.0)}
        each.common = {"ready_seconds": float(number)}
    words = markdown(rows, TOLD)
    assert "| xunwen_workers, hybrid | 2.0 |" in words
    assert "xunwen, hybrid to txtai, hybrid | – | – | – | – | – | – | – | – | – | – | 3.00 |" in words
    assert "to xunwen_workers" not in words
    assert "times as good" not in markdown(rows[:2], TOLD)
