"""Opens an index by where it is: the one place that knows which kinds there are."""

from pathlib import Path

from indexer.milvus.address import is_milvus, read_address
from service.search.index import SearchIndex
from service.search.local import LocalIndex

_TIMEOUT, _PATIENCE = 5.0, 1.0
"""Seconds that a search's call to a Milvus may take, and for which it is tried again."""


def open_index(where: Path | str) -> SearchIndex:
    """Opens what is published in a folder, or in a Milvus.

    Args:
        where: A folder, or milvus://HOST:PORT.

    Raises:
        SnapshotError: Nothing is published, it is not whole, or it can't be reached.
        SettingError: It is an address that can't be read, or what reads it is not installed.
    """
    if not is_milvus(str(where)):
        return LocalIndex.open(Path(where))
    # Here and not at the top: who serves a folder need not have the package.
    from indexer.milvus.client import Milvus
    from indexer.milvus.generations import Generations
    from service.search.milvus.index import MilvusIndex

    milvus = Milvus(read_address(str(where)), timeout=_TIMEOUT, patience=_PATIENCE)
    try:
        return MilvusIndex(milvus, Generations(milvus).published().generation)
    except BaseException:
        milvus.close()
        raise
