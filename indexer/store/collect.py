"""Deletes what a store no longer needs: snapshots beyond those it keeps, and files that no other snapshot has.

Whoever deletes first leaves a note and then looks for pushes; whoever pushes first leaves a note and then looks for
those who delete. So one of two at once sees the other: a push waits, and what a push needs is not deleted.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from indexer.core.errors import NoSnapshotError, StoreError
from indexer.store.layout import (
    BLOBS,
    LEASE,
    PUSHES,
    SNAPSHOTS,
    SWEEPS,
    Pointed,
    at_work,
    blob,
    current,
    hashes_noted,
    manifest_bytes,
    others_at_work,
    read_manifest,
    snapshots,
)
from indexer.store.objects import Objects, StoredObject

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Collected:
    """What was deleted."""

    snapshots: tuple[str, ...]
    files: int
    bytes: int


def collect(objects: Objects, keep: int) -> Collected:
    """Deletes the snapshots beyond the last few that were pushed, and every file that none of the others has.

    Never the published one, and nothing that a push under way needs.

    Args:
        objects: The store.
        keep: How many snapshots stay, the published one among them.

    Raises:
        StoreError: A snapshot that stays can't be read, so that nobody knows which files are its.
    """
    began = time.monotonic()
    with at_work(objects, SWEEPS, []) as note:
        pushes, left_behind = others_at_work(objects, PUSHES, note)
        sweeps_left = others_at_work(objects, SWEEPS, note)[1]
        needed = {sha for each in pushes for sha in hashes_noted(objects, each)}
        known = snapshots(objects)
        try:
            published = current(objects)
        except NoSnapshotError:
            published = None
        staying = _staying(known, published, keep)
        for each in staying:
            needed |= {each.manifest_sha256, *_hashes(objects, each)}
        gone = [each for each in known if each not in staying]
        # First the records: a death in between leaves files that nobody needs, and no snapshot without its files.
        objects.delete(f"{SNAPSHOTS}/{each.name}" for each in gone)
        unneeded = [each for each in objects.list(BLOBS) if each.key not in {blob(sha) for sha in needed}]
        _delete(objects, unneeded, began)
        objects.delete(each.key for each in (*left_behind, *sweeps_left))
        objects.drop_unfinished(LEASE)
    return Collected(tuple(each.name for each in gone), len(unneeded), sum(each.bytes for each in unneeded))


def _staying(known: list[Pointed], published: Pointed | None, keep: int) -> list[Pointed]:
    others = [each for each in known if each != published]
    return [*([published] if published else []), *others[: max(keep - 1, 0)]]


def _hashes(objects: Objects, pointed: Pointed) -> set[str]:
    manifest = read_manifest(manifest_bytes(objects, pointed), pointed)
    return {sealed.sha256 for sealed in manifest.files.values()}


def _delete(objects: Objects, unneeded: Iterable[StoredObject], began: float) -> None:
    """Deletes some at a time, for as long as everybody believes the note."""
    left = iter(unneeded)
    while batch := list(islice(left, _AT_ONCE)):
        if time.monotonic() - began > LEASE.total_seconds() / 2:
            raise StoreError("Deleting takes too long to be safe.", next_step="Run this again: it goes on.")
        objects.delete(each.key for each in batch)
