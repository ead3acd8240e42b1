"""What one machine pushes another pulls, byte for byte; damage, wrong keys and a server that is away are told."""

import os
from pathlib import Path

import pytest

from indexer.core.errors import BrokenSnapshotError, NoSnapshotError, SettingError, StoreError
from indexer.index.history import moves
from indexer.index.snapshot import POINTER, current_name, snapshot_names, snapshots_folder, verify
from indexer.store.layout import BLOBS, SNAPSHOTS
from indexer.store.open import open_store
from indexer.store.pull import INCOMING, pull
from indexer.store.push import push
from tests.cli.command import xunwen
from tests.store.conftest import answer, publish_files

FIRST, SECOND = "20260101T000000.000Z", "20260102T000000.000Z"


def contents(index_dir: Path, name: str) -> dict[str, bytes]:
    folder = snapshots_folder(index_dir) / name
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_what_was_pushed_is_pulled_byte_for_byte(index, objects, tmp_path):
    done = push(index, objects)
    # Two of the four files are the same; the manifest is one more.
    assert (done.files, done.uploaded, done.repaired) == (4, 4, 0)
    assert {each.key for each in objects.list(SNAPSHOTS)} == {f"{SNAPSHOTS}/{FIRST}"}
    came = pull(tmp_path / "pulled", objects)
    assert (came.snapshot, came.changed, came.files, came.downloaded) == (FIRST, True, 4, 3)
    assert contents(tmp_path / "pulled", FIRST) == contents(index, FIRST)
    assert verify(tmp_path / "pulled").name == FIRST
    assert (index / POINTER).read_bytes() == (tmp_path / "pulled" / POINTER).read_bytes()
    assert [move.why for move in moves(tmp_path / "pulled")] == ["pull"]
    assert not (tmp_path / "pulled" / INCOMING).exists()


def test_only_what_is_new_travels_and_a_rollback_travels_too(index, objects, tmp_path):
    push(index, objects)
    pull(tmp_path / "pulled", objects)
    assert not pull(tmp_path / "pulled", objects).changed
    large = contents(index, FIRST)["large"]
    publish_files(index, SECOND, {"a": b"two", "large": large})
    assert push(index, objects).uploaded == 2  # one file and the manifest
    assert pull(tmp_path / "pulled", objects).downloaded == 1
    assert push(index, objects).uploaded == 0
    assert xunwen("rollback", "--index", index).code == 0
    assert push(index, objects).uploaded == 0
    back = pull(tmp_path / "pulled", objects)
    assert (back.snapshot, back.downloaded) == (FIRST, 0)
    assert current_name(tmp_path / "pulled") == FIRST
    assert snapshot_names(tmp_path / "pulled") == [FIRST, SECOND]


def blob_of(objects, size: int) -> str:
    (found,) = (each.key for each in objects.list(BLOBS) if each.bytes == size)
    return found


@pytest.mark.parametrize("damage", ["other bytes", "cut short", "too long", "gone"])
def test_a_damaged_file_of_the_store_is_told_and_push_repairs_it(index, objects, tmp_path, damage):
    push(index, objects)
    key = blob_of(objects, 3000)
    if damage == "gone":
        objects.delete([key])
    else:
        objects.write(key, {"other bytes": b"x" * 3000, "cut short": b"one" * 999, "too long": b"one" * 9999}[damage])
    with pytest.raises(StoreError, match=r"the store|The store lacks") as told:
        pull(tmp_path / "pulled", objects)
    assert "xunwen push" in told.value.next_step
    assert snapshot_names(tmp_path / "pulled") == []
    with pytest.raises(NoSnapshotError):
        current_name(tmp_path / "pulled")
    # Another size is seen by itself; the same size is read where that is asked for.
    assert push(index, objects, verify=damage == "other bytes").uploaded == 1
    assert pull(tmp_path / "pulled", objects).changed
    verify(tmp_path / "pulled")


