"""The one door to Ray: work of a build or a publication in the processes of a Ray cluster, one node on this machine as its smallest case.

The work is cut into rows, each done whole by one process: a packet of pages, a batch of texts. Some rows at a time are
a Ray Data dataset; its order is kept. A process or a machine that dies costs the rows it was at, which others do again.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Self, TypeAlias, TypeVar

import ray
import ray.data
from ray.exceptions import RayError

from indexer.core.arrays import Matrix
from indexer.core.article import Article, Page, Skip
from indexer.core.errors import WorkersError
from indexer.distributed.backend import Tag
from indexer.distributed.local import no_vectors
from indexer.distributed.serialization import found_of, packets, texts_to_bytes, vectors_of
from indexer.distributed.tasks import EmbedTask, ExtractTask, Row

_ROWS_OF_CPU = 24
"""Rows of a dataset for each CPU: to begin one costs a second or two, a row of 512 texts takes one CPU several."""

_MOST_ROWS = 512
"""Rows of a dataset at most: the build's memory must not grow with the cluster (512 batches of texts: 100 MB)."""

_OBJECT_STORE = 512 << 20
"""Bytes of shared memory on a node of our own: several datasets' rows and results."""

_GO_ON = "Run it again: what was embedded is kept."

Work = TypeVar("Work")

Task: TypeAlias = Callable[[Row], dict[str, object]]


class RayCluster:
    """The processes of a cluster, as long as the context lasts."""

    def __init__(self, *, address: str | None, cpus: int) -> None:
        """Connects.

        Args:
            address: HOST:PORT of a cluster's head, "auto" for the one on this machine; None begins a node of our own.
            cpus: Processes of that node.

        Raises:
            WorkersError: Nothing answers at the address.
        """
        _connect(address, cpus)
        cpus_there = max(int(ray.cluster_resources().get("CPU", 1)), 1)
        self._rows = min(_ROWS_OF_CPU * cpus_there, _MOST_ROWS)
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        ray.shutdown()

    def done(
        self, task: Task, work: Iterable[tuple[Work, bytes | None]], *, most: int = _MOST_ROWS
    ) -> Iterator[tuple[Work, bytes | None]]:
        """Results in the order of the work; None is not sent.

        Args:
            task: What a process does with a row.
            work: Each piece, and what comes back with its result.
            most: Rows of a dataset at most.

        Raises:
            WorkersError: A worker can't do what is needed, or the cluster is gone.
        """
        waiting = iter(work)
        while some := list(islice(waiting, min(self._rows, most))):
            results = _results(task, [content for _, content in some if content is not None])
            for tag, content in some:
                yield tag, None if content is None else next(results)


class RayWorkers(RayCluster):
    """The processes that extract and embed for a build."""

    def __init__(self, embed_task: EmbedTask, *, dimension: int, address: str | None, cpus: int) -> None:
        """Connects.

        Args:
            embed_task: Embeds as this build would.
            dimension: Numbers in one vector.
            address: As `RayCluster` takes it.
            cpus: Processes of a node of our own.

        Raises:
            WorkersError: Nothing answers at the address.
        """
        super().__init__(address=address, cpus=cpus)
        self._embed_task = embed_task
        self._extract_task = ExtractTask.like_here()
        self._dimension = dimension

    def extract(self, pages: Iterable[tuple[Tag, Page | None]]) -> Iterator[tuple[Tag, Article | Skip | None]]:
        """The article of each page, or why there is none."""
        for entries, result in self.done(self._extract_task, packets(pages)):
            found = iter(found_of(result) if result is not None else [])
            for tag, page in entries:
                yield tag, None if page is None else next(found)

    def embed(self, batches: Iterable[tuple[Tag, Sequence[str]]]) -> Iterator[tuple[Tag, Matrix]]:
        """Vectors of the passages of each batch."""
        work = ((tag, texts_to_bytes(texts) if texts else None) for tag, texts in batches)
        for tag, result in self.done(self._embed_task, work):
            yield tag, no_vectors(self._dimension) if result is None else vectors_of(result, self._dimension)


def _results(task: Task, work: Sequence[bytes]) -> Iterator[bytes]:
    """What the cluster makes of each piece of work, in order.

    Raises:
        WorkersError: A worker can't do what the build needs, or the cluster is gone.
    """
    if not work:
        return
    rows: list[Row] = [{"place": place, "work": content} for place, content in enumerate(work)]
    dataset = ray.data.from_items(rows, override_num_blocks=len(rows))
    done = dataset.map(task, num_cpus=1)
    try:
        # Not iter_rows: that gives a row when the next is there, and what is embedded should be kept at once.
        single = done.iter_batches(batch_size=1, prefetch_batches=0, batch_format="pyarrow")
        for place, row in enumerate(row for batch in single for row in batch.to_pylist()):
            if row["error"]:
                raise WorkersError(f"A worker can't take part. {row['error']}")
            if row["place"] != place:
                raise WorkersError(f"The cluster gave row {row['place']} in place of {place}.", next_step=_GO_ON)
            yield row["result"]
    except RayError as error:
        reason = str(error).strip().splitlines()[0]
        raise WorkersError(f"The Ray cluster failed: {reason}", next_step=_GO_ON) from error


def _connect(address: str | None, cpus: int) -> None:
    """Joins a cluster, or begins one of a node.

    Raises:
        WorkersError: Nothing answers at the address.
    """
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        if address is None:
            ray.init(
                "local",
                num_cpus=cpus,
                object_store_memory=_OBJECT_STORE,
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
        else:
            ray.init(address, log_to_driver=False, logging_level=logging.ERROR)
    # A node that does not start in time is no more than an Exception to Ray.
    except Exception as error:
        raise WorkersError(
            f"No Ray cluster answers at {address or 'this machine'}: {error}",
            next_step="Begin one (ray start --head), or leave --ray-address out for a node of its own.",
        ) from error
