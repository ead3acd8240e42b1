"""A process that builds in children of its own: each waits to be let go, so that a tracer can attach before it begins.

    python -m tests.durability.builder

Reads a JSON object a line, {"scenario": …, "index": …}; prints the child's process id; a second line on standard input
lets the child go; then prints how it ended, as os.waitpid says it. Imports and dictionaries are paid for once and not for
each of hundreds of builds.
"""

import json
import os
import signal
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from indexer.embed import cache as embed_once
from indexer.embed.cache import EmbeddingCache
from indexer.index.publish import Retention
from indexer.index.rollback import rollback
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.fingerprint import current_fingerprint
from tests.archives import DONATION, FLOOD, LIBRARY, UNDATED, build, record_pages
from tests.doubles import TermEmbedder

NEWS = [
    {"id": f"news{number}", "title": f"短讯{number}", "body": f"第{number}号短讯，一切如常。"} for number in range(100)
]
FIRST = [DONATION, FLOOD, LIBRARY]
SECOND = [
    {**DONATION, "body": DONATION["body"] + "\n更正：共三万五千元。"},
    LIBRARY,
    UNDATED,
    {"id": "flood", "deleted": True},
    *NEWS,
]
BEGAN = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
AGAIN = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def first_build(index: Path) -> None:
    """The index before anything is killed."""
    build(index, TermEmbedder(), record_pages(FIRST), plan=BuildPlan(clock=lambda: BEGAN))


def second_build(index: Path) -> None:
    """New, edited and deleted articles; one old snapshot is deleted at the end, several batches are embedded."""
    plan = BuildPlan(clock=lambda: AGAIN, retention=Retention(1))
    build(index, TermEmbedder(), record_pages(SECOND), plan=plan)


def keeping_build(index: Path) -> None:
    """The same, and the old snapshot is kept."""
    build(index, TermEmbedder(), record_pages(SECOND), plan=BuildPlan(clock=lambda: AGAIN))


def go_back(index: Path) -> None:
    """A rollback to the first of two snapshots."""
    rollback(index, "20260301T040000.000Z", clock=AGAIN)


def trim_cache(index: Path) -> None:
    """The cache forgets and is made small."""
    with EmbeddingCache(index / "embeddings.sqlite") as cache:
        cache.trim(20_000)
        cache.vacuum()


SCENARIOS = {
    "first": first_build,
    "second": second_build,
    "kept": keeping_build,
    "rollback": go_back,
    "trim": trim_cache,
}


def main() -> None:
    """Serves until standard input ends."""
    embed_once.BATCH = 32  # several commits in a small build
    current_fingerprint()  # once for all children: somebody may be editing the indexer meanwhile
    with tempfile.TemporaryDirectory() as place:
        first_build(Path(place) / "index")  # dictionaries are read once for all children, too
    for line in sys.stdin:
        order = json.loads(line)
        ready, go = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(go)
            os.read(ready, 1)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            SCENARIOS[order["scenario"]](Path(order["index"]))
            os._exit(0)
        os.close(ready)
        print(child, flush=True)  # noqa: T201 - how it talks
        sys.stdin.readline()
        with suppress(BrokenPipeError):  # killed before it began
            os.write(go, b"g")
        os.close(go)
        _, status = os.waitpid(child, 0)
        print(status, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
