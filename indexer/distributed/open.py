"""Opens the workers that a build or a publication was asked to have; Ray is imported only where it is asked for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from indexer.core.errors import SettingError
from indexer.core.processors import processors
from indexer.distributed.backend import Workers, WorkersKind
from indexer.distributed.local import LocalWorkers
from indexer.distributed.tasks import EmbedTask, SameModel
from indexer.embed.embedder import Embedder
from indexer.settings import IndexerSettings

if TYPE_CHECKING:
    from indexer.milvus.address import Address
    from indexer.milvus.writing import PacketWriter

INSTALL = "pip install 'xunwen[ray]'"

_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nobody is told of this cluster
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
}
_ON_LOOPBACK = {
    # What Ray does by default on other systems than Linux: a node of one's own listens on 127.0.0.1 alone.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
}


def check_workers(kind: WorkersKind, address: str | None) -> None:
    """Tells of an address that nobody would ask.

    Raises:
        SettingError: It is given without Ray.
    """
    if kind is WorkersKind.LOCAL and address is not None:
        raise SettingError("--ray-address is for --workers ray.", next_step="Add that, or leave the address out.")


@contextmanager
def open_workers(
    kind: WorkersKind, embedder: Embedder, settings: IndexerSettings, *, address: str | None = None
) -> Iterator[Workers]:
    """The workers, let go at the end.

    Args:
        kind: Which.
        embedder: The build's own, whose vectors all workers must give.
        settings: By which workers open the same model.
        address: HOST:PORT of a Ray cluster's head, "auto" for the one on this machine; None begins a node of our own,
            which listens on the loopback only.

    Raises:
        SettingError: Ray is asked for and not installed, or its address is given without it.
        WorkersError: Nothing answers at the address.
    """
    check_workers(kind, address)
    if kind is WorkersKind.LOCAL:
        yield LocalWorkers(embedder)
        return
    with _ray(address):
        from indexer.distributed.ray import RayWorkers
    task = EmbedTask.like(embedder, SameModel.of(settings))
    cpus = settings.threads or processors()
    with RayWorkers(task, dimension=embedder.card.dimension, address=address, cpus=cpus) as workers:
        yield workers


@contextmanager
def open_writer(kind: WorkersKind, to: "Address", *, address: str | None = None) -> Iterator["PacketWriter | None"]:
    """Who writes the rows of a publication, let go at the end; None for the process that publishes.

    Args:
        kind: Which.
        to: The Milvus, as the workers reach it too.
        address: As `open_workers` takes it.

    Raises:
        SettingError: Ray is asked for and not installed, or its address is given without it.
        WorkersError: Nothing answers at the address.
    """
    check_workers(kind, address)
    if kind is WorkersKind.LOCAL:
        yield None
        return
    with _ray(address):
        from indexer.distributed.publish import RayWriter
        from indexer.distributed.ray import RayCluster
    with RayCluster(address=address, cpus=processors()) as cluster:
        yield RayWriter(cluster, to)


@contextmanager
def _ray(address: str | None) -> Iterator[None]:
    """Lets Ray be imported, with what it reads of the environment when it is.

    Raises:
        SettingError: It is not installed.
    """
    for name, value in {**_ENVIRONMENT, **({} if address else _ON_LOOPBACK)}.items():
        os.environ.setdefault(name, value)
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"ray", "pyarrow", "pandas"}:
            raise
        raise SettingError("--workers ray needs Ray, which is not installed.", next_step=INSTALL) from error
