"""A snapshot is published whole or not at all, and opened only if not a byte has changed."""

from pathlib import Path

import pytest

from indexer.core.errors import BrokenSnapshotError, NoSnapshotError
from indexer.index.manifest import FORMAT
from indexer.index.snapshot import POINTER, current_name, open_snapshot, read_manifest, snapshots_folder, verify
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
