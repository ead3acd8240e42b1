"""Going back to a snapshot that was published before, by one rename, and telling which there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from indexer.core.clock import now
from indexer.core.errors import BrokenSnapshotError, NoSnapshotError, SettingError
from indexer.index.history import ROLLBACK, Move, before, by_publication, moves
from indexer.index.locks import build_lock, held
from indexer.index.manifest import Manifest
from indexer.index.publish import point_to, tidy
from indexer.index.snapshot import (
    broken,
    current_name,
    files_of,
    manifest_of,
    manifest_sha256,
    snapshot_names,
    snapshots_folder,
)


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """One snapshot that lies in an index."""

    name: str
    current: bool
    created_at: str
    articles: int
    chunks: int
    bytes: int
    why: str
    """Why the pointer last named it: "index", "rollback", …; empty where the history does not know it."""
    at: str
    """When the pointer last named it."""
    in_use: bool
    """Whether a running service has it open."""
    problem: str
    """Why it can't be opened; empty if it can, as far as its manifest tells."""


@dataclass(frozen=True, slots=True)
class WentBack:
    """What became of a rollback."""

    snapshot: str
    """What is published now."""
    skipped: tuple[str, ...]
    """Snapshots that were published in between, nearest first, and are no longer kept."""


def kept_snapshots(index_dir: Path) -> list[KeptSnapshot]:
    """Every snapshot of an index, the last first published first.

    Raises:
        NoSnapshotError: Nothing was published here.
    """
    current = current_name(index_dir)
    last_moves = {move.snapshot: move for move in moves(index_dir)}
    return [
        _described(snapshots_folder(index_dir) / name, name == current, last_moves.get(name))
        for name in reversed(by_publication(index_dir))
    ]


def rollback(index_dir: Path, to: str | None = None, *, clock: datetime | None = None) -> WentBack:
    """Makes an earlier snapshot the published one.

    Goes back as the back button of a browser does (`history.before`): by default to what was published before the current
    one, and each time further. The snapshot's files are there in their full sizes; every byte of them is checked by
    whoever opens it.

    Args:
        index_dir: Folder of the index.
        to: Name of any snapshot, also of a later one; by default the one published before the current.
        clock: When this happens; now by default.

    Raises:
        IndexBusyError: A build is under way.
        NoSnapshotError: Nothing was published here.
        SettingError: There is no such snapshot, or none to go back to.
        BrokenSnapshotError: It is not whole.
    """
    if not snapshot_names(index_dir):
        raise NoSnapshotError(
            f"There is no index in {index_dir}.", next_step=f"Build one: xunwen index PATH... --index {index_dir}"
        )
    at = clock or now()
    with build_lock(index_dir, "rollback"):
        tidy(index_dir, now=at)
        went = _named(index_dir, to) if to is not None else _one_back(index_dir)
        try:
            _check_sizes(index_dir, went.snapshot)
        except BrokenSnapshotError as error:
            raise BrokenSnapshotError(
                error.message,
                next_step=f"Choose another: xunwen status --index {index_dir}; xunwen rollback --index {index_dir} --to NAME",
            ) from error
        point_to(index_dir, went.snapshot, why=ROLLBACK, now=at)
    return went


def _named(index_dir: Path, name: str) -> WentBack:
    names = by_publication(index_dir)
    if name not in names:
        raise SettingError(
            f"There is no snapshot {name!r} in {index_dir}.", next_step=f"Choose one of {', '.join(names)}."
        )
    return WentBack(name, ())


def _one_back(index_dir: Path) -> WentBack:
    """The nearest snapshot before the current one that is still kept; where the pointer can't be read, the last published."""
    try:
        current = current_name(index_dir)
    except (BrokenSnapshotError, NoSnapshotError):
        current = ""
    kept = snapshot_names(index_dir)
    # Without a history nothing is known but the order in which they can have been made.
    behind = before(moves(index_dir), current) or ([] if current else by_publication(index_dir)[::-1])
    gone = tuple(takewhile(lambda name: name not in kept, behind))
    if len(gone) < len(behind):
        return WentBack(behind[len(gone)], gone)
    raise SettingError(
        f"There is no snapshot before {current} in {index_dir}{_no_longer_kept(gone)}.",
        next_step=f"See what is kept, and choose: xunwen status --index {index_dir}; xunwen rollback --index {index_dir} --to NAME",
    )


def _no_longer_kept(gone: Sequence[str]) -> str:
    return f" ({', '.join(gone)}: no longer kept)" if gone else ""


def _check_sizes(index_dir: Path, name: str) -> None:
    """Checks in milliseconds what can be checked so: the manifest is the published one and no file is missing or short.

    Raises:
        BrokenSnapshotError: It is not so.
    """
    folder = snapshots_folder(index_dir) / name
    manifest = manifest_of(folder)
    published = {move.manifest_sha256 for move in moves(index_dir) if move.snapshot == name}
    if published and manifest_sha256(folder) not in published:
        raise broken(folder, "manifest.json is not the one that was published")
    for path, sealed in manifest.files.items():
        file = folder / path
        if not file.is_file() or file.stat().st_size != sealed.bytes:
            raise broken(folder, f"{path} is missing or has another size")


def _described(folder: Path, current: bool, move: Move | None) -> KeptSnapshot:
    problem, manifest = "", None
    try:
        manifest = manifest_of(folder)
    except BrokenSnapshotError as error:
        problem = error.message
    return KeptSnapshot(
        name=folder.name,
        current=current,
        created_at=manifest.created_at if manifest else "",
        articles=manifest.articles if manifest else 0,
        chunks=manifest.chunks if manifest else 0,
        bytes=_bytes(folder, manifest),
        why=move.why if move else "",
        at=move.at if move else "",
        in_use=held(folder),
        problem=problem,
    )


def _bytes(folder: Path, manifest: Manifest | None) -> int:
    """What a snapshot takes on disk, but for its manifest."""
    if manifest is not None:
        return sum(sealed.bytes for sealed in manifest.files.values())
    return sum(file.stat().st_size for file in files_of(folder))
