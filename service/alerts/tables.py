"""The tables of alerts in their file, and how the articles are kept that are known."""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import AbstractContextManager
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.core.database import Access, connected
from indexer.core.errors import StorageError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS alerts (id TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS known (
    id INTEGER PRIMARY KEY CHECK (id = 1), snapshot TEXT NOT NULL, articles BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS matches (
    number INTEGER PRIMARY KEY AUTOINCREMENT, alert TEXT NOT NULL REFERENCES alerts ON DELETE CASCADE,
    article TEXT NOT NULL, snapshot TEXT NOT NULL, found_at TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL,
    source TEXT NOT NULL, published_at TEXT NOT NULL, snippet TEXT NOT NULL, UNIQUE (alert, article)
) STRICT;
CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    alert TEXT NOT NULL REFERENCES alerts ON DELETE CASCADE, body TEXT NOT NULL, attempts INTEGER NOT NULL,
    due REAL NOT NULL, state TEXT NOT NULL, error TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS waiting ON deliveries (due) WHERE state = 'waiting';
"""
_STEP = "Check its rights and the space on its disk, or name another file: XUNWEN_ALERTS_FILE."


class AlertTables:
    """The file of alerts, a connection for each piece of work."""

    def __init__(self, file: Path) -> None:
        """Takes a file that need not exist."""
        self._file = file

    def make(self) -> None:
        """Makes the file if it is missing.

        Raises:
            StorageError: It can't be written.
        """
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            # It holds secrets: for nobody else from the first moment.
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise StorageError(f"Alerts can't be kept in {self._file}: {error.strerror}.", next_step=_STEP) from error
        with self.connected("rw") as connection:
            # In one step, before which the file is empty: another worker sees all tables or none.
            connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
            connection.execute("PRAGMA journal_mode = WAL")

    def connected(self, access: Access) -> AbstractContextManager[sqlite3.Connection]:
        """A connection; StorageError where the file can't be read or written."""
        return connected(self._file, access, trouble="Alerts can't be kept in", next_step=_STEP, foreign_keys=True)


def hashes_of(articles: Iterable[str]) -> npt.NDArray[np.uint64]:
    """64 bits of each id: of a million articles two are taken for one in one archive of thirty million."""
    packed = b"".join(blake2b(each.encode(), digest_size=8).digest() for each in articles)
    return np.frombuffer(packed, dtype="<u8")


def packed(hashes: npt.NDArray[np.uint64]) -> bytes:
    """Hashes as they are kept: each once, in order."""
    return np.unique(hashes).astype("<u8").tobytes()


def known_in(connection: sqlite3.Connection) -> npt.NDArray[np.uint64]:
    """Hashes of all articles that any snapshot had."""
    row = connection.execute("SELECT articles FROM known").fetchone()
    return np.frombuffer(row[0] if row else b"", dtype="<u8")
