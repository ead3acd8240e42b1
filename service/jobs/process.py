"""The process of a job: started, watched and ended from outside, and the progress that it reports."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from indexer.core.processors import as_it_was
from service.jobs.folder import DamagedFileError, JobFolder, read_whole, take_lock, write_whole

_STARTED = 19
"""Place of a process's start in its status line, counted after its name, which may hold blanks and brackets."""


def birth(pid: int) -> str:
    """When the process of this number began, as the system counts; empty where there is none."""
    if Path("/proc/self/stat").exists():
        try:
            line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return line.rpartition(")")[2].split()[_STARTED]
    told = subprocess.run(  # noqa: S603  a number
        ["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip()


_WRITE_SECONDS = 0.25
_RATE_SECONDS = 30.0
"""A rate is that of the last while: a stage that slows down shall not promise what it did at first."""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """Where a job that is worked on stands."""

    stage: str = ""
    """What it does now: model, read, chunk, embed, terms, publish, …; empty before it has begun."""
    done: int = 0
    total: int | None = None
    """Units of this stage; None where nobody knows."""
    unit: str = ""
    rate: float | None = None
    """Units each second."""
    seconds_left: float | None = None
    """Of this stage."""
    note: str = ""
    """The last thing the build had to say."""
    pages: int = 0
    """Pages read so far."""
    unread: int = 0
    """Of these, files and records that could not be read."""
    pid: int = 0
    born: str = ""
    """When the process of that number began, as the system counts: another one may have the number by now."""


_PROGRESS = TypeAdapter(JobProgress)


def read_progress(file: Path) -> JobProgress:
    """What the job's process last wrote; all zero where it has not begun, with a note where that can't be read."""
    try:
        return _PROGRESS.validate_python(read_whole(file) or {})
    except ValidationError as error:
        return JobProgress(note=DamagedFileError.of(file, error.errors()[0]["msg"]).message)
    except DamagedFileError as error:
        return JobProgress(note=error.message)


class ProgressFile:
    """A build's `Progress` that keeps a file up to date, at most four times a second."""

    def __init__(self, file: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._clock = clock
        self._born = birth(os.getpid())
        self._stage = ("", "")
        self._total: int | None = None
        self._done = 0
        self._note = ""
        self._pages = self._unread = 0
        self._marks: deque[tuple[float, int]] = deque()
        self._written = -_WRITE_SECONDS
        self.write()

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """A stage begins."""
        self._stage, self._total, self._done = (name, unit), total, 0
        self._marks = deque([(self._clock(), 0)])
        self.write()

    def advance(self, count: int) -> None:
        """So many more units are done."""
        self._done += count
        self._write_sometimes()

    def note(self, message: str) -> None:
        """Something that a person should read."""
        self._note = message
        self.write()

    def page(self, *, read: bool) -> None:
        """One more page came, or was to come and could not be read."""
        self._pages += 1
        self._unread += not read
        self._write_sometimes()

    def now(self) -> JobProgress:
        """Where the build stands, with the rate of the last half minute."""
        rate = self._rate()
        left = None if self._total is None or not rate else max(self._total - self._done, 0) / rate
        return JobProgress(
            stage=self._stage[0],
            done=self._done,
            total=self._total,
            unit=self._stage[1],
            rate=None if rate is None else round(rate, 2),
            seconds_left=None if left is None else round(left, 1),
            note=self._note,
            pages=self._pages,
            unread=self._unread,
            pid=os.getpid(),
            born=self._born,
        )

    def write(self) -> None:
        """Writes where it stands."""
        self._written = self._clock()
        write_whole(self._file, asdict(self.now()), lasting=False)

    def _write_sometimes(self) -> None:
        if self._clock() - self._written >= _WRITE_SECONDS:
            self._mark()
            self.write()

    def _mark(self) -> None:
        now = self._clock()
        self._marks.append((now, self._done))
        while len(self._marks) > 2 and now - self._marks[1][0] >= _RATE_SECONDS:
            self._marks.popleft()

    def _rate(self) -> float | None:
        if not self._marks:
            return None
        began, done = self._marks[0]
        took = self._clock() - began
        return (self._done - done) / took if took > 0 and self._done > done else None


RUNNER = (sys.executable, "-m", "service.jobs.worker")


def begin(folder: JobFolder, command: Sequence[str] = RUNNER) -> "subprocess.Popen[bytes] | None":
    """Starts a job's process; None where one runs already.

    The lock is taken here and inherited, so that it is held from before the process exists until it is gone.
    """
    lock = take_lock(folder.lock)
    if lock is None:
        return None
    try:
        with folder.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  our own interpreter on our own module
                [*command, str(folder.path)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock,),
                env=as_it_was(os.environ),
                # A group of its own: Ctrl-C is for the service, which ends its job in its own way.
                start_new_session=True,
            )
    finally:
        os.close(lock)


def is_running(folder: JobFolder) -> bool:
    """Whether a process of this job lives, this service's child or one that an earlier service left."""
    if not folder.lock.exists():
        return False
    lock = take_lock(folder.lock)
    if lock is None:
        return True
    os.close(lock)
    return False


def send(folder: JobFolder, number: signal.Signals, child: "subprocess.Popen[bytes] | None") -> bool:
    """Sends a signal to a running job and whatever it started; False where nobody can tell which process that is.

    A number alone is not believed: the process may have ended, and the number be another's by now.
    """
    pid = _own(child) if child is not None else _left_behind(folder)
    if pid <= 0:
        return False
    with suppress(ProcessLookupError):  # it has just ended
        os.killpg(pid, number)
    return True


def _own(child: "subprocess.Popen[bytes]") -> int:
    """The number of a child of ours; 0 once it has ended. Until it is waited for, nobody else gets it."""
    return child.pid if child.poll() is None else 0


def _left_behind(folder: JobFolder) -> int:
    """The number of a process that an earlier service began; 0 where it no longer is the one that said so."""
    progress = read_progress(folder.progress)
    if progress.pid <= 1 or not progress.born or not is_running(folder):
        return 0
    return progress.pid if birth(progress.pid) == progress.born else 0


def last_words(folder: JobFolder) -> str:
    """The last line that a job's process wrote, for the reason of a failure."""
    try:
        lines = folder.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1].strip() if lines else ""
