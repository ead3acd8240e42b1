"""What this project writes itself and never reads as a source: files of an index, the model cache, exports."""

import os
from collections.abc import Collection
from fnmatch import fnmatchcase
from pathlib import Path

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
