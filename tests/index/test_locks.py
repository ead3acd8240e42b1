"""Who looks, reads and deletes at the same time never takes one for another."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.index.locks import SnapshotLock, delete_unless_held, held

ROOT = Path(__file__).parents[2]
SECONDS = 1.0
LOOK = """
import sys, pathlib
from indexer.index.locks import held
folder = pathlib.Path(sys.argv[1])
print(flush=True)
while True:
    held(folder)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "snapshot").mkdir()
    return tmp_path / "snapshot"


def test_a_reader_is_never_turned_away_by_one_who_looks(folder: Path) -> None:
    """Two processes and a thread look all the time; each reader opens."""
    lookers = [
        subprocess.Popen([sys.executable, "-c", LOOK, str(folder)], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)
    ]
    try:
        for looker in lookers:
            assert looker.stdout is not None
            looker.stdout.readline()
        with ThreadPoolExecutor() as threads:
            looking = threads.submit(_again_and_again, lambda: held(folder))
            opened = _again_and_again(lambda: SnapshotLock.take(folder).release())
            looking.result()
    finally:
        for looker in lookers:
            looker.kill()
            looker.communicate()
    assert len(opened) > 100


def test_those_who_look_do_not_take_each_other_for_readers(folder: Path) -> None:
    with ThreadPoolExecutor() as threads:
        looking = [threads.submit(_again_and_again, lambda: held(folder)) for _ in range(3)]
    assert {answer for each in looking for answer in each.result()} == {False}


def test_those_who_look_do_not_keep_a_folder_from_being_deleted(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as threads:
        for number in range(200):
            folder = tmp_path / f"s{number}"
            folder.mkdir()
            looking = [threads.submit(held, folder) for _ in range(3)]
            assert delete_unless_held(folder)
            assert not any(each.result() for each in looking)
    assert list(tmp_path.iterdir()) == []


def test_who_has_a_folder_open_keeps_it_whole(tmp_path: Path) -> None:
    """A reader and a deletion race: either the reader is told that it is gone, or it has all of it for as long as it reads."""
    outcomes = set()
    with ThreadPoolExecutor() as threads:
        for number in range(300):
            folder = tmp_path / f"s{number}"
            folder.mkdir()
            (folder / "part").write_text("whole")
            deleting = threads.submit(delete_unless_held, folder)
            try:
                lease = SnapshotLock.take(folder)
            except FileNotFoundError:
                outcomes.add("gone")
                assert deleting.result()
            else:
                outcomes.add("kept")
                assert (folder / "part").read_text() == "whole"
                assert not deleting.result()
                lease.release()
    assert outcomes <= {"gone", "kept"}


def test_a_reader_is_seen(folder: Path) -> None:
    lease = SnapshotLock.take(folder)
    assert held(folder)
    assert not delete_unless_held(folder)
    lease.release()
    assert not held(folder)
    assert delete_unless_held(folder)
    assert not held(folder)


def _again_and_again(do: Callable[[], object]) -> list[object]:
    end = time.monotonic() + SECONDS
    done = []
    while time.monotonic() < end:
        done.append(do())
    return done
