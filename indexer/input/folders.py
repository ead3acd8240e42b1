"""Walks folders as a sorted stream of files, skips what this project wrote itself, and follows no link out."""

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO

from indexer.core.article import Skip, SkipReason

_INDEX_MARKS = {"CURRENT", "build.lock"}
_SNAPSHOTS = "snapshots"
_MODELS = "models"
_PREPARED = "*/ready.json"
_JOBS = "jobs"
"""In an index's folder, with what was uploaded for a job: read where it is named, and by no walk."""

_OF_AN_INDEX = {
    *_INDEX_MARKS,
    _SNAPSHOTS,
    _JOBS,
    "build.holder.json",
    "documents.sqlite",
    "embeddings.sqlite",
    "golden.jsonl",
    "history.jsonl",
    "reports",
}
_OF_A_CACHE = {_MODELS, "evaluate"}
_GLOSSARY = "glossary-"

EXPORT_MARK = ".xunwen-related"
"""Lies in a folder that an export of related reading wrote: only there are files removed whose articles are gone."""
EXPORTED = "r-*.json"


def own_names(folder: Path, names: Collection[str]) -> set[str]:
    """Those of a folder's names that are an index's, the model cache's or an export's; the others are somebody else's."""
    own: set[str] = set()
    if _is_index(names):
        own |= _OF_AN_INDEX & set(names)
    if _is_cache(folder, names):
        own |= {name for name in names if name in _OF_A_CACHE or name.startswith(_GLOSSARY)}
    if EXPORT_MARK in names:
        own |= {name for name in names if fnmatchcase(name, EXPORTED)}
    return own


def inside_index(place: Path) -> bool:
    """Whether an absolute path is one of an index's own files, or below one; not of what was uploaded for a job."""
    for path in (place, *place.parents):
        if path.name in _OF_AN_INDEX - {_JOBS}:
            try:
                names = os.listdir(path.parent)  # noqa: PTH208 - names are compared
            except OSError:
                continue
            if _is_index(names):
                return True
    return False


def _is_index(names: Collection[str]) -> bool:
    """Whether it is an index's folder: published once, or its first build under way."""
    return _SNAPSHOTS in names and not _INDEX_MARKS.isdisjoint(names)


def _is_cache(folder: Path, names: Collection[str]) -> bool:
    models = folder / _MODELS
    return _MODELS in names and not models.is_symlink() and any(models.glob(_PREPARED))


_LEFT_OUT = {"__MACOSX", "Thumbs.db", "desktop.ini"}
# Without waiting: a pipe that somebody put there has nothing to say, and would keep its reader for ever.
_READING = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK


class OutsideError(OSError):
    """A path leads out of the folders that may be read."""


@dataclass(frozen=True, slots=True)
class Fence:
    """The folders that reading may not leave, by whatever links: a path is opened where it truly lies, or not at all."""

    roots: tuple[Path, ...]
    """Each with every link followed."""

    def descriptor(self, path: Path) -> int:
        """The file or folder that a path leads to, open for reading.

        Raises:
            OutsideError: It leads to none of the folders; the message does not tell where to, nor whether that exists.
            OSError: The system would not open it.
        """
        place = Path(os.path.realpath(path))
        root = next((root for root in self.roots if place.is_relative_to(root)), None)
        if root is None:
            raise OutsideError(0, "A link leads out of the folders that may be read: refused.", str(path))
        descriptor = os.open(root, _READING)
        # Step by step and by no link: what was none a moment ago, and is one now, is not followed.
        for name in place.relative_to(root).parts:
            try:
                within = os.open(name, _READING | os.O_NOFOLLOW, dir_fd=descriptor)
            finally:
                os.close(descriptor)
            descriptor = within
        return descriptor


def walk(folder: Path, fence: Fence | None = None) -> Iterator[Path | Skip]:
    """Every regular file below the folder, by name at each level; hidden ones, those that systems leave and our own are not.

    A link is followed once: a folder already entered is not entered again. Out of a fence none is followed.
    """
    yield from _Walk(fence, set()).folder(folder)


def open_file(path: Path, fence: Fence | None = None) -> BinaryIO:
    """A file open for reading; within a fence only a regular one that truly lies there.

    Raises:
        OutsideError: It leads out of the fence.
        OSError: The system would not open it, or it is not a file.
    """
    if fence is None:
        return path.open("rb")
    file = open(fence.descriptor(path), "rb")  # noqa: PTH123, SIM115  a descriptor has no path; closed by the caller
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(0, "Not a regular file.", str(path))
    return file


def file_status(path: Path, fence: Fence | None = None) -> os.stat_result:
    """What the system knows of the file or folder that a path leads to.

    Raises:
        OutsideError: It leads out of the fence.
        OSError: The system would not tell.
    """
    if fence is None:
        return path.stat()
    descriptor = fence.descriptor(path)
    try:
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class _Walk:
    """One walk: where it may go, and where it has been."""

    fence: Fence | None
    entered: set[tuple[int, int]]

    def folder(self, folder: Path) -> Iterator[Path | Skip]:
        """What lies below a folder."""
        try:
            status, names = self._listed(folder)
        except OSError as error:
            yield unreadable(folder, error)
            return
        key = (status.st_dev, status.st_ino)
        if key in self.entered:
            return
        self.entered.add(key)
        own = own_names(folder, names)
        if own:
            yield own_files(folder)
        for name in sorted(set(names) - own):
            if not name.startswith(".") and name not in _LEFT_OUT:
                yield from self._entry(folder / name)

    def _listed(self, folder: Path) -> tuple[os.stat_result, list[str]]:
        """A folder's status and the names in it; within a fence both of what was opened, whatever the path is by now."""
        if self.fence is None:
            return folder.stat(), os.listdir(folder)  # noqa: PTH208 - names, not paths: a name sorts the same wherever it lies
        descriptor = self.fence.descriptor(folder)
        try:
            return os.fstat(descriptor), os.listdir(descriptor)  # noqa: PTH208  a descriptor has no path
        finally:
            os.close(descriptor)

    def _entry(self, path: Path) -> Iterator[Path | Skip]:
        try:
            mode = file_status(path, self.fence).st_mode
        except OSError as error:
            yield unreadable(path, error)
            return
        if stat.S_ISDIR(mode):
            yield from self.folder(path)
        elif stat.S_ISREG(mode):
            yield path
        else:
            yield Skip(shown(path), SkipReason.UNREADABLE, "Not a regular file.", file=str(path))


def unreadable(path: Path, error: OSError) -> Skip:
    """The Skip for a path that could not be opened, in the system's words, or that leads where nobody may read."""
    reason = SkipReason.OUTSIDE if isinstance(error, OutsideError) else SkipReason.UNREADABLE
    return Skip(shown(path), reason, error.strerror or str(error), file=str(path))


def own_files(path: Path) -> Skip:
    """The Skip for what this project wrote at a path, told once for all of it."""
    detail = "Files of an index, of the model cache or of an export: no index reads them."
    return Skip(shown(path), SkipReason.INDEX, detail, file=str(path))


def shown(path: Path) -> str:
    """The path as text that can be printed and written as UTF-8, whatever bytes the name has."""
    return os.fsencode(path).decode("utf-8", "replace")
