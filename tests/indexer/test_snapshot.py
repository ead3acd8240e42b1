"""A snapshot is published whole or not at all, and opened only if not a byte has changed."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from indexer.errors import BrokenSnapshotError, NoSnapshotError
from indexer.manifest import FORMAT
from indexer.snapshot import POINTER, current_name, open_snapshot, read_manifest, snapshots_folder, verify
from tests.archives import build
from tests.doubles import TermEmbedder


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    build(tmp_path, TermEmbedder())
    return tmp_path


def _files(index_dir: Path) -> list[Path]:
    folder = snapshots_folder(index_dir) / current_name(index_dir)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_folder_without_index_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError, match=r"There is no index in .* xunwen index"):
        open_snapshot(tmp_path)


def test_one_changed_byte_in_any_file_is_found(index_dir: Path) -> None:
    for file in _files(index_dir):
        whole = file.read_bytes()
        changed = bytearray(whole)
        changed[len(whole) // 2] ^= 1
        file.write_bytes(changed)
        with pytest.raises(BrokenSnapshotError, match="Build it again"):
            open_snapshot(index_dir)
        file.write_bytes(whole)
    assert verify(index_dir).name == current_name(index_dir)


def test_a_missing_file_is_named(index_dir: Path) -> None:
    for file in _files(index_dir):
        whole = file.read_bytes()
        file.unlink()
        with pytest.raises(BrokenSnapshotError, match=file.name):
            open_snapshot(index_dir)
        file.write_bytes(whole)


def test_a_file_too_much_is_named(index_dir: Path) -> None:
    (_files(index_dir)[0].parent / "stray").write_text("?")
    with pytest.raises(BrokenSnapshotError, match="stray is unknown"):
        verify(index_dir)


@pytest.mark.parametrize("pointer", ["", "x", "a b c", "../../etc 00"])
def test_a_broken_pointer_is_told(index_dir: Path, pointer: str) -> None:
    (index_dir / POINTER).write_text(pointer)
    with pytest.raises(BrokenSnapshotError):
        open_snapshot(index_dir)


def test_a_manifest_of_a_later_format_is_refused(index_dir: Path) -> None:
    manifest = read_manifest(index_dir)
    text = manifest.to_json().replace(f'"format": {FORMAT}', '"format": 99')
    with pytest.raises(BrokenSnapshotError, match="has format 99"):
        type(manifest).from_json(text, name=manifest.name)


def test_the_manifest_survives_writing_and_reading(index_dir: Path) -> None:
    manifest = read_manifest(index_dir)
    assert type(manifest).from_json(manifest.to_json(), name="") == manifest


_KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
from tests.archives import build
from tests.doubles import TermEmbedder
import indexer.build, indexer.snapshot

calls = 0
def killing(function, at):
    def wrapped(*arguments, **named):
        global calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **named)
    return wrapped

# Every step that reaches the disk while publishing goes through one of these.
at = int(sys.argv[2])
indexer.snapshot._sync = killing(indexer.snapshot._sync, at)
build(Path(sys.argv[1]), TermEmbedder())
"""


@pytest.mark.slow
def test_killed_at_any_step_of_publishing_the_last_snapshot_serves(index_dir: Path) -> None:
    """A real SIGKILL before each flush to disk, until one build gets through."""
    before = current_name(index_dir)
    root = Path(__file__).parents[2]
    for at in range(1, 60):
        command = [sys.executable, "-c", textwrap.dedent(_KILLED_BUILD), str(index_dir), str(at)]
        done = subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False)
        snapshot = open_snapshot(index_dir)
        assert len(snapshot.vectors) == snapshot.manifest.chunks
        if done.returncode == 0:
            assert current_name(index_dir) > before
            return
        assert done.returncode == -signal.SIGKILL
    pytest.fail("no build got through")
