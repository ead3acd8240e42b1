"""Rows of a publication made and written to a Milvus by the processes of a Ray cluster, many at a time."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version

from indexer.core.errors import WorkersError
from indexer.distributed.ray import RayCluster
from indexer.distributed.tasks import Row, answered
from indexer.milvus.address import Address
from indexer.milvus.client import Milvus
from indexer.milvus.generations import Record
from indexer.milvus.material import ArticleMaterial, packet_of, packet_to_bytes
from indexer.milvus.writing import write_packet

_MOST_PACKETS = 256
"""Of a dataset: about 300 MB in the memory of who publishes."""
_TIMEOUT, _PATIENCE = 60.0, 120.0
"""As the command publishes: seconds for one call, and for one that is tried again."""


@dataclass(frozen=True, slots=True)
class WriteTask:
    """Writes a row's packet of articles; done twice, it writes the same rows again in their places."""

    address: Address = field(repr=False)
    record: str
    """Of the generation, as JSON."""
    version: str
    """Of this package."""

    def __call__(self, row: Row) -> dict[str, object]:
        """How many articles were written, and by which process."""
        return answered(row, self._written)

    def _written(self, work: bytes) -> bytes:
        if (found := version("xunwen")) != self.version:
            raise WorkersError(
                f"It has xunwen {found}; who publishes has {self.version}.",
                next_step="Install the same version on every machine.",
            )
        milvus = _connected(self.address, os.getpid())
        count = write_packet(milvus, packet_of(work), Record(**json.loads(self.record)))
        return json.dumps([count, os.getpid()]).encode()


@lru_cache(maxsize=1)
def _connected(address: Address, _process: int) -> Milvus:
    """The connection of this process."""
    return Milvus(address, timeout=_TIMEOUT, patience=_PATIENCE)


class RayWriter:
    """A cluster that writes packets."""

    def __init__(self, cluster: RayCluster, address: Address) -> None:
        """Takes a cluster whose machines reach the Milvus under this address."""
        self._cluster = cluster
        self._address = address
        self.processes: set[int] = set()
        """Ids of those that wrote, by their machines."""

    def write(self, packets: Iterable[Sequence[ArticleMaterial]], record: Record) -> Iterator[int]:
        """How many articles of each packet are written, in their order."""
        task = WriteTask(self._address, record.to_json(), version("xunwen"))
        work = ((None, packet_to_bytes(packet)) for packet in packets)
        for _, result in self._cluster.done(task, work, most=_MOST_PACKETS):
            count, process = json.loads(result or b"[0, 0]")
            self.processes.add(process)
            yield count
