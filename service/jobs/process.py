"""Begins, watches and ends the process of a job; knows nothing of states."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

from service.jobs.folder import JobFolder, take_lock
from service.jobs.living import birth
from service.jobs.progress import read_progress

RUNNER = (sys.executable, "-m", "service.jobs.runner")


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
