"""The jobs in one SQLite file: every change is one transaction, and a change that does not fit the state is refused.

Any process may read and enqueue; only the dispatcher, of which there is one at a time, begins and ends jobs.
"""

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from indexer.core.errors import StorageError
from service.jobs.job import Job, JobOutcome, JobRequest, JobState, KeyReusedError, UnknownJobError

logger = logging.getLogger("xunwen.jobs")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, request TEXT NOT NULL,
    created_at TEXT NOT NULL, started_at TEXT NOT NULL DEFAULT '', ended_at TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0, cancel_requested INTEGER NOT NULL DEFAULT 0, outcome TEXT,
    idempotency_key TEXT UNIQUE, body_sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, number);
"""
_FIELDS = "id, state, request, created_at, started_at, ended_at, attempts, cancel_requested, outcome"
_BUSY_SECONDS = 10
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
"""What SQLite says of a file that no job store wrote, or that is no longer what one wrote; the last of other tables."""
_REQUEST, _OUTCOME, _STATE = TypeAdapter(JobRequest), TypeAdapter(JobOutcome), TypeAdapter(JobState)
KEPT = 500
"""Jobs that have ended and are remembered; their idempotency keys are forgotten with them."""


class DamagedStoreError(StorageError):
    """What lies in the place of the jobs is not what was written there."""


class JobStore:
    """Jobs by id. A connection for each call: calls are few, come from many threads, and nothing is left open.

    Every call raises StorageError where the file is gone, damaged, busy for too long, or can't be written.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._connected(make=True) as connection:
                (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
                if found != "ok":
                    raise self._damaged(found)
                connection.executescript(_SCHEMA)
        except DamagedStoreError as error:
            # Articles have nothing to do with jobs: they are answered from, and every call here says so again.
            logger.error("%s", error)  # noqa: TRY400  no bug: it says what to do

    @contextmanager
    def _connected(self, *, make: bool = False) -> Iterator[sqlite3.Connection]:
        # Made at the beginning only: a file that has gone since, with all jobs, is no reason for an empty one.
        address = f"{self._file.absolute().as_uri()}?mode={'rwc' if make else 'rw'}"
        try:
            connection = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
            with closing(connection):
                connection.execute("PRAGMA synchronous = FULL")
                yield connection
        except sqlite3.IntegrityError:
            raise  # a bug of ours
        except sqlite3.DatabaseError as error:
            # Without a code it comes from Python, which found bytes that are no text.
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _DAMAGED:
                raise self._damaged(str(error)) from error
            raise StorageError(
                f"The jobs in {self._file} can't be read or written: {error}.",
                next_step="Look whether the folder is there, can be written and has space.",
            ) from error

    def _damaged(self, detail: str) -> DamagedStoreError:
        return DamagedStoreError(
            f"The jobs in {self._file} are damaged: {detail}.",
            next_step="Move the file away and start the service again, which then knows of no jobs; the index is whole.",
        )

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, which holds off every other writer from its beginning: all of it or nothing."""
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield connection

    def enqueue(self, request: JobRequest, *, key: str | None = None, body_sha256: str = "", job_id: str = "") -> Job:
        """A new job at the end of the line; with the key of an earlier one, that one.

        Args:
            request: What it shall do.
            key: The caller's Idempotency-Key.
            body_sha256: What the caller sent, to tell a repetition from another job under the same key.
            job_id: For a job whose folder exists already; a new one by default.

        Raises:
            KeyReusedError: The key came with another body before.
        """
        with self._changing() as connection:
            if key is not None and (found := self._by_key(connection, key, body_sha256)) is not None:
                return found
            job_id = job_id or new_id()
            connection.execute(
                "INSERT INTO jobs (id, state, request, created_at, idempotency_key, body_sha256) VALUES (?, ?, ?, ?, ?, ?)",
                (job_id, JobState.ENQUEUED, _to_json(request), _now(), key, body_sha256),
            )
            return _one(connection, job_id)

    def _by_key(self, connection: sqlite3.Connection, key: str, body_sha256: str) -> Job | None:
        found = connection.execute("SELECT id, body_sha256 FROM jobs WHERE idempotency_key = ?", (key,)).fetchone()
        if found is None:
            return None
        if found[1] != body_sha256:
            raise KeyReusedError(
                f"The Idempotency-Key {key!r} came with another body before, for job {found[0]}.",
                next_step="Send a new key with a new job.",
            )
        return _one(connection, found[0])

    def job(self, job_id: str) -> Job:
        """The job of this id.

        Raises:
            UnknownJobError: There is none.
        """
        with self._connected() as connection:
            return _one(connection, job_id)

    def jobs(self, *, limit: int = 100) -> list[Job]:
        """The newest jobs, newest first."""
        with self._connected() as connection:
            rows = connection.execute(
                f"SELECT {_FIELDS} FROM jobs ORDER BY number DESC LIMIT ?",  # noqa: S608  names of ours
                (limit,),
            )
            return [_job(row) for row in rows]

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        with self._connected() as connection:
            found = dict(connection.execute("SELECT state, count(*) FROM jobs GROUP BY state").fetchall())
        return {str(state): int(found.get(state, 0)) for state in JobState}

    def ends(self) -> dict[str, str]:
        """When the last job ended in each state that one has ended in: ISO 8601, in UTC."""
        with self._connected() as connection:
            rows = connection.execute("SELECT state, max(ended_at) FROM jobs WHERE ended_at != '' GROUP BY state")
            return {str(state): str(ended) for state, ended in rows.fetchall()}

    def processing(self) -> list[Job]:
        """Jobs that were begun and have not ended."""
        with self._connected() as connection:
            rows = connection.execute(
                f"SELECT {_FIELDS} FROM jobs WHERE state = ? ORDER BY number",  # noqa: S608  names of ours
                (JobState.PROCESSING,),
            )
            return [_job(row) for row in rows]

    def begin_next(self) -> Job | None:
        """Begins the job that has waited longest; None where none waits or one is being worked on."""
        with self._changing() as connection:
            if connection.execute("SELECT 1 FROM jobs WHERE state = ?", (JobState.PROCESSING,)).fetchone():
                return None
            found = connection.execute(
                "SELECT id FROM jobs WHERE state = ? ORDER BY number LIMIT 1", (JobState.ENQUEUED,)
            ).fetchone()
            if found is None:
                return None
            connection.execute(
                "UPDATE jobs SET state = ?, started_at = ?, attempts = attempts + 1 WHERE id = ?",
                (JobState.PROCESSING, _now(), found[0]),
            )
            return _one(connection, found[0])

    def end(self, job_id: str, outcome: JobOutcome) -> bool:
        """Keeps what came of a job; False, and nothing changes, where it is not being worked on."""
        with self._changing() as connection:
            changed = connection.execute(
                "UPDATE jobs SET state = ?, ended_at = ?, outcome = ? WHERE id = ? AND state = ?",
                (outcome.state, _now(), _to_json(outcome), job_id, JobState.PROCESSING),
            )
            _forget_oldest(connection)
            return changed.rowcount == 1

    def put_back(self, job_id: str, *, uncounted: bool = False) -> bool:
        """Lets a job that was interrupted wait again, in its old place; `uncounted` forgets that it was begun."""
        with self._changing() as connection:
            changed = connection.execute(
                "UPDATE jobs SET state = ?, started_at = '', attempts = attempts - ? WHERE id = ? AND state = ?",
                (JobState.ENQUEUED, int(uncounted), job_id, JobState.PROCESSING),
            )
            return changed.rowcount == 1

    def cancel(self, job_id: str) -> Job:
        """Ends a job that waits; asks for the end of one that is worked on; leaves one that has ended.

        Raises:
            UnknownJobError: There is none of this id.
        """
        outcome = _to_json(JobOutcome(JobState.CANCELED, "Canceled before it began."))
        with self._changing() as connection:
            connection.execute(
                "UPDATE jobs SET state = ?, ended_at = ?, outcome = ?, cancel_requested = 1 WHERE id = ? AND state = ?",
                (JobState.CANCELED, _now(), outcome, job_id, JobState.ENQUEUED),
            )
            connection.execute(
                "UPDATE jobs SET cancel_requested = 1 WHERE id = ? AND state = ?", (job_id, JobState.PROCESSING)
            )
            return _one(connection, job_id)


def new_id() -> str:
    """An id for a new job: hard to guess, harmless in a path."""
    return uuid4().hex


def _one(connection: sqlite3.Connection, job_id: str) -> Job:
    row = connection.execute(
        f"SELECT {_FIELDS} FROM jobs WHERE id = ?",  # noqa: S608  names of ours
        (job_id,),
    ).fetchone()
    if row is None:
        raise UnknownJobError(f"There is no job {job_id!r}.", next_step="GET /v1/index/jobs lists those there are.")
    return _job(row)


def _forget_oldest(connection: sqlite3.Connection) -> None:
    connection.execute(
        "DELETE FROM jobs WHERE ended_at != '' AND number NOT IN "
        "(SELECT number FROM jobs WHERE ended_at != '' ORDER BY number DESC LIMIT ?)",
        (KEPT,),
    )


def _to_json(value: JobRequest | JobOutcome) -> str:
    return json.dumps(asdict(value), ensure_ascii=False, default=str)


def _job(row: tuple[str, str, str, str, str, str, int, int, str | None]) -> Job:
    """A row as a job; one that can't be read is a job too, which says so: it stands in no other's way."""
    job_id, state, request, created, started, ended, attempts, cancel_requested, outcome = row
    asked, done, damage, known = JobRequest(()), None, "", JobState.FAILED
    try:
        known = _STATE.validate_python(state)
        asked = _REQUEST.validate_json(request)
        done = None if outcome is None else _OUTCOME.validate_json(outcome)
    except ValidationError as error:
        damage = f"The record of job {job_id} is damaged ({error.errors()[0]['msg']}); hand it in again."
        done = None if outcome is None and known != JobState.FAILED else JobOutcome(known, damage)
    return Job(
        id=job_id,
        state=known,
        request=asked,
        created_at=created,
        started_at=started,
        ended_at=ended,
        attempts=attempts,
        cancel_requested=bool(cancel_requested),
        outcome=done,
        damage=damage,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
