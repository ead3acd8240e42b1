"""The log of questions in one SQLite file, which several processes may write; what is deleted is overwritten."""

import os
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from indexer.core.database import Access, connected, transaction
from indexer.core.errors import StorageError
from service.query_log.entry import Entry, Outcome, same_question

MOST_ROWS = 1_000_000
"""Questions that are kept, some 300 MB; beyond it the oldest tenth goes."""
_CLICKED_WITHIN = timedelta(days=1)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS questions (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, request TEXT NOT NULL, archive TEXT NOT NULL,
    snapshot TEXT NOT NULL, question TEXT NOT NULL, same TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
    wanted TEXT NOT NULL, confidence REAL, hits INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS by_time ON questions (at);
CREATE INDEX IF NOT EXISTS by_request ON questions (request);
CREATE TABLE IF NOT EXISTS clicks (
    question INTEGER NOT NULL REFERENCES questions ON DELETE CASCADE, article TEXT NOT NULL, rank INTEGER NOT NULL,
    PRIMARY KEY (question, article)
) STRICT, WITHOUT ROWID;
"""
_FIELDS = (
    "at, archive, snapshot, question, same, outcome, reason, wanted, confidence, hits, "
    "(SELECT count(*) FROM clicks WHERE clicks.question = number)"
)


_Row: TypeAlias = tuple[str, str, str, str, str, str, str, str, float | None, int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was written down."""

    at: str
    """ISO 8601, UTC."""
    archive: str
    """Name of the index that was asked."""
    same: str
    """By which wordings count as one."""
    entry: Entry
    clicks: int
    """Articles of its list that were opened, as far as pages tell."""


class QueryLog:
    """Questions of the last days. Every call raises StorageError where the file can't be read or written."""

    def __init__(self, file: Path, *, days: int, archive: str = "", most: int = MOST_ROWS) -> None:
        """Makes the file if it is missing, for nobody but its owner to read.

        Args:
            file: Where it lies.
            days: How long a question is kept.
            archive: Name of the index that is asked.
            most: How many are kept at most.
        """
        self._file = file
        self._days = days
        self._archive = archive
        self._most = most
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise StorageError(f"Questions can't be logged in {file}: {error.strerror}.", next_step=_STEP) from error
        with self._connected("rw") as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_SCHEMA)

    def add(self, entry: Entry, *, request: str) -> None:
        """Writes a question down.

        Args:
            entry: The question.
            request: The id of its request, by which a click is joined to it.
        """
        row = (_text(_now()), request, self._archive, entry.snapshot, entry.question, same_question(entry.question))
        with self._connected("rw") as connection:
            connection.execute(
                "INSERT INTO questions (at, request, archive, snapshot, question, same, outcome, reason, wanted, confidence, hits) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, entry.outcome, entry.reason, entry.wanted, entry.confidence, entry.hits),
            )

    def click(self, request: str, article: str, rank: int) -> None:
        """Joins a click to the question whose list it stood in; one that is not known, or old, is left out."""
        since = _text(_now() - _CLICKED_WITHIN)
        with self._connected("rw") as connection:
            connection.execute(
                "INSERT OR IGNORE INTO clicks SELECT max(number), ?, ? FROM questions WHERE request = ? AND at >= ? "
                "HAVING max(number) IS NOT NULL",
                (article, rank, request, since),
            )

    def since(self, days: int, *, archive: str | None = None) -> list[Asked]:
        """Questions of the last days that are kept, the first first.

        Args:
            days: How many days back; never more than are kept.
            archive: Only those that this index was asked; None for all.
        """
        start = _text(_now() - timedelta(days=min(days, self._days)))
        query = f"SELECT {_FIELDS} FROM questions WHERE at >= ? AND (? IS NULL OR archive = ?) ORDER BY at, number"  # noqa: S608  names of ours
        with self._connected("ro") as connection:
            rows = connection.execute(query, (start, archive, archive)).fetchall()
        return [_asked(row) for row in rows]

    def tidy(self) -> int:
        """Deletes what is older than the days that are kept, and the oldest of too many; returns how many questions went."""
        gone = self.purge(before=_now() - timedelta(days=self._days))
        with self._connected("rw") as connection:
            (rows,) = connection.execute("SELECT count(*) FROM questions").fetchone()
        if rows > self._most:
            too_many = rows - self._most * 9 // 10
            gone += self._delete("number IN (SELECT number FROM questions ORDER BY number LIMIT ?)", too_many)
        return gone

    def purge(self, *, before: datetime | None = None, containing: str = "") -> int:
        """Deletes questions for good; returns how many.

        Args:
            before: Those that were asked before; None for whenever.
            containing: Those that hold these words, whatever their width, case or script; empty for all.
        """
        moment = "9999" if before is None else _text(before.astimezone(UTC))
        part = same_question(containing)
        if containing and not part:
            return 0
        return self._delete(
            "at < ? AND (? = '' OR instr(same, ?) OR instr(question, ?))", moment, part, part, containing
        )

    def _delete(self, which: str, *values: object) -> int:
        with self._connected("rw") as connection:
            # Overwritten, in the file and in what was written ahead of it: not only no longer found.
            connection.execute("PRAGMA secure_delete = ON")
            with transaction(connection):
                gone = connection.execute(f"DELETE FROM questions WHERE {which}", values).rowcount  # noqa: S608  texts of ours
            if gone:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone

    def _connected(self, access: Access) -> AbstractContextManager[sqlite3.Connection]:
        return connected(self._file, access, trouble="Questions can't be logged in", next_step=_STEP, foreign_keys=True)


_STEP = "Check its rights and the space on its disk, or name another file: XUNWEN_QUERY_LOG."


def _asked(row: _Row) -> Asked:
    at, archive, snapshot, question, same, outcome, reason, wanted, confidence, hits, clicks = row
    return Asked(
        at,
        archive,
        same,
        Entry(
            question,
            Outcome(outcome),
            reason=reason,
            wanted=wanted,
            confidence=confidence,
            hits=hits,
            snapshot=snapshot,
        ),
        clicks,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
