"""A process that begins a real Ray cluster of two nodes on the loopback, and builds on it.

    python -m tests.distributed.cluster FOLDER

Builds FOLDER/calm, and FOLDER/killed, where worker processes are killed in the middle; prints one JSON object of what
was seen. It is a process of its own because Ray is configured by the environment
when it is imported, and starts threads that end with the process.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.core.arrays import Matrix
from indexer.distributed.tasks import EmbedTask
from indexer.embed import cache
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.report import BuildReport
from tests.archives import RECORDS, build, record_pages
from tests.distributed.listeners import listeners
from tests.doubles import DIMENSION, TermEmbedder

ROOT = Path(__file__).parents[2]
BATCH = 32
BEGAN = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
NEWS = [
    *RECORDS,
    {"id": "empty", "title": "只有标题", "body": ""},
    *({"id": f"n{n}", "title": f"短讯{n % 90}", "body": f"第{n % 350}号短讯，一切如常。"} for n in range(400)),
]
"""Some articles repeat others' titles and bodies, which are embedded once; one has no body and is skipped."""

ENVIRONMENT = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # on 127.0.0.1 alone
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "disabled",  # no token is left in the home folder
    "PYTHONPATH": str(ROOT),
}


class Mortal(TermEmbedder):
    """Leaves a file named after its node (its parent process), and dies once for each file `kill-…` that it finds."""

    def __init__(self, marks: Path) -> None:
        super().__init__()
        self._marks = marks

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        vectors = super().embed_passages(texts)
        if len(texts) == BATCH:
            (self._marks / f"node-{os.getppid()}").touch()
            for order, victim in (("kill-worker", os.getpid()), ("kill-node", os.getppid())):
                for found in sorted(self._marks.glob(f"{order}*")):
                    found.rename(self._marks / f"done-{found.name}")
                    os.kill(victim, signal.SIGKILL)
        return vectors


@dataclass(frozen=True)
class LoadMortal:
    """How a worker opens its double."""

    marks: Path

    def __call__(self) -> Mortal:
        return Mortal(self.marks)


def build_news(index: Path, plan: BuildPlan | None = None) -> BuildReport:
    """The archive in an index of a fixed name."""
    return build(index, TermEmbedder(), record_pages(NEWS), plan=plan or BuildPlan(clock=lambda: BEGAN))


def on_two_nodes(folder: Path) -> dict[str, object]:
    """Runs this module as a process; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.distributed.cluster", str(folder)],
        env={**os.environ, **ENVIRONMENT},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        timeout=150,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Builds three times."""
    from ray.cluster_utils import Cluster

    from indexer.distributed.ray import RayWorkers

    cache.BATCH = BATCH
    folder = Path(sys.argv[1])
    cluster = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "object_store_memory": 100 << 20, "include_dashboard": False},
    )
    cluster.add_node(num_cpus=1, object_store_memory=100 << 20)
    seen: dict[str, object] = {}
    for name, orders in (("calm", []), ("killed", ["kill-worker1", "kill-worker2"])):
        marks = folder / f"{name}-marks"
        marks.mkdir(parents=True)
        task = EmbedTask.like(TermEmbedder(), LoadMortal(marks))
        for order in orders:
            (marks / order).touch()
        with RayWorkers(task, dimension=DIMENSION, address=cluster.address, cpus=1) as workers:
            report = build_news(folder / name, BuildPlan(clock=lambda: BEGAN, workers=workers))
            seen["listeners"] = sorted(listeners(os.getpid()))
        seen[name] = {
            "embedded": report.embedded,
            "reused": report.reused,
            "skips": [skip.name for skip in report.skips],
            "nodes": len(list(marks.glob("node-*"))),
            "killed": len(list(marks.glob("done-*"))),
        }
    cluster.shutdown()
    print(json.dumps(seen))  # noqa: T201 - how it talks


if __name__ == "__main__":
    main()
