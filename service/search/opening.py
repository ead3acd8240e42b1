"""Opens an index by where it is: the one place that knows which kinds there are."""

from pathlib import Path

from indexer.index.snapshot import Snapshot
from service.search.index import SearchIndex
from service.search.local import LocalIndex


def open_index(where: Path) -> SearchIndex:
    """Opens the published snapshot of a folder.

    Raises:
        SnapshotError: Nothing is published, or it is not whole.
    """
    return LocalIndex.open(where)


def over(snapshot: Snapshot) -> SearchIndex:
    """An open snapshot as an index, which closes it."""
    return LocalIndex(snapshot)
