"""What differs between two snapshots of one index: which articles came, went and were edited."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from indexer.core.errors import BrokenSnapshotError, SettingError
from indexer.index.history import by_publication
from indexer.index.locks import SnapshotLock
from indexer.index.snapshot import ARCHIVE, snapshots_folder

_COMPARED = ("title", "body", "url", "source", "authors", "editor", "published_at", "language", "keywords")
"""Columns whose change is an edit; equal ones are equal articles."""


@dataclass(frozen=True, slots=True)
class Edited:
    """An article that is in both snapshots and was edited."""

    id: str
    title: str
    """Its title in the later snapshot."""
    fields: tuple[str, ...]
    """The columns that differ."""


@dataclass(frozen=True, slots=True)
class SnapshotDifference:
    """How the articles of one snapshot became those of another; lists hold the first few by id, counts all."""

    before: str
    after: str
    new: int
    gone: int
    edited: int
    unchanged: int
    first_new: tuple[tuple[str, str], ...]
    """Id and title."""
    first_gone: tuple[tuple[str, str], ...]
    first_edited: tuple[Edited, ...]


def difference(index_dir: Path, before: str, after: str, *, most: int = 100) -> SnapshotDifference:
    """Compares the articles of two kept snapshots.

    Args:
        index_dir: Folder of the index.
        before: Name of the one.
        after: Name of the other.
        most: Articles in each list.

    Raises:
        NoSnapshotError: Nothing was published here.
        SettingError: One of them is not kept.
        BrokenSnapshotError: One of them can't be read.
    """
    kept = by_publication(index_dir)
    for name in (before, after):
        if name not in kept:
            raise SettingError(
                f"There is no snapshot {name!r} in {index_dir}.", next_step=f"Choose two of {', '.join(kept)}."
            )
    folders = [snapshots_folder(index_dir) / name for name in (before, after)]
    held: list[SnapshotLock] = []
    try:
        held.extend(SnapshotLock.take(folder) for folder in folders)
        return _compared(before, after, *(folder / ARCHIVE for folder in folders), most=most)
    except (OSError, sqlite3.Error) as error:
        raise BrokenSnapshotError(
            f"The snapshots {before} and {after} can't be compared: {error}.",
            next_step=f"See which are whole: xunwen status --index {index_dir}",
        ) from error
    finally:
        for lock in held:
            lock.release()


def _compared(before: str, after: str, earlier: Path, later: Path, *, most: int) -> SnapshotDifference:
    connection = sqlite3.connect(_read_only(later), uri=True)
    try:
        connection.execute("ATTACH DATABASE ? AS earlier", (_read_only(earlier),))
        both = "FROM articles AS b JOIN earlier.articles AS a ON a.id = b.id"
        differs = " OR ".join(f"a.{name} IS NOT b.{name}" for name in _COMPARED)
        flags = ", ".join(f"a.{name} IS NOT b.{name}" for name in _COMPARED)
        new = "FROM articles AS b WHERE NOT EXISTS (SELECT 1 FROM earlier.articles AS a WHERE a.id = b.id)"
        gone = "FROM earlier.articles AS a WHERE NOT EXISTS (SELECT 1 FROM articles AS b WHERE b.id = a.id)"

        def count(rest: str) -> int:
            return int(connection.execute(f"SELECT count(*) {rest}").fetchone()[0])

        def first(rest: str) -> tuple[tuple[str, str], ...]:
            query = f"SELECT id, substr(title, 1, 300) {rest} ORDER BY id LIMIT ?"
            return tuple((str(name), str(title)) for name, title in connection.execute(query, (most,)))

        query = f"SELECT b.id, substr(b.title, 1, 300), {flags} {both} WHERE {differs} ORDER BY b.id LIMIT ?"
        edited = tuple(
            Edited(
                str(name),
                str(title),
                tuple(field for field, is_other in zip(_COMPARED, other, strict=True) if is_other),
            )
            for name, title, *other in connection.execute(query, (most,))
        )
        shared, changed = count(both), count(f"{both} WHERE {differs}")
        return SnapshotDifference(
            before=before,
            after=after,
            new=count(new),
            gone=count(gone),
            edited=changed,
            unchanged=shared - changed,
            first_new=first(new),
            first_gone=first(gone),
            first_edited=edited,
        )
    finally:
        connection.close()


def _read_only(file: Path) -> str:
    return f"{file.absolute().as_uri()}?mode=ro&immutable=1"
