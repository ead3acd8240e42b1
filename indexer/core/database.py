"""Opens small SQLite files that several processes write, a connection for each piece of work."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

from indexer.core.errors import StorageError

Access: TypeAlias = Literal["ro", "rw", "rwc"]
"""Reading, writing, or writing to a file that may have to be made."""
_BUSY_SECONDS = 2.0


@contextmanager
def connected(
    file: Path, access: Access, *, trouble: str, next_step: str, foreign_keys: bool = False
) -> Iterator[sqlite3.Connection]:
    """A connection in autocommit mode, closed at the end: nothing is left open between two calls.

    Args:
        file: The database.
        access: What will be done.
        trouble: What can't be done where this fails, as a sentence begins that ends with the file.
        next_step: What to do then.
        foreign_keys: Whether what refers to a deleted row goes with it.

    Raises:
        StorageError: The file can't be read or written.
    """
    try:
        address = f"{file.absolute().as_uri()}?mode={access}"
        connection = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
        with closing(connection):
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA foreign_keys = {foreign_keys:d}")
            yield connection
    except sqlite3.Error as error:
        raise StorageError(f"{trouble} {file}: {error}.", next_step=next_step) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of what is written within it, or where it ends in an error or the process dies, nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # a full disk ends it by itself
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
