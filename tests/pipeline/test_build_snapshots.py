"""Which snapshots an index keeps, why each exists, and how to go back to one."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from indexer.core.errors import BrokenSnapshotError, IndexBusyError, SettingError
from indexer.index.history import moves
from indexer.index.locks import build_lock
from indexer.index.manifest import FORMAT
from indexer.index.publish import Retention
from indexer.index.rollback import kept_snapshots, rollback
from indexer.index.snapshot import POINTER, current_name, open_snapshot, snapshot_names, snapshots_folder
from indexer.pipeline.context import BuildPlan
from tests.archives import DONATION, FLOOD, RECORDS, build, record_pages
from tests.doubles import TermEmbedder

FORMAT_1 = Path(__file__).parents[1] / "data" / "format1"
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


def _build(index: Path, day: int, *, keep: Retention | None = None, count: int = 4) -> str:
    """A build on the so-many-th day after the first, of so many records; returns the snapshot's name."""
    plan = BuildPlan(force=True, prune=True, clock=lambda: BEGAN + timedelta(days=day), retention=keep or Retention(10))
    return build(index, TermEmbedder(), record_pages(RECORDS[:count]), plan=plan).snapshot


def test_rollback_goes_one_back_each_time_and_forward_by_name(tmp_path: Path) -> None:
    names = [_build(tmp_path, day, count=day + 1) for day in range(3)]
    assert rollback(tmp_path).snapshot == names[1] == current_name(tmp_path)
    assert open_snapshot(tmp_path).facts.ids == ("donation", "flood")
    assert rollback(tmp_path).snapshot == names[0]
    with pytest.raises(SettingError, match=rf"no snapshot before {names[0]}.* xunwen status"):
        rollback(tmp_path)
    assert rollback(tmp_path, names[2]).snapshot == names[2]
    with pytest.raises(SettingError, match=rf"no snapshot 'x' in .* Choose one of {names[0]}, "):
        rollback(tmp_path, "x")


def test_status_tells_of_each_snapshot_and_why_it_is_served(tmp_path: Path) -> None:
    names = [_build(tmp_path, day, count=day + 1) for day in range(2)]
    rollback(tmp_path)
    opened = open_snapshot(tmp_path)
    newest, oldest = kept_snapshots(tmp_path)
    assert (newest.name, newest.current, newest.why, newest.articles) == (names[1], False, "index", 2)
    assert (oldest.name, oldest.current, oldest.why, oldest.articles) == (names[0], True, "rollback", 1)
    assert (newest.in_use, oldest.in_use) == (False, True)
    assert oldest.created_at == "2026-03-01T00:00:00+00:00"
    folder = snapshots_folder(tmp_path) / oldest.name
    on_disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    assert oldest.bytes == on_disk - (folder / "manifest.json").stat().st_size
    opened.close()
    assert not kept_snapshots(tmp_path)[1].in_use


def test_a_short_file_is_not_gone_back_to(tmp_path: Path) -> None:
    first, second = (_build(tmp_path, day) for day in range(2))
    file = snapshots_folder(tmp_path) / first / "vectors.faiss"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(BrokenSnapshotError, match=r"vectors\.faiss is missing or has another size"):
        rollback(tmp_path)
    assert current_name(tmp_path) == second


def test_from_a_snapshot_that_is_not_whole_one_can_go_back(tmp_path: Path) -> None:
    first, second = (_build(tmp_path, day) for day in range(2))
    (tmp_path / POINTER).write_text("torn")
    assert rollback(tmp_path, first).snapshot == first
    rmtree(snapshots_folder(tmp_path) / second)
    assert open_snapshot(tmp_path).name == first


def test_a_rollback_waits_for_no_build(tmp_path: Path) -> None:
    _build(tmp_path, 0)
    with build_lock(tmp_path, "xunwen index news"), pytest.raises(IndexBusyError, match=r"\(xunwen index news\)\."):
        rollback(tmp_path)


def test_the_newest_by_number_are_kept(tmp_path: Path) -> None:
    names = [_build(tmp_path, day, keep=Retention(2)) for day in range(4)]
    assert snapshot_names(tmp_path) == names[2:]


def test_younger_ones_are_kept_beyond_the_number(tmp_path: Path) -> None:
    """On day 4, of the snapshots beyond the newest, those of days 2 and 3 are not yet 2.5 days old."""
    names = [_build(tmp_path, day, keep=Retention(1, 2.5)) for day in range(5)]
    assert snapshot_names(tmp_path) == names[2:]


def test_one_that_is_open_is_kept_until_it_is_closed(tmp_path: Path) -> None:
    first = _build(tmp_path, 0)
    opened = open_snapshot(tmp_path)
    second = _build(tmp_path, 1, keep=Retention(1))
    assert snapshot_names(tmp_path) == [first, second]
    assert opened.article("donation").title == DONATION["title"]
    opened.close()
    third = _build(tmp_path, 2, keep=Retention(1))
    assert snapshot_names(tmp_path) == [third]


def test_the_published_one_is_kept_though_others_are_newer(tmp_path: Path) -> None:
    names = [_build(tmp_path, day) for day in range(3)]
    rollback(tmp_path, names[0])
    plan = BuildPlan(prune=True, retention=Retention(2))
    same = build(tmp_path, TermEmbedder(), record_pages(RECORDS), plan=plan)
    assert (same.outcome, snapshot_names(tmp_path)) == ("nothing changed", [names[0], names[2]])


def test_the_history_tells_every_move_and_survives_a_torn_line(tmp_path: Path) -> None:
    names = [_build(tmp_path, day) for day in range(2)]
    with (tmp_path / "history.jsonl").open("a") as file:
        file.write('{"snapshot": "2026')
    rollback(tmp_path)
    assert [(move.snapshot, move.why) for move in moves(tmp_path)] == [
        (names[0], "index"),
        (names[1], "index"),
        (names[0], "rollback"),
    ]


def test_what_was_built_but_never_published_goes(tmp_path: Path) -> None:
    """A build killed between naming its folder and moving the pointer."""
    first = _build(tmp_path, 0)
    copytree(snapshots_folder(tmp_path) / first, snapshots_folder(tmp_path) / "20260301T120000.000Z")
    second = _build(tmp_path, 1)
    assert snapshot_names(tmp_path) == [first, second]


def test_format_1_is_refused_with_the_command_that_rebuilds_it(tmp_path: Path) -> None:
    """The snapshot was written by version 0.1 and is committed."""
    index = copytree(FORMAT_1, tmp_path / "index")
    rebuild = (
        rf"has format 1; .* reads format {FORMAT}\. Build it again .*: xunwen index PATH\.\.\. --index {index} --prune;"
    )
    with pytest.raises(BrokenSnapshotError, match=rebuild):
        open_snapshot(index)
    with pytest.raises(BrokenSnapshotError, match=rebuild):
        build(index, TermEmbedder(), record_pages([FLOOD]))
    assert json.loads((snapshots_folder(index) / current_name(index) / "manifest.json").read_text())["format"] == 1

    report = build(index, TermEmbedder(), plan=BuildPlan(prune=True))
    assert (report.articles, open_snapshot(index).facts.ids[0]) == (4, "donation")
    problem = kept_snapshots(index)[1].problem
    assert problem.endswith(f"has format 1; this version of xunwen reads format {FORMAT}.")
