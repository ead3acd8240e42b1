"""A pointer or manifest that no build wrote is told in one sentence, with the file's name and the next step."""

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from indexer.core.errors import BrokenSnapshotError, SnapshotError
from indexer.index.rollback import kept_snapshots, rollback
from indexer.index.snapshot import (
    MANIFEST,
    POINTER,
    current_name,
    open_snapshot,
    pointer_text,
    read_manifest,
    snapshot_names,
    snapshots_folder,
    verify,
)
from indexer.pipeline.context import BuildPlan
from tests.archives import build
from tests.doubles import TermEmbedder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build(tmp_path / "index", TermEmbedder())
    return tmp_path / "index"


def _refused(index: Path, attempt: Callable[[Path], object], *named: str) -> None:
    with pytest.raises(SnapshotError) as told:
        attempt(index)
    text = str(told.value)
    assert len(text) < 600
    for each in (*named, f"xunwen index PATH... --index {index} --prune"):
        assert each in text


@pytest.mark.parametrize(
    "pointer",
    [
        b"",
        b"\n",
        b"{name}",
        b"{name} {sha} {name}",
        b"{name}/../{name} {sha}\n",
        b"../snapshots/{name} {sha}\n",
        b"/etc {sha}\n",
        b".. {sha}\n",
        b". {sha}\n",
        b".{name}.part {sha}\n",
        b"{name}\0 {sha}\n",
        b"\xff\xfe {sha}\n",
        b"{name} {sha}\n{name} {sha}\n",
        b"{name} {sha} \n",
        b" {name} {sha}\n",
        b"{name} {sha}" + b"\n" * 3,
        "二月 {sha}\n".encode(),
        b"x" * 1_000_000 + b" {sha}\n",
        b"{name} {sha}" + b"\n" * 1_000_000,
    ],
)
def test_a_pointer_holds_one_name_and_one_hash(index: Path, pointer: bytes) -> None:
    name, sha = (index / POINTER).read_bytes().split()
    (index / POINTER).write_bytes(pointer.replace(b"{name}", name).replace(b"{sha}", sha))
    for attempt in (current_name, read_manifest, verify, open_snapshot, kept_snapshots):
        _refused(index, attempt, str(index / POINTER))
    assert len(pointer_text(index)) <= 1000
    assert rollback(index).snapshot == name.decode()  # what the history says was published last
    assert verify(index).name == name.decode()


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_a_pointer_is_a_file(index: Path, kind: str) -> None:
    pointer = index / POINTER
    pointer.rename(index / "away")
    {
        "folder": pointer.mkdir,
        "link": lambda: pointer.symlink_to(index / "away"),
        "pipe": lambda: os.mkfifo(pointer),
    }[kind]()
    for attempt in (current_name, open_snapshot, kept_snapshots):
        _refused(index, attempt, str(pointer))
    assert pointer_text(index) == ""


def test_a_folder_in_the_place_of_the_pointer_is_told_before_anything_is_built(index: Path) -> None:
    (index / POINTER).unlink()
    (index / POINTER).mkdir()
    embedder = TermEmbedder()
    with pytest.raises(BrokenSnapshotError, match=rf"{index / POINTER} is a folder, .* Move it away"):
        build(index, embedder, plan=BuildPlan(prune=True, force=True))
    assert embedder.passages == []


def test_a_broken_pointer_is_replaced_by_the_build_that_the_message_advises(index: Path) -> None:
    (index / POINTER).write_text("../../etc 00")
    report = build(index, TermEmbedder(), plan=BuildPlan(prune=True))
    assert verify(index).name == report.snapshot


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "20260101T000000.000Z"),
        ("name", "{name}/../{name}"),
        ("name", ""),
        ("name", 7),
        ("base", "../x"),
        ("base", None),
        ("articles", -1),
        ("articles", 10**30),
        ("articles", 4.5),
        ("articles", "4"),
        ("articles", True),
        ("chunks", -1),
        ("chunk_tokens", -96),
        ("created_at", "yesterday"),
        ("created_at", "2026-03-01T00:00:00"),
        ("files", []),
        ("files", {"../../etc/passwd": {"bytes": 1, "sha256": "0" * 64}}),
        ("files", {"/etc/passwd": {"bytes": 1, "sha256": "0" * 64}}),
        ("files", {"a\0b": {"bytes": 1, "sha256": "0" * 64}}),
        ("files", {"articles.sqlite": {"bytes": -1, "sha256": "0" * 64}}),
        ("files", {"articles.sqlite": {"bytes": 1, "sha256": "0"}}),
        ("model", {}),
        ("model", "e5"),
        ("recipe", {"articles": 3}),
        ("format", "2"),
        ("format", None),
    ],
)
def test_a_manifest_says_what_a_build_would(index: Path, field: str, value: object) -> None:
    """Also where its hash is in the pointer: whoever edits both is told what is wrong, in every command."""
    name = current_name(index)
    fields = json.loads((snapshots_folder(index) / name / MANIFEST).read_text())
    fields[field] = value.replace("{name}", name) if isinstance(value, str) else value
    _publish_manifest(index, json.dumps(fields).encode())
    for attempt in (read_manifest, verify, open_snapshot):
        _refused(index, attempt, name)
    assert name in kept_snapshots(index)[0].problem
    with pytest.raises(BrokenSnapshotError):
        rollback(index, name)


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"format": 2, "format": 1e999}', b'{"name": "\\ud800"}'],
)
def test_a_manifest_that_is_none_is_told(index: Path, content: bytes) -> None:
    name = current_name(index)
    _publish_manifest(index, content)
    for attempt in (read_manifest, verify, open_snapshot):
        _refused(index, attempt, name)
    assert name in kept_snapshots(index)[0].problem


def test_a_manifest_that_never_ends_is_not_read(index: Path) -> None:
    name = current_name(index)
    manifest = snapshots_folder(index) / name / MANIFEST
    with manifest.open("ab") as stream:
        stream.truncate(1 << 40)
    _refused(index, open_snapshot, name, "more than 16,777,216 bytes")
    manifest.unlink()
    manifest.symlink_to("/dev/zero")
    _refused(index, open_snapshot, name, "it is a link")


def test_what_is_no_snapshot_is_left_alone(index: Path) -> None:
    """A note, a link and a folder of somebody's in the folder of snapshots."""
    before = current_name(index)
    snapshots = snapshots_folder(index)
    (snapshots / "README").write_text("notes")
    (snapshots / "latest").symlink_to(before)
    (snapshots / "my own").mkdir()
    report = build(index, TermEmbedder(), plan=BuildPlan(force=True))
    assert snapshot_names(index) == [before, report.snapshot]
    assert {"README", "latest", "my own"} < {path.name for path in snapshots.iterdir()}


def _publish_manifest(index: Path, content: bytes) -> None:
    """Puts a manifest in the place of the current one, and its hash into the pointer."""
    name = (index / POINTER).read_text().split()[0]
    (snapshots_folder(index) / name / MANIFEST).write_bytes(content)
    (index / POINTER).write_text(f"{name} {sha256(content).hexdigest()}\n")
