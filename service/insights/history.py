"""The kept snapshots of an index, by what their manifests say."""

from pathlib import Path

from indexer.chronology import by_publication
from indexer.errors import SnapshotError
from indexer.manifest import Manifest
from indexer.snapshot import current_name, manifest_of, snapshots_folder
from service.insights.overview import Build


def builds(index_dir: Path) -> tuple[Build, ...]:
    """Every snapshot that is kept, the last first published first; one whose manifest can't be read is left out.

    Raises:
        NoSnapshotError: Nothing was published here.
    """
    current = current_name(index_dir)
    found = (_build(snapshots_folder(index_dir) / name, current) for name in reversed(by_publication(index_dir)))
    return tuple(each for each in found if each)


def _build(folder: Path, current: str) -> Build | None:
    try:
        manifest = manifest_of(folder)
    except SnapshotError:
        return None  # being deleted, or of another version: history is no reason to fail
    return build_of(manifest, current=folder.name == current)


def build_of(manifest: Manifest, *, current: bool) -> Build:
    """A snapshot as a line of the history."""
    return Build(
        manifest.name,
        manifest.created_at,
        manifest.articles,
        manifest.chunks,
        manifest.model.name,
        sum(seal.bytes for seal in manifest.files.values()),
        current,
    )
