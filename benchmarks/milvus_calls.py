"""What one search asks of a Milvus: round trips and rows by kind, and what node and Milvus take of the processors for it.

    python -m benchmarks.milvus_calls --questions 160 --mode hybrid

The same index as `benchmarks.milvus_http` makes, searched in this process, so that HTTP is left out; questions are embedded before the clock
starts, so that the model is. After --warm questions, which open what is opened once, each question is asked once. The last line is a
digest of all hits and scores: equal digests are equal results.
"""

import argparse
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.machine import measured_now
from benchmarks.milvus_equality import every_question
from benchmarks.milvus_http import common, interleaved, published_sets
from benchmarks.service import cpu_seconds
from indexer.embed.load import load_embedder
from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus, Row, Search
from indexer.milvus.generations import Generations
from indexer.settings import IndexerSettings
from service.results import Mode
from service.search.batching import BatchingEmbedder
from service.search.milvus.index import MilvusIndex
from service.search.searcher import Searcher

_LISTED = re.compile(r"\[[^\]]*\]")


class CountingMilvus(Milvus):
    """A connection that counts what it is asked, by kind, and the rows that come back."""

    calls: Counter[str]
    rows: Counter[str]

    def begin(self) -> None:
        """Forgets what was counted."""
        self.calls, self.rows = Counter(), Counter()

    def read(
        self, name: str, condition: str, fields: Sequence[str], *, strong: bool = False, limit: int = 16_384
    ) -> list[Row]:
        """Counts a reading."""
        found = super().read(name, condition, fields, strong=strong, limit=limit)
        return self._count(f"{_part(name)} where {_LISTED.sub('[…]', condition)[:30]}: {','.join(fields)[:30]}", found)

    def nearest(self, name: str, search: Search, *, strong: bool = False) -> list[list[Row]]:
        """Counts a search."""
        found = super().nearest(name, search, strong=strong)
        for each in found:
            self._count(f"{_part(name)} by {search.field}, {search.limit}: {','.join(search.fields)[:30]}", each)
        return found

    def _count(self, kind: str, found: list[Row]) -> list[Row]:
        self.calls[kind] += 1
        self.rows[kind] += len(found)
        return found


def _part(name: str) -> str:
    return name.rpartition("_")[2]


def main() -> None:
    """Prints a row for each kind of call, and the sums."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    common(arguments)
    arguments.add_argument("--questions", type=int, default=160)
    arguments.add_argument("--warm", type=int, default=40, help="questions before those that are counted")
    arguments.add_argument("--mode", type=Mode, default=Mode.HYBRID)
    arguments.add_argument("--json", type=Path, help="where to write the figures")
    given = arguments.parse_args()
    with ExitStack() as stack:
        published = stack.enter_context(published_sets(given))
        questions = interleaved({name: every_question(name) for name in published.questions})
        milvus = CountingMilvus(read_address(published.address), timeout=60)
        milvus.begin()
        embedder = BatchingEmbedder(load_embedder(IndexerSettings()), cached_questions=2 * len(questions))
        index = MilvusIndex(milvus, Generations(milvus).published().generation)
        stack.callback(index.close)
        searcher = Searcher.over(index, embedder)
        for question in questions[: given.warm]:
            searcher.search(question, mode=given.mode)
        asked = questions[given.warm : given.warm + given.questions]
        for question in asked:
            searcher.question_vector(question)
        milvus.begin()
        began, node, server = time.perf_counter(), time.process_time(), _used(published.server)
        hits = [
            [(hit.chunk.id, hit.scores.fused) for hit in searcher.search(each, mode=given.mode).hits] for each in asked
        ]
        count = len(asked)
        told = {
            "searches": count,
            "round_trips": round(milvus.calls.total() / count, 2),
            "rows": round(milvus.rows.total() / count, 1),
            "node_cpu_ms": round((time.process_time() - node) / count * 1000, 1),
            "milvus_cpu_ms": round((_used(published.server) - server) / count * 1000, 1),
            "ms": round((time.perf_counter() - began) / count * 1000, 1),
            "hits": hashlib.sha256(json.dumps(hits).encode()).hexdigest()[:16],
        }
        kinds = {kind: {"calls": round(calls / count, 2), "rows": round(milvus.rows[kind] / count, 1)}
                 for kind, calls in milvus.calls.most_common()}  # fmt: skip
    for kind, each in kinds.items():
        print(f"{each['calls']:>6} calls {each['rows']:>7} rows  {kind}")
    print("   ".join(f"{name} {value}" for name, value in told.items()))
    if given.json:
        given.json.write_text(json.dumps({**measured_now(), **told, "kinds": kinds}, indent=2) + "\n", encoding="utf-8")


def _used(pid: int) -> float:
    return cpu_seconds(pid) if pid else 0.0


if __name__ == "__main__":
    main()
