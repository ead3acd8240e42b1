"""What was published before what is told by the history alone: no name and no clock decides what is gone back to or kept."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.core.errors import BrokenSnapshotError, SettingError
from indexer.embed.cache import EmbeddingCache
from indexer.index.history import FILE, Move, before, moves, record
from indexer.index.manifest import next_name
from indexer.index.publish import Retention, point_to
from indexer.index.rollback import kept_snapshots, rollback
from indexer.index.snapshot import current_name, manifest_of, snapshot_names, snapshots_folder
from indexer.pipeline.context import BuildPlan
from service.insights.summary import builds
from tests.archives import RECORDS, build, record_pages
from tests.doubles import TermEmbedder
from tests.embed.test_cache import many

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SHA = "0" * 64


def _build(index: Path, hours: float = 0.0, *, keep: Retention | None = None) -> str:
    """A build at so many hours from noon by the machine's clock; returns the snapshot's name."""
    clock = NOON + timedelta(hours=hours)
    plan = BuildPlan(force=True, prune=True, clock=lambda: clock, retention=keep or Retention(10))
    return build(index, TermEmbedder(), record_pages(RECORDS[:2]), plan=plan).snapshot


def _back(index: Path, to: str | None = None) -> str:
    rollback(index, to)
    return current_name(index)


def _past(script: str) -> str:
    """What lies before the last of "ABC<BD": letters are builds, "<B" is a rollback to B."""
    told, rest = [], list(script)
    while rest:
        why = "index"
        if rest[0] == "<":
            why = rest.pop(0) and "rollback"
        told.append(Move(rest.pop(0), "", why, SHA))
    return "".join(before(told, told[-1].snapshot))


@pytest.mark.parametrize(
    ("script", "past"),
    [
        ("A", ""),
        ("ABC", "BA"),
        ("ABC<B", "A"),
        ("ABC<BD", "BA"),  # C was published after B, not before D
        ("ABC<BD<B", "A"),
        ("ABC<BD<B<AE", "A"),
        ("ABC<A<C", "BA"),  # forward again: nothing was forgotten
        ("ABC<BD<C", "DBA"),  # C lies in neither direction any more: a new page
        ("ABC<BD<CE", "CDBA"),
        ("ABC<A<B<A<B", "A"),
        ("ABCDE<B<E<BF", "BA"),
        ("AAB", "A"),  # written down twice
    ],
)
def test_one_goes_back_as_in_a_browser(script: str, past: str) -> None:
    assert _past(script) == past


def test_what_is_served_counts_also_where_its_move_was_not_written_down() -> None:
    told = [Move(name, "", "index", SHA) for name in "ABC"]
    assert before(told, "B") == ["A"]
    assert before(told, "D") == ["C", "B", "A"]
    assert before(told, "") == ["C", "B", "A"]  # nobody can tell what is served


def test_a_rollback_takes_what_was_published_before_and_each_time_further(tmp_path: Path) -> None:
    first, second, _ = (_build(tmp_path, hours) for hours in range(3))
    assert _back(tmp_path) == second
    _build(tmp_path, 3)
    assert [_back(tmp_path) for _ in range(2)] == [second, first]
    with pytest.raises(SettingError, match=rf"no snapshot before {first} in .* xunwen status"):
        rollback(tmp_path)


def test_what_is_no_longer_kept_is_skipped_with_a_word(tmp_path: Path) -> None:
    first = _build(tmp_path)
    second = _build(tmp_path, 1)
    third = _build(tmp_path, 2, keep=Retention(1))
    with pytest.raises(SettingError, match=rf"no snapshot before {third} in .* \({second}, {first}: no longer kept\)"):
        rollback(tmp_path)
    fourth, fifth = (_build(tmp_path, hours) for hours in (3, 4))
    rollback(tmp_path, third)
    sixth = _build(tmp_path, 5, keep=Retention(2))  # third was served after fourth and fifth: it is kept
    assert snapshot_names(tmp_path) == [third, sixth]
    went = rollback(tmp_path)
    assert (went.snapshot, went.skipped) == (third, ())
    assert _back(tmp_path, sixth) == sixth
    seventh = _build(tmp_path, 6)
    assert _back(tmp_path) == sixth
    assert _back(tmp_path, seventh) == seventh
    (snapshots_folder(tmp_path) / sixth).rename(tmp_path / "away")
    went = rollback(tmp_path)
    assert (went.snapshot, went.skipped) == (third, (sixth,))
    assert {fourth, fifth}.isdisjoint(snapshot_names(tmp_path))


def test_a_clock_set_back_prunes_nothing_new(tmp_path: Path) -> None:
    """Each build begins an hour before the last by the clock; the last three published are kept."""
    names = [_build(tmp_path, -hours, keep=Retention(3)) for hours in range(5)]
    assert names == sorted(names)
    assert snapshot_names(tmp_path) == names[2:]
    assert [each.name for each in kept_snapshots(tmp_path)] == names[:1:-1]
    assert [each.name for each in builds(tmp_path)] == names[:1:-1]
    assert [_back(tmp_path) for _ in range(2)] == [names[3], names[2]]


def test_names_of_an_older_version_out_of_order_are_kept_by_history(tmp_path: Path) -> None:
    """Snapshots that an older version named by a clock set back: the one published last has the lowest name."""
    first = _build(tmp_path)
    second = _build(tmp_path, 1)
    early = "20260101T000000.000Z"
    _rename(tmp_path, second, early)
    third = _build(tmp_path, 2, keep=Retention(2))
    assert snapshot_names(tmp_path) == [early, third]
    assert first not in snapshot_names(tmp_path)
    assert _back(tmp_path) == early


def test_two_builds_of_one_moment_have_two_names(tmp_path: Path) -> None:
    names = [_build(tmp_path) for _ in range(3)]
    assert names == ["20260310T120000.000Z", "20260310T120000.001Z", "20260310T120000.002Z"]
    assert snapshot_names(tmp_path) == names


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ((), "20260310T120000.000Z"),
        (("20260309T235959.999Z",), "20260310T120000.000Z"),
        (("20310101T000000.000Z", "20260101T000000.000Z"), "20310101T000000.001Z"),
        (("20301231T235959.999Z",), "20310101T000000.000Z"),
        (("village-1", "99991231T235959.999Z", "20269999T000000.000Z"), "20260310T120000.000Z"),
    ],
)
def test_a_name_comes_after_all_before_it(taken: tuple[str, ...], name: str) -> None:
    assert next_name(NOON, taken) == name


def test_one_made_in_what_is_now_the_future_counts_as_young(tmp_path: Path) -> None:
    future = _build(tmp_path, 24 * 365)
    names = [_build(tmp_path, hours, keep=Retention(1, 1.0)) for hours in range(2)]
    assert snapshot_names(tmp_path) == [future, *names]


@pytest.mark.parametrize(
    "damage", [b'{"snapshot": "2026', b"\x00" * 500, b"\xff\xfe\n", b"[" * 100_000, b'{"snapshot": "../x"}\n']
)
def test_a_damaged_history_loses_no_snapshot_and_is_mended(damage: bytes, tmp_path: Path) -> None:
    """The line of the second of three snapshots is damaged: that it was published is known by nobody."""
    names = [_build(tmp_path, hours) for hours in range(3)]
    lines = (tmp_path / FILE).read_bytes().splitlines(keepends=True)
    (tmp_path / FILE).write_bytes(lines[0] + damage + b"\n" * (damage[-1:] != b"\n") + lines[2])
    fourth = _build(tmp_path, 3)
    assert snapshot_names(tmp_path) == [*names, fourth]
    assert _back(tmp_path) == names[2]
    assert all(json.loads(line) for line in (tmp_path / FILE).read_text().splitlines())
    assert {move.snapshot for move in moves(tmp_path)} == {*names, fourth}


def test_without_its_history_an_index_is_gone_back_in_by_what_each_was_built_from(tmp_path: Path) -> None:
    first, second, third = (_build(tmp_path, hours) for hours in range(3))
    rollback(tmp_path)
    fourth = _build(tmp_path, 3)
    (tmp_path / FILE).unlink()
    assert [_back(tmp_path) for _ in range(2)] == [second, first]
    assert {third, fourth} < set(snapshot_names(tmp_path))


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_what_is_no_history_is_named(kind: str, tmp_path: Path) -> None:
    _build(tmp_path)
    (tmp_path / FILE).unlink()
    if kind == "folder":
        (tmp_path / FILE).mkdir()
    else:
        (tmp_path / FILE).symlink_to("/dev/zero")
    for attempt in (kept_snapshots, rollback, _build):
        with pytest.raises(BrokenSnapshotError, match=rf"{tmp_path / FILE} can't be read .* Move it away"):
            attempt(tmp_path)


def test_a_history_stays_short_and_knows_every_snapshot_that_is_kept(tmp_path: Path) -> None:
    old, *others = (f"2026010{day}T000000.000Z" for day in range(1, 4))
    at = NOON.isoformat()
    record(tmp_path, Move(old, at, "index", SHA), kept=[])
    for number in range(2200):
        record(tmp_path, Move(others[number % 2], at, "rollback", SHA), kept=[old, *others])
    known = moves(tmp_path)
    assert 1000 <= len(known) <= 2010
    assert known[0].snapshot == old
    assert [move.snapshot for move in known[-2:]] == others


def test_a_clock_set_back_does_not_age_what_a_build_uses(tmp_path: Path) -> None:
    """Stored on day 9; used on what the clock says is day 3: it is used later all the same, and the others go first."""
    file = tmp_path / "cache.sqlite"
    with EmbeddingCache(file, today=9) as cache:
        cache.store("m", many(100, "old"))
    with EmbeddingCache(file, today=3) as cache:
        cache.find("m", ["old0000"])
        cache.store("m", many(50, "new"))
        cache.trim(round(cache.bytes / 2))
        kept = cache.find("m", [*many(100, "old"), *many(50, "new")])
    assert {"old0000", *many(50, "new")} <= set(kept)


def _rename(index: Path, name: str, new: str) -> None:
    """Gives a published snapshot another name, everywhere."""
    (snapshots_folder(index) / name).rename(snapshots_folder(index) / new)
    manifest = snapshots_folder(index) / new / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"name": "{name}"', f'"name": "{new}"'))
    assert manifest_of(manifest.parent).name == new
    (index / FILE).write_text((index / FILE).read_text().replace(name, new))

    point_to(index, new, why="index", now=NOON)