def test_a_pull_goes_on_with_the_byte_it_was_at(index, objects, tmp_path, monkeypatch):
    push(index, objects)
    large = contents(index, FIRST)["large"]
    incoming = tmp_path / "pulled" / INCOMING
    incoming.mkdir(parents=True)
    name = blob_of(objects, 9 << 20).removeprefix(f"{BLOBS}/")
    asked: dict[str, int] = {}
    blocks = type(objects).blocks

    def seen(self, key, start=0):
        asked[key.removeprefix(f"{BLOBS}/")] = start
        return blocks(self, key, start)

    monkeypatch.setattr(type(objects), "blocks", seen)
    (incoming / f"{name}.part").write_bytes(large[: 5 << 20])
    pull(tmp_path / "pulled", objects)
    assert asked[name] == 5 << 20
    assert contents(tmp_path / "pulled", FIRST)["large"] == large


def test_what_an_earlier_pull_left_damaged_is_brought_anew(index, objects, tmp_path):
    push(index, objects)
    incoming = tmp_path / "pulled" / INCOMING
    incoming.mkdir(parents=True)
    name = blob_of(objects, 9 << 20).removeprefix(f"{BLOBS}/")
    (incoming / f"{name}.part").write_bytes(b"x" * 100)
    (incoming / blob_of(objects, 3000).removeprefix(f"{BLOBS}/")).write_bytes(b"y" * 3000)
    pull(tmp_path / "pulled", objects)
    verify(tmp_path / "pulled")


def test_a_damaged_index_is_not_pushed(index, objects):
    file = snapshots_folder(index) / FIRST / "large"
    file.write_bytes(b"x" + file.read_bytes()[1:])
    with pytest.raises(BrokenSnapshotError, match="large has changed"):
        push(index, objects)
    with pytest.raises(NoSnapshotError, match="Nothing was pushed"):
        pull(index.parent / "pulled", objects)


def test_a_pointer_that_names_something_else_is_refused(index, objects, tmp_path):
    push(index, objects)
    for line in (b"../../etc 0", b"", b"\xff\xfe", f"{FIRST} {'0' * 64}".encode()):
        objects.write(POINTER, line)
        with pytest.raises(StoreError):
            pull(tmp_path / "pulled", objects)
    assert not (tmp_path / "pulled" / POINTER).exists()


def test_wrong_credentials_and_missing_buckets_are_told_in_words(index, bucket, server, monkeypatch, tmp_path):
    answer(f"{server}/moto-api/reset-auth", "POST", b"0")  # from now on the server looks at keys, and knows none
    try:
        told = xunwen("push", bucket, "--index", index, "--quiet")
        assert "refuses these credentials" in told.error
        assert "AWS_ACCESS_KEY_ID" in told.error
        assert "refuses these credentials" in xunwen("pull", bucket, "--index", tmp_path / "pulled").error
        assert "secret" not in told.err
    finally:
        answer(f"{server}/moto-api/reset-auth", "POST", b"inf")
    assert "There is no bucket nowhere" in xunwen("push", "s3://nowhere", "--index", index, "--quiet").error
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert "AWS_ENDPOINT_URL" in xunwen("pull", bucket, "--index", tmp_path / "pulled").error


@pytest.mark.parametrize("location", ["", "ftp://host/path", "s3://", "s3:///"])
def test_what_is_no_store_is_refused(location):
    with pytest.raises(SettingError, match="no store"):
        open_store(location)


def test_the_commands_say_what_they_did(index, tmp_path, monkeypatch):
    monkeypatch.setenv("XUNWEN_STORE", str(tmp_path / "store"))
    pushed = xunwen("push", "--index", index, "--keep", 3, "--json").results
    assert pushed[0]["uploaded"] == 4
    assert "pushed" in xunwen("push", "--index", index, "--quiet").out
    assert "3 of 4 files came" in xunwen("pull", "--index", tmp_path / "pulled", "--quiet").out
    assert "up to date" in xunwen("pull", "--index", tmp_path / "pulled", "--quiet").out
    assert "no index" in xunwen("push", "--index", tmp_path / "none", "--quiet").error


def test_half_a_file_is_never_seen_in_a_folder(index, tmp_path, monkeypatch):
    objects = open_store(str(tmp_path / "store"))
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        push(index, objects)
    assert [each for each in (tmp_path / "store").rglob("*") if each.is_file()] == []
