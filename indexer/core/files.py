"""Small files of an index: written whole and for good, and read only where they are what this project writes."""

import os
import stat
from pathlib import Path


class NotOursError(ValueError):
    """A file is not what this project would have written: a link, a folder, or far too large."""


def read_small(file: Path, most: int) -> bytes:
    """The bytes of a file that this project wrote; nothing else is waited for, followed or read into memory.

    Raises:
        FileNotFoundError: There is none.
        OSError: It can't be read.
        NotOursError: It is a link, a folder or a pipe, or has more than `most` bytes.
    """
    if file.is_symlink():
        raise NotOursError("it is a link")
    # Without O_NONBLOCK a pipe of that name would be waited for.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotOursError("it is no file")
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            content = stream.read(most + 1)
    finally:
        os.close(descriptor)
    if len(content) > most:
        raise NotOursError(f"it has more than {most:,} bytes")
    return content


def write_whole(file: Path, text: str, *, mode: int = 0o666, lasting: bool = True) -> None:
    """Replaces a file by one rename: a reader, and who looks after a crash, finds all of it or the one before.

    What UTF-8 can't hold, half a character in the name of a file, is written with a backslash.

    Args:
        file: Replaced.
        text: Its content.
        mode: Who may read and write it, less what the process's umask takes away.
        lasting: Whether it is on disk when this returns; False for what nobody asks for after a crash of the machine.
    """
    waiting = file.with_name(f".{file.name}.part")
    waiting.unlink(missing_ok=True)  # one that a crash left may let others read it
    waiting.touch(mode)
    waiting.write_text(text, encoding="utf-8", errors="backslashreplace")
    if lasting:
        sync(waiting)
    waiting.replace(file)
    if lasting:
        sync(file.parent)


def sync(path: Path) -> None:
    """Flushes a file, or a folder's entries, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
