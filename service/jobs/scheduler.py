"""Starts jobs one at a time, on request and by a cron line, watches them, and finds out what came of them.

Of all processes of a service the one that holds the dispatcher's lock does this; if it dies another takes over, and
goes on watching the job that still runs, or lets one that was interrupted run once more.
"""

import logging
import math
import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import TypeAdapter, ValidationError
from tzlocal import get_localzone

from indexer.core.errors import SettingError, XunwenError
from service.jobs.folder import DISPATCHER_LOCK, DamagedFileError, JobFolder, read_whole, take_lock
from service.jobs.job import Job, JobOutcome, JobRequest, JobState, TaskWriter
from service.jobs.process import RUNNER, begin, is_running, last_words, send
from service.jobs.store import JobStore


def machine_zone() -> ZoneInfo:
    """This machine's own time zone.

    Raises:
        SettingError: It can't be told.
    """
    try:
        return get_localzone()
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(
            f"This machine's time zone can't be told ({error}).",
            next_step="Set XUNWEN_SCHEDULE_ZONE to a name such as Europe/Berlin.",
        ) from error


@dataclass(slots=True, eq=False)
class Schedule:
    """Tells once of each time that a cron line names. What was missed while nothing ran is not made up for.

    When clocks go forward, a time that does not exist comes as soon as they have; when they go back, one that comes twice
    counts the first time. Lines that begin with a star in minutes or hours go by elapsed time, as in Debian's cron.
    """

    line: str
    next_at: datetime

    @classmethod
    def of(cls, line: str, now: datetime) -> "Schedule":
        """The schedule of a cron line, from now on.

        Args:
            line: Five fields.
            now: In a time zone that knows when its clocks change; an offset alone does not.

        Raises:
            SettingError: It is not a cron line, or names no time that ever comes.
        """
        try:
            return cls(line, next(_after(line, now)))
        except (CronSimError, StopIteration) as error:
            raise SettingError(
                f"The schedule {line!r} is not a cron line that ever comes due.",
                next_step='Set XUNWEN_SCHEDULE to five fields, such as "15 3 * * *" for a quarter past three each night.',
            ) from error

    def due(self, now: datetime) -> str | None:
        """The time that has come, as text that is the same in every process of the service; None while none has."""
        if _instant(now) < _instant(self.next_at):
            return None
        # Of several that passed, as when the machine slept, only the last counts.
        come = self.next_at
        for following in _after(self.line, come):
            if _instant(following) > _instant(now):
                self.next_at = following
                break
            come = following
        return come.isoformat(timespec="minutes")


def _after(line: str, at: datetime) -> Iterator[datetime]:
    """The times of a line that come after another in truth, not only on the face of the clock."""
    return (each for each in CronSim(line, at) if _instant(each) > _instant(at))


def _instant(at: datetime) -> datetime:
    """Times of one zone are compared by the face of the clock, which in autumn shows an hour twice."""
    return at.astimezone(UTC)


logger = logging.getLogger("xunwen.jobs")

MOST_ATTEMPTS = 2
"""A job that was interrupted is begun once more; a second interruption is its own doing."""

