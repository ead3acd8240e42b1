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

STORE = "jobs.sqlite"
DISPATCHER_LOCK = "dispatcher.lock"


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


def write_whole(file: Path, fields: Mapping[str, object], *, durable: bool = False) -> None:
    """Replaces a JSON file by one rename, so that a reader finds all of it or the one before."""
    waiting = file.with_name(f".{file.name}.part")
    with waiting.open("w", encoding="utf-8") as stream:
        json.dump(fields, stream, ensure_ascii=False, default=str)
        if durable:
            stream.flush()
            os.fsync(stream.fileno())
    waiting.replace(file)


def read_whole(file: Path) -> dict[str, object] | None:
    """What `write_whole` wrote; None where there is nothing."""
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return fields if isinstance(fields, dict) else None
