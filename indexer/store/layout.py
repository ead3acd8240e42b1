"""Where a store has what: blobs by hash, a record of each snapshot, a pointer, and notes of who is at work.

CURRENT               name of the published snapshot and the sha256 of its manifest, as in an index
blobs/SHA256          files of snapshots, and their manifests, each once
snapshots/NAME        the same line as the pointer's, of each snapshot that is kept
pushes/ID, sweeps/ID  who adds and who deletes; what is older than an hour was left by a process that was killed
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from threading import Event, Thread
from uuid import uuid4

from indexer.core.errors import BrokenSnapshotError, NoSnapshotError, StoreError
from indexer.index.manifest import POINTER, Manifest, is_snapshot_name
from indexer.store.objects import Objects, StoredObject

BLOBS, SNAPSHOTS, PUSHES, SWEEPS = "blobs", "snapshots", "pushes", "sweeps"

LEASE = timedelta(hours=1)
"""How long a note is believed that nobody renews."""
_RENEWED_SECONDS = 300.0
_SMALL = 1000
_MANIFEST_BYTES = 16 << 20
_NOTE_BYTES = 16 << 20
_LINE = re.compile(r"(\S+) ([0-9a-f]{64})\n?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pointed:
    """A snapshot by its name and the hash of its manifest."""

    name: str
    manifest_sha256: str

    @property
    def line(self) -> bytes:
        """As it lies in the store."""
        return f"{self.name} {self.manifest_sha256}\n".encode()


def blob(sha256: str) -> str:
    """Where a file lies."""
    return f"{BLOBS}/{sha256}"


def current(objects: Objects) -> Pointed:
    """What the store has published.

    Raises:
        NoSnapshotError: Nothing was pushed.
        StoreError: The pointer can't be read.
    """
    try:
        return _pointed(objects.read(POINTER, _SMALL), POINTER)
    except FileNotFoundError:
        raise NoSnapshotError(
            "Nothing was pushed to this store.", next_step="Push an index: xunwen push STORE --index DIR"
        ) from None


def snapshots(objects: Objects) -> list[Pointed]:
    """Every snapshot that the store keeps, the one that was pushed last first."""
    found = sorted(objects.list(SNAPSHOTS), key=lambda each: (each.modified, each.key), reverse=True)
    kept: list[Pointed] = []
    for each in found:
        with suppress(FileNotFoundError):  # deleted meanwhile
            kept.append(_pointed(objects.read(each.key, _SMALL), each.key))
    return kept


def _pointed(line: bytes, key: str) -> Pointed:
    found = _LINE.fullmatch(line.decode(errors="replace"))
    if found is None or not is_snapshot_name(found[1]):
        raise StoreError(
            f"{key} of the store is damaged: it does not hold one snapshot's name and the hash of its manifest.",
            next_step="Push again: xunwen push STORE --index DIR",
        )
    return Pointed(found[1], found[2])


def manifest_bytes(objects: Objects, pointed: Pointed) -> bytes:
    """A snapshot's manifest as it was pushed.

    Raises:
        StoreError: It is missing, or damaged.
    """
    try:
        content = objects.read(blob(pointed.manifest_sha256), _MANIFEST_BYTES)
    except FileNotFoundError:
        raise missing(pointed.name, "manifest.json") from None
    if sha256(content).hexdigest() != pointed.manifest_sha256:
        raise damaged(pointed.name, "manifest.json", pointed.manifest_sha256)
    return content


def read_manifest(content: bytes, pointed: Pointed) -> Manifest:
    """A manifest that was read whole.

    Raises:
        BrokenSnapshotError: It is none, of another snapshot, or of a format that this version can't read.
    """
    step = "Build and push with this version of xunwen, or install the one that built it."
    manifest = Manifest.from_json(content.decode(errors="replace"), name=pointed.name, next_step=step)
    if manifest.name != pointed.name:
        raise BrokenSnapshotError(f"The manifest of snapshot {pointed.name} is that of {manifest.name}.")
    return manifest


def missing(name: str, path: str) -> StoreError:
    """What is wrong where a file is not in the store."""
    return StoreError(
        f"The store lacks {path} of snapshot {name}.",
        next_step="Push again from the machine that built it: xunwen push STORE --index DIR",
    )


def damaged(name: str, path: str, sha256: str) -> StoreError:
    """What is wrong where a file is not the one that was pushed."""
    return StoreError(
        f"{path} of snapshot {name} is damaged in the store ({blob(sha256)}).",
        next_step="Repair it from the machine that built it: xunwen push STORE --index DIR --verify",
    )


@contextmanager
def at_work(objects: Objects, kind: str, note: object) -> Iterator[str]:
    """Tells others, for as long as this lasts, what a process is doing; yields the key of the note."""
    key = f"{kind}/{uuid4().hex}"
    content = json.dumps(note).encode()
    objects.write(key, content)
    ended = Event()

    def renew() -> None:
        while not ended.wait(_RENEWED_SECONDS):
            with suppress(StoreError, OSError):  # the next time, or the work itself, meets the trouble
                objects.write(key, content)

    renewing = Thread(target=renew, name="renew-note", daemon=True)
    renewing.start()
    try:
        yield key
    finally:
        ended.set()
        renewing.join()
        with suppress(StoreError, OSError):  # left behind, it is believed for an hour
            objects.delete([key])


def others_at_work(objects: Objects, kind: str, own: str) -> tuple[list[StoredObject], list[StoredObject]]:
    """Notes of others that hold, and those that were left behind; time is told by the store's own clock.

    Args:
        objects: The store.
        kind: Of which notes.
        own: A note that was written just now.
    """
    folder = own.partition("/")[0]
    notes = {each.key: each for each in (*objects.list(folder), *objects.list(kind))}
    if own not in notes:
        raise StoreError(f"The note {own} is gone from the store.", next_step="Run this again.")
    now = notes[own].modified
    others = [each for each in notes.values() if each.key.startswith(f"{kind}/") and each.key != own]
    held = [each for each in others if now - each.modified < LEASE]
    return held, [each for each in others if each not in held]


def hashes_noted(objects: Objects, note: StoredObject) -> set[str]:
    """The blobs that a push needs, as its note names them; none where it has ended meanwhile."""
    try:
        return set(json.loads(objects.read(note.key, _NOTE_BYTES)))
    except FileNotFoundError:
        return set()
