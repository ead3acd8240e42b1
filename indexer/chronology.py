"""In which order an index published its snapshots: by its history, never by a name or a clock, which may be set back."""

from collections.abc import Iterable
from pathlib import Path

from indexer.errors import BrokenSnapshotError
from indexer.history import moves
from indexer.snapshot import manifest_of, snapshot_names, snapshots_folder


def by_publication(index_dir: Path) -> list[str]:
    """Names of the snapshots that lie in an index, the one first published before all others first."""
    first = {move.snapshot: place for place, move in reversed([*enumerate(moves(index_dir))])}
    return _in_order(index_dir, first)


def by_last_move(index_dir: Path) -> list[str]:
    """The same, the one first that the pointer has not named for longest."""
    last = {move.snapshot: place for place, move in enumerate(moves(index_dir))}
    return _in_order(index_dir, last)


def names_given(index_dir: Path) -> set[str]:
    """Every name that a build of this index is known to have had."""
    return {*snapshot_names(index_dir), *(move.snapshot for move in moves(index_dir))}


def by_descent(index_dir: Path, names: Iterable[str]) -> list[tuple[str, str]]:
    """Snapshots, each with the one that it was built from and after it, else by name: how they can have been published."""
    bases = {name: _base(index_dir, name) for name in names}

    def generation(name: str) -> int:
        line = {name}
        while (name := bases.get(name, "")) and name not in line:
            line.add(name)
        return len(line)

    return [(name, bases[name]) for name in sorted(bases, key=lambda name: (generation(name), name))]


def _in_order(index_dir: Path, places: dict[str, int]) -> list[str]:
    """By place in the history; those that it does not know come first, in order of descent."""
    names = snapshot_names(index_dir)
    unknown = by_descent(index_dir, (name for name in names if name not in places))
    return [*(name for name, _ in unknown), *sorted((name for name in names if name in places), key=places.__getitem__)]


def _base(index_dir: Path, name: str) -> str:
    """The snapshot that one was built from; empty where it is the first, or can't tell."""
    try:
        return manifest_of(snapshots_folder(index_dir) / name).base
    except BrokenSnapshotError:
        return ""