_LEFT_BEHIND_SECONDS = 24 * 3600
_LOGGED_AGAIN_SECONDS = 60.0
_OUTCOME = TypeAdapter(JobOutcome)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How patient a dispatcher is, in seconds."""

    tick: float = 0.5
    stop: float = 10.0
    """From SIGTERM to SIGKILL."""


class Scheduler:
    """One thread that does what is due, again and again."""

    def __init__(
        self,
        store: JobStore,
        jobs_dir: Path,
        tasks: TaskWriter,
        *,
        rhythm: Rhythm | None = None,
        schedule: tuple[Schedule, JobRequest] | None = None,
        command: Sequence[str] = RUNNER,
        on_success: Callable[[], object] = lambda: None,
    ) -> None:
        self._store = store
        self._jobs_dir = jobs_dir
        self._tasks = tasks
        self._rhythm = rhythm or Rhythm()
        self._schedule = schedule
        self._command = command
        self._on_success = on_success
        self._child: subprocess.Popen[bytes] | None = None
        self._told_at: dict[str, float] = {}
        self._logged_at: dict[str, float] = {}
        self._stopping = False
        self._awake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dispatch-jobs", daemon=True)

    def start(self) -> None:
        """Begin to work, as soon as no other process does."""
        self._thread.start()

    def wake(self) -> None:
        """Look at once: there is something new."""
        self._awake.set()

    def stop(self) -> None:
        """End. A job that is worked on is stopped and waits for the next start of a service, uncounted."""
        self._stopping = True
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(self._rhythm.stop + 5)

    def _run(self) -> None:
        while not self._stopping:
            lock = take_lock(self._jobs_dir / DISPATCHER_LOCK)
            if lock is not None:
                try:
                    self._work()
                finally:
                    os.close(lock)
            self._pause()

    def _pause(self) -> None:
        self._awake.wait(self._rhythm.tick)
        self._awake.clear()

    def _work(self) -> None:
        self._trying(self._sweep)
        while not self._stopping:
            self._trying(self._tick)
            self._pause()
        self._trying(self._hand_over)

    def _trying(self, step: Callable[[], None]) -> None:
        """A full disk or a locked file passes; what is due now is due at the next tick too. No fault ends the thread."""
        try:
            step()
        except (OSError, sqlite3.Error, XunwenError) as error:
            self._tell(str(error))
        except Exception:
            logger.exception("jobs can't go on for now")

    def _tell(self, trouble: str) -> None:
        """Logs what is in the way, once in a while: it may be in the way at every tick."""
        if time.monotonic() - self._logged_at.get(trouble, -math.inf) >= _LOGGED_AGAIN_SECONDS:
            self._logged_at = {trouble: time.monotonic()}
            logger.error("jobs can't go on for now: %s", trouble)

    def _tick(self) -> None:
        self._enqueue_scheduled()
        for job in self._store.processing():
            self._trying(partial(self._look_after, job))
        if (begun := self._store.begin_next()) is not None:
            self._begin(begun)

    def _enqueue_scheduled(self) -> None:
        if self._schedule is None:
            return
        schedule, request = self._schedule
        come = schedule.due(datetime.now(UTC))
        if come is not None:
            # The time is the key: another process of this service, or this one begun again, enqueues it only once.
            self._store.enqueue(request, key=f"schedule {come}")

    def _begin(self, job: Job) -> None:
        folder = self._folder(job)
        if job.damage:
            self._finish(job, folder)
            return
        self._tasks.write(job.request, folder)
        self._child = begin(folder, self._command)
        logger.info("job %s begun, attempt %d", job.id, job.attempts)

    def _look_after(self, job: Job) -> None:
        folder = self._folder(job)
        if self._child is not None:
            self._child.poll()
        if not is_running(folder):
            self._finish(job, folder)
        elif job.cancel_requested:
            self._press(job, folder)

    def _press(self, job: Job, folder: JobFolder) -> None:
        """SIGTERM at first; SIGKILL when that has not helped in time."""
        told_at = self._told_at.get(job.id)
        if told_at is None:
            if send(folder, signal.SIGTERM, self._child):
                self._told_at[job.id] = time.monotonic()
        elif time.monotonic() - told_at >= self._rhythm.stop:
            send(folder, signal.SIGKILL, self._child)

    def _finish(self, job: Job, folder: JobFolder) -> None:
        """What came of a job whose process is gone."""
        outcome = _outcome(job, folder)
        self._told_at.pop(job.id, None)
        self._reap()
        if outcome is None:
            logger.warning("job %s was interrupted and waits again: %s", job.id, last_words(folder) or "no last words")
            self._store.put_back(job.id)
            return
        # First the store, then the folder: a death between the two leaves a folder, which `_sweep` finds.
        self._store.end(job.id, outcome)
        folder.remove()
        logger.info("job %s %s %s", job.id, outcome.state, outcome.detail)
        if outcome.state is JobState.SUCCEEDED:
            self._on_success()

    def _reap(self) -> None:
        """Takes leave of a child that has ended."""
        if self._child is not None:
            self._child.wait()
            self._child = None

    def _hand_over(self) -> None:
        """Stops what is worked on, and keeps what came of it or lets it wait."""
        for job in self._store.processing():
            folder = self._folder(job)
            send(folder, signal.SIGTERM, self._child)
            until = time.monotonic() + self._rhythm.stop
            while is_running(folder):
                # One that nobody can tell any more can't be killed: it goes on, and the next service watches it.
                if time.monotonic() >= until and not send(folder, signal.SIGKILL, self._child):
                    break
                time.sleep(0.05)
            if is_running(folder):
                continue
            if folder.result.exists() or job.cancel_requested:
                self._finish(job, folder)
            else:
                self._reap()
                self._store.put_back(job.id, uncounted=True)

    def _sweep(self) -> None:
        """Deletes folders of jobs that ended, and of uploads that broke off long ago."""
        known = {job.id: job.state for job in self._store.jobs(limit=-1)}
        for path in self._jobs_dir.iterdir():
            if not path.is_dir():
                continue
            state = known.get(path.name)
            left_behind = state is None and time.time() - path.stat().st_mtime > _LEFT_BEHIND_SECONDS
            if left_behind or (state is not None and state.ended):
                JobFolder(path).remove()

    def _folder(self, job: Job) -> JobFolder:
        return JobFolder(self._jobs_dir / job.id)


def _outcome(job: Job, folder: JobFolder) -> JobOutcome | None:
    """What came of a job that no process works on; None where it may be begun again."""
    if job.damage:
        return JobOutcome(JobState.FAILED, job.damage)
    damage = ""
    try:
        if (result := read_whole(folder.result)) is not None:
            return _OUTCOME.validate_python(result)
    except (DamagedFileError, ValidationError) as error:
        damage = str(error if isinstance(error, DamagedFileError) else DamagedFileError.of(folder.result, "no result"))
        logger.warning("job %s: %s", job.id, damage)
        # Begun again, it finds what it has published, or does what it has not.
        folder.drop_result()
    if job.cancel_requested:
        return JobOutcome(JobState.CANCELED, damage or "Canceled while it was worked on; the index is as it was.")
    if job.attempts < MOST_ATTEMPTS:
        return None
    if damage:
        return JobOutcome(JobState.FAILED, damage)
    words = last_words(folder)
    return JobOutcome(
        JobState.FAILED,
        f"Its process ended {job.attempts} times without a result{': ' + words if words else '.'}",
    )
