"""Who reads a snapshot says so to whoever wants to delete it: a shared lock on the snapshot's folder.

The operating system lets go of it when the reader closes it or dies, so nothing is left to clean up. Whether anybody reads
can only be found out by holding the folder alone for a moment. Readers wait for that moment to pass, and those who look
take turns, so that nobody takes a look for a deletion or for a reader.
"""

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

_LOOK = 0.0005
"""Seconds between two tries: about as long as a look takes."""

_LONGEST = 5.0
"""Seconds after which a folder that nobody deletes is said to be locked by something else."""


class Lease:
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
    until = time.monotonic() + _LONGEST
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
