"""Pulls what a store has published into an index: files that it lacks, each checked, and the pointer last."""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from indexer.core.clock import now
from indexer.core.errors import BrokenSnapshotError, IndexBusyError, NoSnapshotError
from indexer.core.files import sync
from indexer.core.process import Progress, Silent
from indexer.index.locks import build_lock, delete_unless_held
from indexer.index.manifest import FileSeal, Manifest, seal
from indexer.index.publish import Retention, point_to, remove_old, tidy
from indexer.index.snapshot import (
    MANIFEST,
    current_name,
    files_of,
    manifest_of,
    manifest_sha256,
    part_folder,
    snapshot_names,
    snapshots_folder,
    verify_files,
)
from indexer.store.layout import Pointed, blob, current, damaged, manifest_bytes, missing, read_manifest
from indexer.store.objects import Objects
from indexer.store.push import PARALLEL

INCOMING = "incoming"
"""In an index's folder, the files of a pull that has not ended, by their hashes."""
PULL = "pull"


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came of a pull."""

    snapshot: str
    changed: bool
    """Whether another snapshot is published now."""
    files: int
    downloaded: int
    """Files that came from the store."""
    bytes: int
    """Of those."""
    removed: tuple[str, ...]
    """Snapshots that are no longer kept."""


@dataclass(frozen=True, slots=True)
class _Incoming:
    """Where the files of a pull gather."""

    folder: Path
    objects: Objects
    name: str
    """Of the snapshot."""
    advance: Callable[[int], None]

    def place(self, sealed: FileSeal) -> Path:
        """A file that came whole."""
        return self.folder / sealed.sha256

    def fetch(self, path: str, sealed: FileSeal) -> None:
        """Brings a file, from where an earlier pull stopped; what that left and is damaged is brought anew."""
        part = self.folder / f"{sealed.sha256}.part"
        part.touch()
        if part.stat().st_size > sealed.bytes:
            part.unlink()
        went_on = self._append(path, part, sealed)
        if seal(part) != sealed and went_on:
            part.unlink()
            self._append(path, part, sealed)
        if seal(part) != sealed:
            part.unlink()
            raise damaged(self.name, path, sealed.sha256)
        sync(part)
        part.replace(self.place(sealed))

    def _append(self, path: str, part: Path, sealed: FileSeal) -> bool:
        """Adds what a file lacks; returns whether it had some."""
        with part.open("ab") as target:
            begun = target.tell()
            self.advance(begun)
            if begun == sealed.bytes and begun:
                return True
            try:
                for block in self.objects.blocks(blob(sealed.sha256), begun):
                    target.write(block)
                    self.advance(len(block))
                    if target.tell() > sealed.bytes:
                        break
            except FileNotFoundError:
                raise missing(self.name, path) from None
            return begun > 0


def pull(
    index_dir: Path,
    objects: Objects,
    *,
    retention: Retention | None = None,
    parallel: int = PARALLEL,
    progress: Progress | None = None,
    clock: datetime | None = None,
) -> Pulled:
    """Makes what a store has published that of an index; what serves the index then goes over to it.

    Killed at any instant, it leaves the index with the snapshot before, and goes on with the byte it was at.

    Args:
        index_dir: Folder of the index, made where it is missing.
        objects: The store.
        retention: Which snapshots the index keeps; the last three by default.
        parallel: How many files are on their way at once.
        progress: Told how far it is.
        clock: When this happens; now by default.

    Raises:
        NoSnapshotError: Nothing was pushed.
        BrokenSnapshotError: This version of xunwen can't read what was.
        IndexBusyError: A build or another pull is under way.
        StoreError: The store can't be reached, or what it holds is missing or damaged.
    """
    pointed, at = current(objects), clock or now()
    if _published(index_dir) == pointed:
        return Pulled(pointed.name, False, files=0, downloaded=0, bytes=0, removed=())
    snapshots_folder(index_dir).mkdir(parents=True, exist_ok=True)
    with build_lock(index_dir, PULL):
        content = manifest_bytes(objects, pointed)
        manifest = read_manifest(content, pointed)
        files, size = 0, 0
        if not _lies_there(index_dir, pointed, manifest):
            tidy(index_dir, now=at)
            files, size = _bring(
                index_dir,
                objects,
                pointed=pointed,
                manifest=manifest,
                content=content,
                parallel=parallel,
                progress=progress or Silent(),
            )
        point_to(index_dir, pointed.name, why=PULL, now=at)
        shutil.rmtree(index_dir / INCOMING, ignore_errors=True)
        removed = remove_old(index_dir, retention or Retention(), now=at)
    return Pulled(pointed.name, True, files=len(manifest.files), downloaded=files, bytes=size, removed=tuple(removed))


def _published(index_dir: Path) -> Pointed | None:
    """What the index has published; None where nothing that can be opened is."""
    with suppress(BrokenSnapshotError, NoSnapshotError):
        name = current_name(index_dir)
        return Pointed(name, manifest_sha256(snapshots_folder(index_dir) / name))
    return None


def _lies_there(index_dir: Path, pointed: Pointed, manifest: Manifest) -> bool:
    """Whether the index has a snapshot already, whole; one of its name that is another one goes."""
    folder = snapshots_folder(index_dir) / pointed.name
    if not folder.is_dir():
        return False
    try:
        verify_files(folder, manifest)
        if manifest_sha256(folder) == pointed.manifest_sha256:
            return True
    except BrokenSnapshotError:
        pass
    if not delete_unless_held(folder):
        raise IndexBusyError(
            f"Snapshot {pointed.name} of {index_dir} is damaged, and a service has it open.",
            next_step="Stop the service, and run this again.",
        )
    return False


def _bring(
    index_dir: Path,
    objects: Objects,
    *,
    pointed: Pointed,
    manifest: Manifest,
    content: bytes,
    parallel: int,
    progress: Progress,
) -> tuple[int, int]:
    """Puts a snapshot together under its name; returns how many files came from the store, and their bytes."""
    wanted = {sealed.sha256: (path, sealed) for path, sealed in manifest.files.items()}
    incoming = _Incoming(index_dir / INCOMING, objects, pointed.name, progress.advance)
    incoming.folder.mkdir(exist_ok=True)
    _drop_others(incoming.folder, wanted)
    _take_over(index_dir, incoming, wanted)
    lacking = [each for each in wanted.values() if not incoming.place(each[1]).is_file()]
    size = sum(sealed.bytes for _, sealed in lacking)
    if lacking:
        progress.stage("pull", size, "bytes")
        with ThreadPoolExecutor(parallel) as threads:
            coming = [threads.submit(incoming.fetch, path, sealed) for path, sealed in lacking]
            try:
                for each in coming:
                    each.result()
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                raise
    part = part_folder(index_dir, pointed.name)
    for path, sealed in manifest.files.items():
        (part / path).parent.mkdir(parents=True, exist_ok=True)
        try:  # A link costs nothing, and what came stays until the snapshot has its name.
            os.link(incoming.place(sealed), part / path)
        except OSError:  # a file system without links
            shutil.copyfile(incoming.place(sealed), part / path)
            sync(part / path)
    (part / MANIFEST).write_bytes(content)
    sync(part / MANIFEST)
    for folder in {file.parent for file in files_of(part)}:
        sync(folder)
    part.rename(snapshots_folder(index_dir) / pointed.name)
    sync(snapshots_folder(index_dir))
    return len(lacking), size


def _drop_others(folder: Path, wanted: Iterable[str]) -> None:
    """Deletes what an earlier pull of another snapshot left."""
    for file in folder.iterdir():
        if file.name.removesuffix(".part") not in wanted:
            file.unlink()


def _take_over(index_dir: Path, incoming: _Incoming, wanted: Mapping[str, tuple[str, FileSeal]]) -> None:
    """Takes what came before, and what other snapshots of the index have, where it is whole."""
    for _, sealed in wanted.values():
        place = incoming.place(sealed)
        if place.is_file() and seal(place) != sealed:
            place.unlink()
    for name in snapshot_names(index_dir):
        folder = snapshots_folder(index_dir) / name
        with suppress(BrokenSnapshotError):
            for path, sealed in manifest_of(folder).files.items():
                if sealed.sha256 in wanted and not incoming.place(sealed).exists():
                    _copy(folder / path, incoming.place(sealed), sealed)


def _copy(file: Path, place: Path, sealed: FileSeal) -> None:
    part = place.with_name(f"{place.name}.part")
    with suppress(OSError):  # what can't be taken comes from the store
        shutil.copyfile(file, part)
        if seal(part) == sealed:
            sync(part)
            part.replace(place)
        else:
            part.unlink()
