"""A process that begins a real Ray cluster of two nodes whose processors compute differently, builds on it, and publishes by it.

    python -m tests.distributed.published FOLDER MODEL milvus://HOST:PORT?prefix=NAME

Builds FOLDER/cluster with the model in 64 bits, publishes it to a Milvus, and prints one JSON object of what was seen. It is a
process of its own for the reasons of `tests.distributed.cluster`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.core.arrays import Matrix
from indexer.distributed.tasks import EmbedTask, SameModel
from indexer.embed import cache
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.pipeline.context import BuildPlan
from indexer.settings import IndexerSettings
from tests.archives import build, record_pages
from tests.distributed.cluster import BATCH, BEGAN, ENVIRONMENT, NEWS, ROOT
from tests.processors import OTHER_PROCESSOR


class Marking:
    """An embedder that leaves a file named after the arithmetic that torch chose in its process."""

    def __init__(self, embedder: Embedder, marks: Path) -> None:
        self._embedder = embedder
        self._marks = marks
        self.card, self.backend, self.degraded = embedder.card, embedder.backend, embedder.degraded

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """The embedder's own."""
        import torch

        if len(texts) == BATCH:
            (self._marks / torch.backends.cpu.get_cpu_capability()).touch()
        return self._embedder.embed_passages(texts)

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """The embedder's own."""
        return self._embedder.embed_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The embedder's own."""
        return self._embedder.count_tokens(texts)


@dataclass(frozen=True)
class LoadMarking:
    """How a worker opens it."""

    model: SameModel
    marks: Path

    def __call__(self) -> Marking:
        return Marking(self.model(), self.marks)


def settings_of(model: Path, backend: str = "float64") -> IndexerSettings:
    """Of a model that is prepared in a folder beside it."""
    return IndexerSettings.model_validate({"model": str(model), "backend": backend, "threads": 1})


def build_news(index: Path, embedder: Embedder, plan: BuildPlan) -> None:
    """The archive in an index of a fixed name."""
    build(index, embedder, record_pages(NEWS), plan=plan)


def by_unlike_nodes(folder: Path, model: Path, address: str, backend: str) -> subprocess.CompletedProcess[bytes]:
    """Runs this module as a process."""
    return subprocess.run(
        [sys.executable, "-m", "tests.distributed.published", str(folder), str(model), address, backend],
        env={**os.environ, **ENVIRONMENT},
        cwd=ROOT,
        check=False,
        capture_output=True,
        timeout=540,
    )


def main() -> None:
    """Builds and publishes."""
    from ray.cluster_utils import Cluster

    from indexer.distributed.publish import RayWriter
    from indexer.distributed.ray import RayCluster, RayWorkers
    from indexer.milvus import writing
    from indexer.milvus.address import read_address
    from indexer.milvus.client import Milvus
    from indexer.milvus.publish import publish

    cache.BATCH, writing.PACKET = BATCH, 10
    folder, model, address = Path(sys.argv[1]), Path(sys.argv[2]), read_address(sys.argv[3])
    settings = settings_of(model, sys.argv[4])
    marks = folder / "marks"
    marks.mkdir(parents=True, exist_ok=True)
    node = {"num_cpus": 1, "object_store_memory": 100 << 20}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    cluster.add_node(**node, env_vars=OTHER_PROCESSOR)
    embedder = load_embedder(settings)
    task = EmbedTask.like(embedder, LoadMarking(SameModel.of(settings), marks))
    index = folder / "cluster"
    with RayWorkers(task, dimension=embedder.card.dimension, address=cluster.address, cpus=1) as workers:
        build_news(index, embedder, BuildPlan(clock=lambda: BEGAN, workers=workers))
    with RayCluster(address=cluster.address, cpus=1) as writers:
        writer = RayWriter(writers, address)
        done = publish(index, Milvus(address, timeout=60, patience=60), writer=writer)
    cluster.shutdown()
    seen = {
        "arithmetic": sorted(each.name for each in marks.iterdir()),
        "processes": len(writer.processes),
        "generation": done.generation,
        "written": done.written,
        "checked": done.checked,
    }
    print(json.dumps(seen))  # noqa: T201 - how it talks


if __name__ == "__main__":
    main()
