"""Folders as a sorted stream of the files in them: which are left out, and how links that lead in a circle end."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from indexer.domain import Skip, SkipReason

_LEFT_OUT = {"__MACOSX", "Thumbs.db", "desktop.ini"}


def walk(folder: Path) -> Iterator[Path | Skip]:
    """Every regular file below the folder, by name at each level; hidden ones and those that systems leave are not.

    A link is followed once: a folder already entered is not entered again.
    """
    yield from _walk(folder, entered=set())


def _walk(folder: Path, *, entered: set[tuple[int, int]]) -> Iterator[Path | Skip]:
    try:
        status = folder.stat()
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names, not paths: a name sorts the same wherever it lies
    except OSError as error:
        yield unreadable(folder, error)
        return
    key = (status.st_dev, status.st_ino)
    if key in entered:
        return
    entered.add(key)
    for name in names:
        if not name.startswith(".") and name not in _LEFT_OUT:
            yield from _entry(folder / name, entered=entered)


def _entry(path: Path, *, entered: set[tuple[int, int]]) -> Iterator[Path | Skip]:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield unreadable(path, error)
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path, entered=entered)
    elif stat.S_ISREG(mode):
        yield path
    else:
        yield Skip(shown(path), SkipReason.UNREADABLE, "Not a regular file.")


def unreadable(path: Path, error: OSError) -> Skip:
    """The Skip for a path that the system would not open, in the system's words."""
    return Skip(shown(path), SkipReason.UNREADABLE, error.strerror or str(error))


def shown(path: Path) -> str:
    """The path as text that can be printed and written as UTF-8, whatever bytes the name has."""
    return os.fsencode(path).decode("utf-8", "replace")
