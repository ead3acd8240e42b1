"""Begins, watches and ends the process of a job; knows nothing of states."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

from service.jobs.folder import JobFolder, take_lock
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
    """Sends a signal to a running job and whatever it started; False where its id is not known yet."""
    pid = child.pid if child is not None else read_progress(folder.progress).pid
    if pid <= 0:
        return False
    with suppress(ProcessLookupError):  # it has just ended
        os.killpg(pid, number)
    return True


def last_words(folder: JobFolder) -> str:
    """The last line that a job's process wrote, for the reason of a failure."""
    try:
        lines = folder.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1].strip() if lines else ""
