"""Pushes the published snapshot of an index to a store: what it lacks, and the pointer last."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from indexer.core.errors import StoreError
from indexer.core.process import Progress, Silent
from indexer.index.manifest import POINTER, FileSeal, Manifest
from indexer.index.snapshot import MANIFEST, broken, lease_published, published_manifest, snapshots_folder
from indexer.store.collect import Collected, collect
from indexer.store.layout import BLOBS, PUSHES, SNAPSHOTS, SWEEPS, Pointed, at_work, blob, others_at_work
from indexer.store.objects import BLOCK, Objects

PARALLEL = 4
"""Files that are on their way at once."""
_ROUNDS = 3
_LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of a push."""

    snapshot: str
    files: int
    """Of the snapshot, its manifest among them."""
    uploaded: int
    """Files that the store did not have."""
    bytes: int
    """Of those."""
    repaired: int
    """Of those, which were there and damaged."""
    collected: Collected | None
    """What was deleted; None where nothing was to be."""


@dataclass(frozen=True, slots=True)
class _Local:
    """A file that is to be in the store."""

    file: Path
    path: str
    sealed: FileSeal


def push(
    index_dir: Path,
    objects: Objects,
    *,
    keep: int | None = None,
    verify: bool = False,
    parallel: int = PARALLEL,
    progress: Progress | None = None,
) -> Pushed:
    """Makes the published snapshot of an index that of a store.

    Killed at any instant, it leaves the store with the snapshot before, and goes on with the file it was at.

    Args:
        index_dir: Folder of the index.
        objects: The store.
        keep: How many snapshots the store keeps, this one among them; all by default.
        verify: Whether to read every file back that the store has already, and to replace what is damaged.
        parallel: How many files are on their way at once.
        progress: Told how far it is.

    Raises:
        SnapshotError: Nothing was published here, or it is not whole.
        StoreError: The store can't be reached, or refuses.
    """
    shown = progress or Silent()
    name, manifest_sha256, lease = lease_published(index_dir)
    try:
        folder = snapshots_folder(index_dir) / name
        pointed, wanted = Pointed(name, manifest_sha256), _files(folder, published_manifest(folder, manifest_sha256))
        with at_work(objects, PUSHES, sorted(wanted)) as note:
            # The note first, then the look for who deletes: of two at once, one sees the other.
            _wait_for_sweeps(objects, note, shown)
            bad = _damaged(objects, wanted, parallel, shown) if verify else set[str]()
            lacking = _lacking(objects, wanted, bad)
            _upload(objects, folder, lacking, parallel, shown)
            for _ in range(_ROUNDS):
                # Looked at again after: an hour may lie in between, where a machine slept.
                if late := _lacking(objects, wanted, set()):
                    _upload(objects, folder, late, parallel, shown)
                    continue
                objects.write(f"{SNAPSHOTS}/{name}", pointed.line)
                objects.write(POINTER, pointed.line)
                if not _lacking(objects, wanted, set()):
                    break
            else:
                raise StoreError(
                    f"Files of snapshot {name} do not stay in the store.",
                    next_step="Look for what else deletes there, such as a rule of the bucket, and push again.",
                )
    finally:
        lease.release()
    collected = None if keep is None else collect(objects, keep)
    size = sum(each.sealed.bytes for each in lacking)
    return Pushed(name, len(wanted), uploaded=len(lacking), bytes=size, repaired=len(bad), collected=collected)


def _files(folder: Path, manifest: Manifest) -> Mapping[str, _Local]:
    """Every file of a snapshot by its hash; equal ones count once."""
    content = (folder / MANIFEST).read_bytes()
    sealed = FileSeal(len(content), sha256(content).hexdigest())
    everything = {**manifest.files, MANIFEST: sealed}
    return {sealed.sha256: _Local(folder / path, path, sealed) for path, sealed in everything.items()}


def _wait_for_sweeps(objects: Objects, note: str, progress: Progress) -> None:
    """Waits until nobody deletes who may not have seen the note."""
    told = False
    while others_at_work(objects, SWEEPS, note)[0]:
        if not told:
            progress.note("waits for another process that deletes what the store no longer needs")
            told = True
        time.sleep(_LOOK_SECONDS)


def _lacking(objects: Objects, wanted: Mapping[str, _Local], bad: set[str]) -> list[_Local]:
    """What the store lacks, or has in another size."""
    there = {each.key: each.bytes for each in objects.list(BLOBS)}
    return [each for sha, each in wanted.items() if sha in bad or there.get(blob(sha)) != each.sealed.bytes]


def _upload(objects: Objects, folder: Path, files: list[_Local], parallel: int, progress: Progress) -> None:
    if not files:
        return
    progress.stage("push", sum(each.sealed.bytes for each in files), "bytes")
    with ThreadPoolExecutor(parallel) as threads:
        sent = [
            threads.submit(
                objects.upload, blob(each.sealed.sha256), _blocks(folder, each, progress.advance), each.sealed
            )
            for each in files
        ]
        try:
            for each in sent:
                each.result()
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def _blocks(folder: Path, local: _Local, advance: Callable[[int], None]) -> Iterator[bytes]:
    """A file's bytes; the last of them come only where all are those that the manifest means."""
    digest, size = sha256(), 0
    with local.file.open("rb") as stream:
        block = stream.read(BLOCK)
        while block:
            digest.update(block)
            size += len(block)
            following = stream.read(BLOCK)
            if not following and FileSeal(size, digest.hexdigest()) != local.sealed:
                raise broken(folder, f"{local.path} has changed since it was published")
            yield block
            advance(len(block))
            block = following


def _damaged(objects: Objects, wanted: Mapping[str, _Local], parallel: int, progress: Progress) -> set[str]:
    """Hashes of what the store has otherwise than it was pushed."""
    there = {each.key: each.bytes for each in objects.list(BLOBS)}
    found = [each for sha, each in wanted.items() if there.get(blob(sha)) == each.sealed.bytes]
    progress.stage("verify", sum(each.sealed.bytes for each in found), "bytes")

    def is_whole(local: _Local) -> bool:
        digest = sha256()
        for block in objects.blocks(blob(local.sealed.sha256)):
            digest.update(block)
            progress.advance(len(block))
        return digest.hexdigest() == local.sealed.sha256

    with ThreadPoolExecutor(parallel) as threads:
        whole = list(threads.map(is_whole, found))
    return {each.sealed.sha256 for each, good in zip(found, whole, strict=True) if not good}
