"""Which file gave which article, in this run and by the last snapshot: `inputs.sqlite`, a part of every snapshot.

A record's place is its file and line (of a `.json` document its number), that of any other page its file and 0. What
gave no article stands there too, without an id, so that a file's records can be counted.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from indexer.core.article import SkipReason

_SCHEMA = """
CREATE TABLE {0}.files (number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE {0}.given (file INTEGER NOT NULL, line INTEGER NOT NULL, id TEXT NOT NULL) STRICT;
CREATE INDEX {0}.by_file ON given (file, line);
CREATE INDEX {0}.by_id ON given (id);
"""
WHOLE_FILE = 0
SOMEWHERE = -1
"""The line of a record whose file was read since without it: it may stand anywhere there."""


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where an article was read."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that gave no article in this run."""

    place: SourcePlace
    reason: SkipReason
    article: str = ""
    """The id of the article that it would have given, where so much could be read."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A place that gave one article and now gives another, where nothing in this run gives the first."""

    place: SourcePlace
    before: str
    now: str


class Inputs:
    """What each file gave: takes what this run reads, and knows what the last snapshot knew."""

    def __init__(self, file: Path, before: Path | None) -> None:
        """Begins with nothing read.

        Args:
            file: Where this run's are written.
            before: Those of the last snapshot; None where it has none.
        """
        self.known = before is not None
        self.faults: list[Fault] = []
        self._numbers: dict[str, int] = {}
        self._connection = sqlite3.connect(file.absolute().as_uri(), uri=True, isolation_level=None)
        # Thrown away if the build dies, as the archive is.
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_SCHEMA.format("main"))
        attached = ":memory:" if before is None else f"{before.absolute().as_uri()}?mode=ro&immutable=1"
        self._connection.execute("ATTACH ? AS base", (attached,))
        if before is None:
            self._connection.executescript(_SCHEMA.format("base"))
        self._connection.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._connection.execute("COMMIT")
        self._connection.close()

    def put(self, place: SourcePlace, article_id: str) -> None:
        """An article was read at a place; without id, something that gave none. What lies in no file is not kept."""
        if not place.file:
            return
        number = self._numbers.get(place.file)
        if number is None:
            query = "INSERT INTO files (path) VALUES (?)"
            number = self._numbers[place.file] = int(self._connection.execute(query, (place.file,)).lastrowid or 0)
        self._connection.execute("INSERT INTO given VALUES (?, ?, ?)", (number, place.line, article_id))

    def put_fault(self, fault: Fault) -> None:
        """Something could not be read."""
        self.faults.append(fault)
        self.put(fault.place, "")

    def forget(self, article_id: str) -> None:
        """What this run has read under an id is no article any more."""
        self._connection.execute("UPDATE given SET id = '' WHERE id = ?", (article_id,))

    def read_now(self, file: str) -> bool:
        """Whether this run has come across a file, whatever it gave."""
        return file in self._numbers

    def places_now(self, article_id: str) -> list[SourcePlace]:
        """Where this run has read an article."""
        return self._places("main", article_id)

    def places_before(self, article_id: str) -> list[SourcePlace]:
        """Where the last snapshot's article was read."""
        return self._places("base", article_id)

    def _places(self, schema: str, article_id: str) -> list[SourcePlace]:
        query = f"SELECT path, line FROM {schema}.given JOIN {schema}.files ON number = file WHERE id = ?"  # noqa: S608 - names of ours
        return [SourcePlace(*row) for row in self._connection.execute(query, (article_id,))]

    def article_now(self, place: SourcePlace) -> str | None:
        """The article that a place gave in this run."""
        return self._article("main", place)

    def article_before(self, place: SourcePlace) -> str | None:
        """The article that a place gave by the last snapshot."""
        return self._article("base", place)

    def _article(self, schema: str, place: SourcePlace) -> str | None:
        query = f"""
            SELECT id FROM {schema}.given JOIN {schema}.files ON number = file
            WHERE path = ? AND line = ? AND id <> '' ORDER BY given.rowid
        """  # noqa: S608 - names of ours
        found = self._connection.execute(query, (place.file, place.line)).fetchone()
        return None if found is None else str(found[0])

    def known_before(self, file: str) -> bool:
        """Whether the last snapshot has read a file."""
        return self._number_before(file) is not None

    def _number_before(self, file: str) -> int | None:
        found = self._connection.execute("SELECT number FROM base.files WHERE path = ?", (file,)).fetchone()
        return None if found is None else int(found[0])

    def corrections(self) -> list[Correction]:
        """Places that gave another article before, in the order in which they were read."""
        query = """
            SELECT files.path, new.line, old.id, new.id FROM main.given AS new
            JOIN main.files ON files.number = new.file
            JOIN base.files AS old_files ON old_files.path = files.path
            JOIN base.given AS old ON old.file = old_files.number AND old.line = new.line
            WHERE old.id <> '' AND new.id <> '' AND old.id <> new.id
            AND NOT EXISTS (SELECT 1 FROM main.given AS again WHERE again.id = old.id)
            ORDER BY new.rowid
        """
        return [
            Correction(SourcePlace(path, line), before, now)
            for path, line, before, now in self._connection.execute(query)
        ]

    def in_place(self, file: str) -> bool:
        """Whether a file's records stand where they stood: as many as before, and none that is known on another line."""
        now, before = self._numbers.get(file), self._number_before(file)
        query = """
            SELECT (SELECT count(*) FROM main.given WHERE file = :now)
            = (SELECT count(*) FROM base.given WHERE file = :before AND line >= 0)
            AND NOT EXISTS (
                SELECT 1 FROM main.given AS new JOIN base.given AS old ON old.id = new.id
                WHERE new.file = :now AND old.file = :before AND new.id <> '' AND old.line >= 0 AND old.line <> new.line
            )
        """
        return bool(self._connection.execute(query, {"now": now, "before": before}).fetchone()[0])

    def tells_more(self) -> bool:
        """Whether this run has read an article where the last snapshot knew of none."""
        query = """
            SELECT path, line, id FROM main.given JOIN main.files ON number = file WHERE id <> ''
            EXCEPT SELECT path, line, id FROM base.given JOIN base.files ON number = file LIMIT 1
        """
        return self._connection.execute(query).fetchone() is not None

    def each_before(self) -> Iterator[tuple[SourcePlace, str]]:
        """All that the last snapshot knew, in its order."""
        query = "SELECT path, line, id FROM base.given JOIN base.files ON number = file ORDER BY given.rowid"
        for path, line, article_id in self._connection.execute(query):
            yield SourcePlace(path, line), article_id
