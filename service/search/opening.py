"""Opens an index by where it is: the one place that knows which kinds there are."""

from pathlib import Path

from service.search.index import SearchIndex
from service.search.local import LocalIndex


def open_index(where: Path) -> SearchIndex:
    """Opens the published snapshot of a folder.

    Raises:
        SnapshotError: Nothing is published, or it is not whole.
    """
    return LocalIndex.open(where)
