"""Counts of choices in one small SQLite file, which several processes may write."""

import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from indexer.core.database import Access, connected, transaction

ListName: TypeAlias = Literal["related", "search"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS choices (
    day TEXT NOT NULL, list TEXT NOT NULL, shown_on TEXT NOT NULL, article TEXT NOT NULL, rank INTEGER NOT NULL,
    times INTEGER NOT NULL, PRIMARY KEY (day, list, shown_on, article, rank)
) STRICT, WITHOUT ROWID;
"""
MOST_ROWS = 200_000
"""Different choices that are kept, some 20 MB; then the oldest day goes."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One article that a reader opened out of a list."""

    day: str
    """ISO 8601, UTC."""
    list: ListName
    shown_on: str
    """Id of the article under which the list stood; empty for a search."""
    article: str
    """Id of the article that was opened."""
    rank: int
    """Its place in the list, from 1."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A choice, and how often it was made."""

    choice: Choice
    times: int


class ChoiceStore:
    """Counts equal choices of a day. A connection for each call, so that nothing is left open.

    Every call raises StorageError where the file can't be read or written.
    """

    def __init__(self, file: Path, *, most: int = MOST_ROWS) -> None:
        """Makes the file if it is missing.

        Args:
            file: Where it lies.
            most: Different choices that are kept.
        """
        self._file = file
        self._most = most
        file.parent.mkdir(parents=True, exist_ok=True)
        with self._connected("rwc") as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_SCHEMA)

    def add(self, choice: Choice) -> None:
        """Counts a choice."""
        row = (choice.day, choice.list, choice.shown_on, choice.article, choice.rank)
        with self._connected("rw") as connection, transaction(connection):
            known = connection.execute(
                "UPDATE choices SET times = times + 1 "
                "WHERE day = ? AND list = ? AND shown_on = ? AND article = ? AND rank = ?",
                row,
            ).rowcount
            if not known:
                self._make_room(connection)
                connection.execute("INSERT INTO choices VALUES (?, ?, ?, ?, ?, 1)", row)

    def since(self, day: str) -> list[Counted]:
        """All choices from a day on, in order of days."""
        query = "SELECT day, list, shown_on, article, rank, times FROM choices WHERE day >= ? ORDER BY 1, 2, 3, 4, 5"
        with self._connected("ro") as connection:
            return [Counted(Choice(*facts), times) for *facts, times in connection.execute(query, (day,))]

    def _make_room(self, connection: sqlite3.Connection) -> None:
        (rows,) = connection.execute("SELECT count(*) FROM choices").fetchone()
        if rows >= self._most:
            connection.execute("DELETE FROM choices WHERE day = (SELECT min(day) FROM choices)")

    def _connected(self, access: Access) -> AbstractContextManager[sqlite3.Connection]:
        return connected(
            self._file,
            access,
            trouble="What readers chose can't be counted in",
            next_step="Check its rights and the space on its disk, or name another file: XUNWEN_EVENTS_FILE.",
        )
