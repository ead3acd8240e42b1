"""Which snapshots an index has published, when and why: one line per move of the pointer, and their order.

DIR/history.jsonl says in which order snapshots were published and what lies before the current one, and tells a published
snapshot from what a killed build left; the pointer alone decides what is served.
"""

import json
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from indexer.core.errors import BrokenSnapshotError
from indexer.core.files import NotOursError, read_small, sync, write_whole
from indexer.index.manifest import Moment, Name, Sha256
from indexer.index.snapshot import manifest_of, snapshot_names, snapshots_folder

FILE = "history.jsonl"
ROLLBACK = "rollback"
"""Why the pointer moves back; every other reason is a build's, whose snapshot is new."""

_KEPT = 1000
"""Moves that are kept: years of nightly builds."""

_MOST_BYTES = 64 << 20
"""No history comes near it: it is cut at twice `_KEPT` moves, and those of a snapshot that is there."""


@dataclass(frozen=True, slots=True)
class Move:
    """One move of the pointer."""

    snapshot: Name
    at: Moment
    """ISO 8601 in UTC."""
    why: str
    """"index", "rollback", or what the caller of a build named."""
    manifest_sha256: Sha256


@dataclass(frozen=True, slots=True)
class History:
    """The moves that the file holds."""

    moves: tuple[Move, ...]
    """Oldest first."""
    damaged: bool
    """Whether lines of it can't be read, by a crash or a fault of the disk: then not every published snapshot is known."""


_read_move = TypeAdapter(Move).validate_json


def read_history(index_dir: Path) -> History:
    """All moves that can be read.

    Raises:
        BrokenSnapshotError: The file is none of ours.
    """
    file = index_dir / FILE
    try:
        lines = read_small(file, _MOST_BYTES).splitlines()
    except FileNotFoundError:
        return History((), damaged=False)
    except (OSError, NotOursError) as error:
        raise BrokenSnapshotError(
            f"{file} can't be read ({error}).",
            next_step="Move it away: what was published is then told by what each snapshot was built from.",
        ) from error
    found = [_read(line) for line in lines if line.strip()]
    read = tuple(move for move in found if move is not None)
    return History(read, damaged=len(read) < len(found))


def moves(index_dir: Path) -> tuple[Move, ...]:
    """All moves that can be read, oldest first."""
    return read_history(index_dir).moves


def record(index_dir: Path, move: Move, *, kept: Collection[str]) -> None:
    """Adds a move, on disk when this returns; a history that has grown long is cut.

    Args:
        index_dir: Folder of the index.
        move: What happened.
        kept: Snapshots that lie in the index: how each came to be published is never cut.
    """
    known = read_history(index_dir)
    if len(known.moves) >= 2 * _KEPT and not known.damaged:
        rewrite(index_dir, (*_cut(known.moves, kept), move))
        return
    file = index_dir / FILE
    # On a line of its own, whatever a crash left of the line before.
    cut = file.exists() and read_small(file, _MOST_BYTES)[-1:] not in {b"", b"\n"}
    with file.open("a", encoding="utf-8") as stream:
        stream.write("\n" * cut + _line(move))
        stream.flush()
        os.fsync(stream.fileno())
    sync(index_dir)


def rewrite(index_dir: Path, kept: Sequence[Move]) -> None:
    """Writes the whole file anew."""
    write_whole(index_dir / FILE, "".join(map(_line, kept)))


def before(history: Sequence[Move], current: str) -> list[str]:
    """What was published before a snapshot, nearest first, as the back button of a browser goes.

    A build's snapshot is a new page: what lay ahead of the place where it was made is forgotten. A rollback goes to a page
    behind, or ahead, and forgets nothing; one to a page that lies in neither direction is itself a new page.

    Args:
        history: Every move, oldest first.
        current: What is published now, also where the last move was not written down; empty where nobody can tell.
    """
    pages: list[str] = []
    here = -1
    now = [(current, ROLLBACK)] if current else []
    for name, why in [*((move.snapshot, move.why) for move in history), *now]:
        if pages and pages[here] == name:
            continue
        place = _nearest(pages, here, name) if why == ROLLBACK else None
        if place is None:
            del pages[here + 1 :]
            pages.append(name)
            place = len(pages) - 1
        here = place
    return pages[: here if current else here + 1][::-1]


def _nearest(pages: Sequence[str], here: int, name: str) -> int | None:
    """Where a page lies: behind if possible, else ahead; None if it is in neither direction."""
    ways = (*range(here - 1, -1, -1), *range(here + 1, len(pages)))
    return next((place for place in ways if pages[place] == name), None)


def _cut(history: Sequence[Move], kept: Collection[str]) -> tuple[Move, ...]:
    """The last moves, and of those before them what first published a snapshot that is still there."""
    first = {move.snapshot: move for move in reversed(history) if move.snapshot in kept}
    old = history[:-_KEPT]
    return (*(move for move in old if first.get(move.snapshot) is move), *history[-_KEPT:])


def _line(move: Move) -> str:
    return json.dumps(asdict(move), ensure_ascii=False) + "\n"


def _read(line: bytes) -> Move | None:
    try:
        return _read_move(line)
    except ValidationError:
        return None


def by_publication(index_dir: Path) -> list[str]:
    """Names of the snapshots that lie in an index, the one first published before all others first."""
    first = {move.snapshot: place for place, move in reversed([*enumerate(moves(index_dir))])}
    return _in_order(index_dir, first)


def by_last_move(index_dir: Path) -> list[str]:
    """The same names, ordered by when the pointer last named them, the longest ago first."""
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
