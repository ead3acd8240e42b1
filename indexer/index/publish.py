"""Publishes a snapshot: seals it, names it, moves the pointer, and deletes snapshots that are no longer kept."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from indexer.core.errors import BrokenSnapshotError, SnapshotError
from indexer.core.files import sync, write_whole
from indexer.index.history import ROLLBACK, Move, by_descent, by_last_move, moves, read_history, record, rewrite
from indexer.index.locks import delete_unless_held
from indexer.index.manifest import FileSeal, Manifest, seal
from indexer.index.snapshot import (
    MANIFEST,
    POINTER,
    current_name,
    files_of,
    manifest_of,
    manifest_sha256,
    snapshot_names,
    snapshots_folder,
)


def seal_files(folder: Path) -> dict[str, FileSeal]:
    """Flushes every file of a folder to disk and returns their seals by relative path."""
    seals: dict[str, FileSeal] = {}
    for file in files_of(folder):
        sync(file)
        seals[file.relative_to(folder).as_posix()] = seal(file)
    return seals


def write_manifest(part: Path, manifest: Manifest) -> None:
    """Completes a folder with its manifest, all of it on disk when this returns."""
    (part / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    sync(part / MANIFEST)
    for folder in {file.parent for file in files_of(part)}:
        sync(folder)


def publish(index_dir: Path, part: Path, manifest: Manifest, *, now: datetime) -> None:
    """Makes a complete folder the snapshot that readers open.

    Order matters, as the process may be killed between any two lines: everything the pointer will name is on disk
    under its final name before the pointer moves, and the pointer moves by one rename.
    """
    part.rename(snapshots_folder(index_dir) / manifest.name)
    sync(snapshots_folder(index_dir))
    point_to(index_dir, manifest.name, why=manifest.why, now=now)


def point_to(index_dir: Path, name: str, *, why: str, now: datetime) -> None:
    """Moves the pointer to a snapshot that lies in the index, by one rename, and writes it into the history."""
    sha256 = manifest_sha256(snapshots_folder(index_dir) / name)
    write_whole(index_dir / POINTER, f"{name} {sha256}\n")
    record(index_dir, Move(name, now.isoformat(timespec="seconds"), why, sha256), kept=snapshot_names(index_dir))


def tidy(index_dir: Path, *, now: datetime) -> None:
    """Puts right what a killed build left; call it only while holding the index's lock.

    Unfinished folders go, and so do snapshots that never were published. A move of the pointer that is not in the
    history, because the process was killed between the two, is written down now, and lines that can't be read go.

    Raises:
        BrokenSnapshotError: What lies in the place of the pointer or the history can't be replaced or read.
    """
    for folder in snapshots_folder(index_dir).glob(".*.part/"):
        if not folder.is_symlink():
            shutil.rmtree(folder)
    if (index_dir / POINTER).is_dir():
        raise BrokenSnapshotError(
            f"{index_dir / POINTER} is a folder, and nothing can be published.",
            next_step="Move it away, and try again.",
        )
    history = read_history(index_dir)
    try:
        published = current_name(index_dir)
    except SnapshotError:
        return  # nobody can tell what was published: nothing is deleted
    known = {move.snapshot for move in history.moves}
    for name in snapshot_names(index_dir):
        # Without its history, or without all of it, every snapshot counts as published: an index of version 0.1, or a copy.
        if known and not history.damaged and name not in known and name != published:
            shutil.rmtree(snapshots_folder(index_dir) / name)
    last = history.moves[-1].snapshot if history.moves else ""
    found = [*history.moves, *_forgotten(index_dir, known, last, now)]
    if found and found[-1].snapshot != published:
        found += _written_down(index_dir, published, ROLLBACK, now)
    if history.damaged or len(found) > len(history.moves):
        rewrite(index_dir, found)


def _forgotten(index_dir: Path, known: Collection[str], last: str, now: datetime) -> list[Move]:
    """What the history lacks of the snapshots that are there, as each tells what it was built from."""
    moves: list[Move] = []
    for name, base in by_descent(index_dir, set(snapshot_names(index_dir)) - set(known)):
        if base != last and base:
            moves += _written_down(index_dir, base, ROLLBACK, now)
        moves += _written_down(index_dir, name, "index", now)
        last = name
    return moves


def _written_down(index_dir: Path, name: str, why: str, now: datetime) -> list[Move]:
    """The move that the history lacks, of a snapshot that is there."""
    folder = snapshots_folder(index_dir) / name
    if not (folder / MANIFEST).is_file():
        return []
    return [Move(name, now.isoformat(timespec="seconds"), why, manifest_sha256(folder))]


@dataclass(frozen=True, slots=True)
class Retention:
    """A snapshot goes when it is neither among the last `number` that were served nor younger than `days`."""

    number: int = 3
    """How many to keep, the published one among them."""
    days: float = 0
    """How long every snapshot is kept at least."""


def remove_old(index_dir: Path, retention: Retention, *, now: datetime) -> list[str]:
    """Deletes the snapshots that need not be kept; returns their names.

    Never the published one, and none that a reader has open: that one goes with a later build. Which are the last is told
    by the history, whatever the clock says; one that was made in what is now the future counts as young.
    """
    published = current_name(index_dir)
    others = [name for name in by_last_move(index_dir) if name != published]
    beyond = others[: max(len(others) - max(retention.number - 1, 0), 0)]
    old = [name for name in beyond if _age(index_dir, name, now) >= timedelta(days=retention.days)]
    return [name for name in old if delete_unless_held(snapshots_folder(index_dir) / name)]


def _age(index_dir: Path, name: str, now: datetime) -> timedelta:
    """How long ago a snapshot was made; of one that can't tell, first published, as far as that is known."""
    try:
        made = manifest_of(snapshots_folder(index_dir) / name).created_at
    except BrokenSnapshotError:
        made = next((move.at for move in moves(index_dir) if move.snapshot == name), now.isoformat())
    return max(now - datetime.fromisoformat(made), timedelta(0))
