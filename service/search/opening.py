"""Opens an index by where it is, and follows what is published there: the one place that knows which kinds there are."""

from pathlib import Path

from indexer.index.snapshot import Snapshot, current_name, pointer_text
from indexer.milvus.address import is_milvus, read_address
from service.search.index import SearchIndex
from service.search.local import LocalIndex

_TIMEOUT, _PATIENCE = 5.0, 1.0
"""Seconds that a search's call to a Milvus may take, and for which it is tried again."""
_POINTER_TIMEOUT = 2.0


def open_index(where: Path | str) -> SearchIndex:
    """Opens what is published in a folder, or in a Milvus.

    Args:
        where: A folder, or milvus://HOST:PORT.

    Raises:
        SnapshotError: Nothing is published, it is not whole, or it can't be reached.
        SettingError: It is an address that can't be read, or what reads it is not installed.
    """
    if not is_milvus(where):
        return LocalIndex.open(Path(where))
    # Here and not at the top: who serves a folder need not have the package.
    from indexer.milvus.client import Milvus
    from indexer.milvus.generations import Generations
    from service.search.milvus.index import MilvusIndex

    milvus = Milvus(read_address(where), timeout=_TIMEOUT, patience=_PATIENCE, breaks=True)
    try:
        return MilvusIndex(milvus, Generations(milvus).published().generation)
    except BaseException:
        milvus.close()
        raise


def over(snapshot: Snapshot) -> SearchIndex:
    """An open snapshot as an index, which closes it."""
    return LocalIndex(snapshot)


class Pointer:
    """What names the state that is published at a place, looked at again and again."""

    def __init__(self, where: Path | str) -> None:
        self._where = where
        self._named = -1, ""
        """A generation of a Milvus, and the snapshot that it holds."""

    def check(self) -> None:
        """Finds out quickly whether anything is published.

        Raises:
            SnapshotError: Nothing is, or it can't be reached.
        """
        if not is_milvus(self._where):
            current_name(Path(self._where))
            return
        from indexer.milvus.client import Milvus
        from indexer.milvus.generations import Generations

        milvus = Milvus(read_address(self._where), timeout=_POINTER_TIMEOUT)
        try:
            Generations(milvus).published()
        finally:
            milvus.close()

    def read(self) -> str:
        """The name of the snapshot that is published and, after a blank, what else tells it from others.

        Another text means that another state was published; a folder's that can't be read is empty.

        Raises:
            MilvusError: It can't be reached.
        """
        if not is_milvus(self._where):
            return pointer_text(Path(self._where))
        from indexer.milvus.client import Milvus
        from indexer.milvus.generations import Generations

        # A connection of its own each time: one that its server was taken from may take long to find that out.
        milvus = Milvus(read_address(self._where), timeout=_POINTER_TIMEOUT)
        try:
            generations = Generations(milvus)
            current = generations.current()
            if current is None:
                return ""
            if self._named[0] != current:
                self._named = current, generations.record(current).snapshot
        finally:
            milvus.close()
        return f"{self._named[1]} {current}"
