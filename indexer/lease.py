"""Who reads a snapshot says so to whoever wants to delete it: a shared lock on the snapshot's folder.

The operating system lets go of it when the reader closes it or dies, so nothing is left to clean up.
"""

import fcntl
import os
import shutil
from pathlib import Path
from typing import Self


class Lease:
    """A reader's hold on a folder: while it lasts, the folder is not deleted."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, folder: Path) -> Self:
        """Holds a folder, beside any number of other readers.

        Raises:
            FileNotFoundError: The folder is gone.
        """
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            # Whoever holds it alone is deleting it.
            os.close(descriptor)
            raise FileNotFoundError(f"{folder} is being deleted") from None
        except OSError:
            pass  # a file system without locks: nobody can tell, and deleting goes by number and age alone
        return cls(descriptor)

    def release(self) -> None:
        """Lets go; a second time does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        self.release()


def held(folder: Path) -> bool:
    """Whether a reader holds a folder."""
    return _alone(folder, delete=False)


def delete_unless_held(folder: Path) -> bool:
    """Deletes a folder that no reader holds; returns whether it is gone."""
    return not _alone(folder, delete=True)


def _alone(folder: Path, *, delete: bool) -> bool:
    """Whether somebody holds the folder; if nobody does, deletes it where asked to."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            pass  # a file system without locks
        if delete:
            # Out of sight first: killed half way, it is a leftover and no snapshot.
            gone = folder.rename(folder.with_name(f".{folder.name}.part"))
            shutil.rmtree(gone)
        return False
    finally:
        os.close(descriptor)
