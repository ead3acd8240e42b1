"""What this run has read, against the snapshot it began from: which articles are as before, new, edited or deleted.

Articles that are as before are only marked; new and edited ones wait in a file of their own until all pages are read.
"""

import sqlite3
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import Self

from indexer.core.article import Article
from indexer.index.docstore import FIELDS, Columns, article_of, columns_of
from indexer.pipeline.previous import PreviousSnapshot


class State(IntEnum):
    """What this run knows of an article of the base."""

    UNSEEN = 0
    UNCHANGED = 1
    EDITED = 2
    DELETED = 3
    UNREAD = 4
    """Not seen, and it may be in what could not be read."""


class Changes:
    """The articles read so far in this run."""

    def __init__(self, file: Path, base: PreviousSnapshot | None) -> None:
        self.base = base
        self._states = bytearray((base.articles if base else 0) + 1)
        for number in base.repeated if base else ():
            self._states[number] = State.DELETED
        self._connection = sqlite3.connect(file, isolation_level=None)
        # Scratch: it is thrown away however the build ends.
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        columns = FIELDS.replace("id,", "id TEXT NOT NULL UNIQUE,", 1)
        self._connection.execute(f"CREATE TABLE read (place INTEGER PRIMARY KEY, number INTEGER, page BLOB, {columns})")
        self._connection.execute("CREATE INDEX numbers ON read (number)")
        self._connection.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def number_of(self, article_id: str) -> int | None:
        """The number of an article in the base."""
        return None if self.base is None else self.base.number_of(article_id)

    def known_id(self, article_id: str) -> str:
        """The id under which the index has, or will have, the article of this id."""
        number = self.number_of(article_id)
        return article_id if self.base is None or number is None else self.base.id_of(number)

    def state(self, number: int) -> State:
        """What this run knows of an article of the base."""
        return State(self._states[number])

    def state_of(self, article_id: str) -> State | None:
        """What this run knows of the base's article of this id."""
        number = self.number_of(article_id)
        return None if number is None else self.state(number)

    def before(self, article_id: str) -> Article | None:
        """The base's article of this id."""
        number = self.number_of(article_id)
        return None if self.base is None or number is None else self.base.article(number)

    def unseen(self) -> Iterator[int]:
        """Numbers of the base's articles that nothing in this run gave."""
        return (number for number, state in enumerate(self._states) if number and state == State.UNSEEN)

    def read_as(self, article_id: str) -> Article | None:
        """The article that this run has read under this id."""
        query = f"SELECT {FIELDS} FROM read WHERE id = ?"  # noqa: S608 - names of ours
        found = self._connection.execute(query, (article_id,)).fetchone()
        if found is not None:
            return article_of(found)
        number = self.number_of(article_id)
        if self.base is None or number is None or self.state(number) is not State.UNCHANGED:
            return None
        return self.base.article(number)

    def keep(self, article: Article, page: bytes | None) -> None:
        """Takes an article as what this run says of its id; what was read under the id before is replaced."""
        number = self.number_of(article.id)
        if self.base is not None and number is not None and self.base.article(number) == article:
            self._connection.execute("DELETE FROM read WHERE id = ?", (article.id,))
            self.mark_unchanged(number)
            return
        columns = columns_of(article)
        marks = ", ".join("?" * (len(columns) + 2))
        updates = ", ".join(f"{name} = excluded.{name}" for name in ["page", *FIELDS.split(", ")[1:]])
        self._connection.execute(
            f"INSERT INTO read (number, page, {FIELDS}) VALUES ({marks}) "  # noqa: S608 - names of ours
            f"ON CONFLICT (id) DO UPDATE SET {updates}",
            (number, page, *columns),
        )
        if number is not None:
            self._states[number] = State.EDITED

    def mark_unchanged(self, number: int) -> None:
        """An article of the base was read again as it is."""
        self._states[number] = State.UNCHANGED

    def mark_unread(self, number: int) -> None:
        """An article of the base may be in what could not be read."""
        self._states[number] = State.UNREAD

    def replace(self, before: str, now: str) -> bool:
        """An article read in this run is what an unseen one of the base has become; False where it was there already.

        A new one takes the number of the one before. One that the base has under a number of its own leaves nothing
        of the other.
        """
        number = self.number_of(before)
        assert number is not None  # noqa: S101 - the caller knows that the base has it
        query = "UPDATE read SET number = ? WHERE id = ? AND number IS NULL"
        taken = self._connection.execute(query, (number, now)).rowcount > 0
        self._states[number] = State.EDITED if taken else State.DELETED
        return taken

    def take_back(self, article_id: str, *, known: bool) -> None:
        """Forgets what this run read under an id; known, the article of the base stays as it was."""
        forgotten = self._connection.execute("DELETE FROM read WHERE id = ?", (article_id,)).rowcount
        number = self.number_of(article_id)
        if forgotten and number is not None:
            self._states[number] = State.UNCHANGED if known else State.UNSEEN

    def delete(self, article_id: str) -> None:
        """Forgets an article, read in this run or before."""
        self._connection.execute("DELETE FROM read WHERE id = ?", (article_id,))
        number = self.number_of(article_id)
        if number is not None:
            self._states[number] = State.DELETED

    def count(self, state: State) -> int:
        """Articles of the base in this state."""
        return self._states.count(state, 1)

    @property
    def new(self) -> int:
        """Articles read that the base does not have."""
        return int(self._connection.execute("SELECT count(*) FROM read WHERE number IS NULL").fetchone()[0])

    def edited(self, number: int) -> tuple[Columns, bytes | None]:
        """Columns and page of what an article of the base has become."""
        query = f"SELECT page, {FIELDS} FROM read WHERE number = ?"  # noqa: S608 - names of ours
        page, *columns = self._connection.execute(query, (number,)).fetchone()
        return tuple(columns), page

    def each_new(self) -> Iterator[tuple[Columns, bytes | None]]:
        """Columns and page of articles that the base does not have, in the order in which they were first read."""
        query = f"SELECT page, {FIELDS} FROM read WHERE number IS NULL ORDER BY place"  # noqa: S608 - names of ours
        for page, *columns in self._connection.execute(query):
            yield tuple(columns), page
