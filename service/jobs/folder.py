"""The folder of one job: what it was told, how far it is, what came of it, and a lock that says whether it runs.

DIR/jobs.sqlite          the store             DIR/dispatcher.lock   held by the process that begins jobs
DIR/ID/upload.jsonl      what was uploaded     DIR/ID/task.json      what its process is told
DIR/ID/progress.json     how far it is         DIR/ID/result.json    what came of it, there only when whole
DIR/ID/running.lock      held while it runs    DIR/ID/log.txt        what its process wrote
"""

import fcntl
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.core import files
from indexer.core.errors import StorageError
from indexer.core.files import NotOursError, read_small

STORE = "jobs.sqlite"
DISPATCHER_LOCK = "dispatcher.lock"
_MOST_BYTES = 64 * 2**20
"""Of a file that is read back: more than any report has."""


class DamagedFileError(StorageError):
    """A job's file is not what was written: a crash of the machine cut it short, or a person changed it."""

    @classmethod
    def of(cls, file: Path, why: object) -> "DamagedFileError":
        """The error that names the file."""
        return cls(
            f"The job's file {file} is damaged ({why}).",
            next_step="Hand the job in again: what was embedded is kept.",
        )


@dataclass(frozen=True, slots=True)
class JobFolder:
    """Paths of one job."""

    path: Path

    @property
    def upload(self) -> Path:
        """What was uploaded for it; may be missing."""
        return self.path / "upload.jsonl"

    @property
    def task(self) -> Path:
        """What its process is told."""
        return self.path / "task.json"

    @property
    def progress(self) -> Path:
        """How far it is."""
        return self.path / "progress.json"

    @property
    def result(self) -> Path:
        """What came of it."""
        return self.path / "result.json"

    @property
    def lock(self) -> Path:
        """Locked while its process lives."""
        return self.path / "running.lock"

    @property
    def log(self) -> Path:
        """What its process wrote to its standard streams."""
        return self.path / "log.txt"

    def drop_result(self) -> None:
        """Deletes what stands in the place of its result and is none."""
        if self.result.is_dir() and not self.result.is_symlink():
            shutil.rmtree(self.result)
        else:
            self.result.unlink()

    def remove(self) -> None:
        """Deletes all of it, for a job that ended or was never enqueued."""
        shutil.rmtree(self.path, ignore_errors=True)


def take_lock(file: Path) -> int | None:
    """An open descriptor that holds the lock of a file; None where another process has it.

    The lock belongs to the descriptor: a child that inherits it holds the lock on, and it ends when the last of them is
    closed, by the death of a process too. So it tells without a doubt whether a process still lives.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def write_whole(file: Path, fields: Mapping[str, object], *, lasting: bool = True) -> None:
    """Replaces a JSON file by one rename, so that a reader finds all of it or the one before.

    Args:
        file: The file.
        fields: What it shall hold.
        lasting: Whether it shall outlast a crash of the machine; False for what nobody asks for after one.
    """
    files.write_whole(file, json.dumps(fields, ensure_ascii=False, default=str), lasting=lasting)


def read_whole(file: Path) -> dict[str, object] | None:
    """What `write_whole` wrote; None where there is nothing.

    Raises:
        DamagedFileError: Something else is there.
    """
    try:
        fields = json.loads(read_small(file, _MOST_BYTES).decode("utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError, NotOursError, IsADirectoryError) as error:
        raise DamagedFileError.of(file, error) from error
    if not isinstance(fields, dict):
        raise DamagedFileError.of(file, f"a {type(fields).__name__} in place of an object")
    return fields
