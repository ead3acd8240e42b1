"""Locks of an index: one build at a time, and a shared lock on each snapshot that is being read.

The operating system lets go of it when the reader closes it or dies, so nothing is left to clean up. Whether anybody reads
can only be found out by holding the folder alone for a moment. Readers wait for that moment to pass, and those who look
take turns, so that nobody takes a look for a deletion or for a reader.
"""

import errno
import fcntl
import json
import os
import shlex
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from indexer.core.errors import IndexBusyError

_LONGEST_COMMAND = 200
"""Characters of a command that others are told."""


@contextmanager
def build_lock(index_dir: Path, command: str = "") -> Iterator[None]:
    """Holds the index for a build; the operating system lets go of it if the process dies.

    Args:
        index_dir: Folder of the index.
        command: What others are told; by default how this process was started.

    Raises:
        IndexBusyError: Another process holds it.
    """
    holder = index_dir / "build.holder.json"
    lock = FileLock(index_dir / "build.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise IndexBusyError(
            f"{index_dir} is being built by {_holder(holder)}.", next_step="Wait for it to end, then run this again."
        ) from None
    try:
        holder.write_text(
            json.dumps(
                {
                    "pid": os.getpid(),
                    "host": socket.gethostname(),
                    "since": datetime.now(UTC).isoformat(timespec="seconds"),
                    "command": command or _command(),
                }
            )
        )
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(file: Path) -> str:
    """Who holds the lock, in words, as far as its note can be read."""
    try:
        note = json.loads(file.read_text())
        return f"process {note['pid']} on {note['host']} since {note['since']} ({note['command']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def _command() -> str:
    """How this process was started, without the folder of its program; cut where it names a thousand files."""
    program, *arguments = sys.argv or [""]
    command = shlex.join([Path(program).name, *arguments])
    return command if len(command) <= _LONGEST_COMMAND else f"{command[:_LONGEST_COMMAND]}…"


_LOOK = 0.0005
"""Seconds between two tries: about as long as a look takes."""

_LONGEST_WAIT = 5.0
"""Seconds after which a folder that nobody deletes is said to be locked by something else."""


class SnapshotLock:
    """A reader's hold on a folder: while it lasts, the folder is not deleted."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, folder: Path) -> Self:
        """Holds a folder, beside any number of other readers.

        Raises:
            FileNotFoundError: The folder is gone, or is being deleted.
            BlockingIOError: Something else than this project holds it alone.
        """
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _lock(descriptor, fcntl.LOCK_SH, folder)
            _check_there(descriptor, folder)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(descriptor)

    def release(self) -> None:
        """Lets go; a second time does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        self.release()


def held(folder: Path) -> bool:
    """Whether a reader holds a folder; not so of one that is gone."""
    with suppress(FileNotFoundError), _only_looker(folder), _opened(folder) as descriptor:
        return not _locked(descriptor, fcntl.LOCK_EX)
    return False


def delete_unless_held(folder: Path) -> bool:
    """Deletes a folder that no reader holds; returns whether it is gone."""
    with _opened(folder) as descriptor:
        with _only_looker(folder):
            if not _locked(descriptor, fcntl.LOCK_EX):
                return False
            # Out of sight first: killed half way, it is a leftover and no snapshot.
            gone = folder.rename(folder.with_name(f".{folder.name}.part"))
        shutil.rmtree(gone)
    return True


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """A descriptor of a folder; what is locked by it is let go at the end."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _only_looker(folder: Path) -> Iterator[None]:
    """Lets one at a time look who reads the folders beside each other: two would take each other for readers."""
    with _opened(folder.parent) as descriptor:
        with suppress(BlockingIOError):  # one who looks and was stopped: better to take somebody for a reader than wait
            _lock(descriptor, fcntl.LOCK_EX, folder.parent)
        yield


def _lock(descriptor: int, kind: int, folder: Path) -> None:
    """Takes a lock as soon as nobody is in the way.

    Raises:
        FileNotFoundError: The folder is gone meanwhile.
        BlockingIOError: Somebody was in the way for too long.
    """
    until = time.monotonic() + _LONGEST_WAIT
    while not _locked(descriptor, kind):
        _check_there(descriptor, folder)
        if time.monotonic() > until:
            raise BlockingIOError(errno.EAGAIN, "something else has locked it", str(folder))
        time.sleep(_LOOK)


def _locked(descriptor: int, kind: int) -> bool:
    """Takes a lock if nobody is in the way; true too on a file system without locks, where nobody can tell."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def _check_there(descriptor: int, folder: Path) -> None:
    """Checks that an open folder still has its name: one that is deleted has lost it, and so has one that soon will be.

    Raises:
        FileNotFoundError: It has not.
    """
    if not os.path.samestat(os.fstat(descriptor), folder.stat()):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
