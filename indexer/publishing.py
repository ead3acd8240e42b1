"""How a snapshot becomes the published one: sealed, named, pointed to; each step on disk before the next begins."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from indexer.errors import SnapshotError
from indexer.history import Move, moves, record
from indexer.manifest import FileSeal, Manifest, seal
from indexer.snapshot import (
    MANIFEST,
    POINTER,
    current_name,
    files_of,
    manifest_sha256,
    snapshot_names,
    snapshots_folder,
)


def seal_files(folder: Path) -> dict[str, FileSeal]:
    """Flushes every file of a folder to disk and returns their seals by relative path."""
    seals: dict[str, FileSeal] = {}
    for file in files_of(folder):
        _sync(file)
        seals[file.relative_to(folder).as_posix()] = seal(file)
    return seals


def write_manifest(part: Path, manifest: Manifest) -> None:
    """Completes a folder with its manifest, all of it on disk when this returns."""
    (part / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    _sync(part / MANIFEST)
    for folder in {file.parent for file in files_of(part)}:
        _sync(folder)


def publish(index_dir: Path, part: Path, manifest: Manifest, *, now: datetime) -> None:
    """Makes a complete folder the snapshot that readers open.

    Order matters, as the process may be killed between any two lines: everything the pointer will name is on disk
    under its final name before the pointer moves, and the pointer moves by one rename.
    """
    folder = snapshots_folder(index_dir) / manifest.name
    if folder.exists():
        shutil.rmtree(folder)  # of a build of the same moment that was killed before the pointer named it
    part.rename(folder)
    _sync(snapshots_folder(index_dir))
    point_to(index_dir, manifest.name, why=manifest.why, now=now)


def point_to(index_dir: Path, name: str, *, why: str, now: datetime) -> None:
    """Moves the pointer to a snapshot that lies in the index, by one rename, and writes it into the history."""
    sha256 = manifest_sha256(snapshots_folder(index_dir) / name)
    waiting = index_dir / f".{POINTER}.part"
    waiting.write_text(f"{name} {sha256}\n", encoding="utf-8")
    _sync(waiting)
    waiting.replace(index_dir / POINTER)
    _sync(index_dir)
    record(index_dir, Move(name, now.isoformat(timespec="seconds"), why, sha256))


def tidy(index_dir: Path, *, now: datetime) -> None:
    """Puts right what a killed build left; call it only while holding the index's lock.

    Unfinished folders go, and so do snapshots that never were published. A move of the pointer that is not in the
    history, because the process was killed between the two, is written down now.
    """
    for folder in snapshots_folder(index_dir).glob(".*.part"):
        shutil.rmtree(folder)
    known = {move.snapshot for move in moves(index_dir)}
    names = snapshot_names(index_dir)
    try:
        published = current_name(index_dir)
    except SnapshotError:
        return  # nobody can tell what was published: nothing is deleted
    if not known:
        known = set(names)  # an index of version 0.1, or a copy without its history: all of them count as published
    for name in names:
        if name not in known and name != published:
            shutil.rmtree(snapshots_folder(index_dir) / name)
    _write_down(index_dir, sorted({*known, published} & set(names)), now)


def _write_down(index_dir: Path, names: list[str], now: datetime) -> None:
    """Adds what the history lacks of these snapshots."""
    written = {move.snapshot for move in moves(index_dir)}
    for name in names:
        if name not in written and (snapshots_folder(index_dir) / name / MANIFEST).is_file():
            sha256 = manifest_sha256(snapshots_folder(index_dir) / name)
            record(index_dir, Move(name, now.isoformat(timespec="seconds"), "index", sha256))


def _sync(path: Path) -> None:
    """Flushes a file or a folder's entries to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
