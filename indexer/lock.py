"""One build of an index at a time: the second is told who holds it, since when, and with which command."""

import json
import os
import shlex
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from indexer.errors import IndexBusyError

_LONGEST = 200
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
    return command if len(command) <= _LONGEST else f"{command[:_LONGEST]}…"
