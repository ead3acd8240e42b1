"""What no snapshot has goes, and never what a push at the same time needs."""

import os
import threading
import time
from datetime import timedelta

import pytest

from indexer.core.errors import StoreError
from indexer.store.collect import collect
from indexer.store.layout import BLOBS, LEASE, PUSHES, SNAPSHOTS, SWEEPS, at_work, blob, current
from indexer.store.open import open_store
from indexer.store.pull import pull
from indexer.store.push import push
from tests.store.conftest import publish_files

NAMES = [f"2026010{number}T000000.000Z" for number in range(1, 6)]


def kept(objects) -> list[str]:
    return sorted(each.key.removeprefix(f"{SNAPSHOTS}/") for each in objects.list(SNAPSHOTS))


@pytest.fixture
def folder(tmp_path):
    return open_store(str(tmp_path / "store"))


def test_the_last_few_are_kept_and_what_only_others_had_goes(objects, tmp_path):
    for number, name in enumerate(NAMES):
        index = publish_files(tmp_path / "built", name, {"same": b"same", "own": b"own %d" % number})
        done = push(index, objects, keep=2)
        time.sleep(1.01 if number < 4 and "S3" in type(objects).__name__ else 0)  # a listing of S3 tells whole seconds
    assert kept(objects) == NAMES[-2:]
    # Of each that stays its own file and its manifest, and the one that both have.
    assert len(objects.list(BLOBS)) == 5
    assert (done.collected.snapshots, done.collected.files) == ((NAMES[2],), 2)
    assert pull(tmp_path / "pulled", objects).snapshot == NAMES[-1]


def test_the_published_one_stays_however_old_it_is(folder, tmp_path):
    for name in NAMES[:3]:
        push(publish_files(tmp_path / "built", name, {"own": name.encode()}), folder)
    os.utime(tmp_path / "store" / SNAPSHOTS / NAMES[2], (0, 0))
    collect(folder, 1)
    assert kept(folder) == [NAMES[2]]
    assert pull(tmp_path / "pulled", folder).snapshot == NAMES[2]


def test_what_a_push_has_announced_stays_until_its_note_is_old(folder, tmp_path):
    push(publish_files(tmp_path / "built", NAMES[0], {"own": b"own"}), folder)
    folder.write(blob("a" * 64), b"of a push")
    folder.write(blob("b" * 64), b"of nobody")
    with at_work(folder, PUSHES, ["a" * 64]) as note:
        assert collect(folder, 1).files == 1
        assert blob("a" * 64) in {each.key for each in folder.list(BLOBS)}
        long_ago = time.time() - LEASE.total_seconds() - 60
        os.utime(tmp_path / "store" / note, (long_ago, long_ago))
        assert collect(folder, 1).files == 1
        assert folder.list(PUSHES) == []


def test_a_push_waits_for_who_deletes_but_not_for_one_that_was_killed(folder, tmp_path):
    index = publish_files(tmp_path / "built", NAMES[0], {"own": b"own"})
    with at_work(folder, SWEEPS, []) as note:
        pushing = threading.Thread(target=push, args=(index, folder), daemon=True)
        pushing.start()
        pushing.join(0.5)
        assert pushing.is_alive()
        assert folder.list(BLOBS) == []
        long_ago = time.time() - timedelta(hours=2).total_seconds()
        os.utime(tmp_path / "store" / note, (long_ago, long_ago))
        pushing.join(20)
        assert not pushing.is_alive()
    assert current(folder).name == NAMES[0]


def test_what_a_killed_push_was_writing_goes_once_it_is_old(folder, tmp_path):
    push(publish_files(tmp_path / "built", NAMES[0], {"own": b"own"}), folder)
    young, old = (tmp_path / "store" / BLOBS / f"{name}.part" for name in ("young", "old"))
    for each in (young, old):
        each.write_bytes(b"half")
    os.utime(old, (0, 0))
    collect(folder, 1)
    assert (young.exists(), old.exists()) == (True, False)


def test_nothing_is_deleted_while_it_is_unknown_what_is_needed(folder, tmp_path):
    push(publish_files(tmp_path / "built", NAMES[0], {"own": b"own"}), folder)
    folder.write(blob(current(folder).manifest_sha256), b"damaged")
    before = folder.list(BLOBS)
    with pytest.raises(StoreError, match="damaged"):
        collect(folder, 1)
    assert folder.list(BLOBS) == before


def test_pushes_and_deletions_at_once_leave_a_whole_snapshot(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("indexer.store.push._LOOK_SECONDS", 0.01)
    indexes = [
        publish_files(tmp_path / f"built-{number}", NAMES[number], {"own": b"%d" % number, "same": b"same"})
        for number in range(2)
    ]
    stop = time.monotonic() + 2
    faults: list[BaseException] = []

    def again(work) -> None:
        try:
            while time.monotonic() < stop:
                work()
        except BaseException as error:  # noqa: BLE001  told by the test
            faults.append(error)

    jobs = [
        *(lambda index=index: push(index, folder) for index in indexes),
        lambda: collect(folder, 1),
        lambda: collect(folder, 1),
    ]
    threads = [threading.Thread(target=again, args=(job,)) for job in jobs]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert faults == []
    assert pull(tmp_path / "pulled", folder).changed
