"""Which old snapshots are kept: those published last by number, younger ones by age, and never one in use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from indexer.chronology import by_last_move
from indexer.errors import BrokenSnapshotError
from indexer.history import moves
from indexer.lease import delete_unless_held
from indexer.snapshot import current_name, manifest_of, snapshots_folder


@dataclass(frozen=True, slots=True)
class Retention:
    """A snapshot goes when it is neither among the last `number` that were served nor younger than `days`."""

    number: int = 3
    """How many to keep, the published one among them."""
    days: float = 0
    """How long every snapshot is kept at least."""


def remove_old(index_dir: Path, retention: Retention, *, now: datetime) -> list[str]:
    """Deletes the snapshots that need not be kept; returns their names.

    Never the published one, and none that a reader has open: that one goes with a later build. Which are the last is told
    by the history, whatever the clock says; one that was made in what is now the future counts as young.
    """
    published = current_name(index_dir)
    others = [name for name in by_last_move(index_dir) if name != published]
    beyond = others[: max(len(others) - max(retention.number - 1, 0), 0)]
    old = [name for name in beyond if _age(index_dir, name, now) >= timedelta(days=retention.days)]
    return [name for name in old if delete_unless_held(snapshots_folder(index_dir) / name)]


def _age(index_dir: Path, name: str, now: datetime) -> timedelta:
    """How long ago a snapshot was made; of one that can't tell, first published, as far as that is known."""
    try:
        made = manifest_of(snapshots_folder(index_dir) / name).created_at
    except BrokenSnapshotError:
        made = next((move.at for move in moves(index_dir) if move.snapshot == name), now.isoformat())
    return max(now - datetime.fromisoformat(made), timedelta(0))
