"""Which old snapshots are kept: the newest by number, younger ones by age, and never one in use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from indexer.errors import BrokenSnapshotError
from indexer.lease import delete_unless_held
from indexer.snapshot import current_name, manifest_of, snapshot_names, snapshots_folder


@dataclass(frozen=True, slots=True)
class Retention:
    """A snapshot goes when it is neither among the newest `number` nor younger than `days`."""

    number: int = 3
    """The newest to keep, the published one among them."""
    days: float = 0
    """How long every snapshot is kept at least."""


def remove_old(index_dir: Path, retention: Retention, *, now: datetime) -> list[str]:
    """Deletes the snapshots that need not be kept; returns their names.

    Never the published one, and none that a reader has open: that one goes with a later build.
    """
    published = current_name(index_dir)
    names = snapshot_names(index_dir)
    others = [name for name in names if name != published]
    beyond = others[: max(len(others) - max(retention.number - 1, 0), 0)]
    old = [name for name in beyond if now - _created(index_dir, name) >= timedelta(days=retention.days)]
    return [name for name in old if delete_unless_held(snapshots_folder(index_dir) / name)]


def _created(index_dir: Path, name: str) -> datetime:
    """When a snapshot was made; of one that can't tell, when its folder was last written."""
    folder = snapshots_folder(index_dir) / name
    try:
        return datetime.fromisoformat(manifest_of(folder).created_at)
    except (BrokenSnapshotError, ValueError):
        return datetime.fromtimestamp(folder.stat().st_mtime).astimezone()
