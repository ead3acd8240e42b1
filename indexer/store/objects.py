"""What a store of snapshots needs of whatever keeps its objects: a few operations, each of them whole or not done."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from indexer.index.manifest import FileSeal

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object, as a listing shows it."""

    key: str
    bytes: int
    modified: datetime
    """By the clock of whatever keeps it."""


class Objects(Protocol):
    """Objects by key; safe to use from several threads.

    Every operation raises StoreError where the store can't be reached or refuses it.
    """

    def list(self, prefix: str) -> list[StoredObject]:
        """Every object whose key begins with a folder's name and a slash."""
        ...

    def read(self, key: str, most: int) -> bytes:
        """A small object; FileNotFoundError where there is none, StoreError where it has more than `most` bytes."""
        ...

    def write(self, key: str, content: bytes) -> None:
        """Replaces a small object in one step."""
        ...

    def upload(self, key: str, blocks: Iterable[bytes], sealed: FileSeal) -> None:
        """Makes an object of blocks, which is seen when all of it is there; what the blocks raise ends it."""
        ...

    def blocks(self, key: str, start: int = 0) -> Iterator[bytes]:
        """An object from a byte on, a block at a time; FileNotFoundError where there is none."""
        ...

    def delete(self, keys: Iterable[str]) -> None:
        """Deletes objects; what is not there is passed over."""
        ...

    def drop_unfinished(self, older_than: timedelta) -> None:
        """Deletes what uploads that were killed have left, where nothing else does."""
        ...
