"""What a service node takes over a large archive in a Milvus: memory before and after questions, and how long each leg is waited for.

    python -m benchmarks.milvus_large milvus://127.0.0.1:19530?prefix=load --questions 20

The archive is one that `benchmarks.milvus_load --sample INDEX --keep` made; questions are of its invented words, a few of them frequent.
A call may take --timeout seconds here, where a service waits 5: what takes longer is told, and would be answered without that leg.
"""

import argparse
import json
import re
import statistics
import time
from pathlib import Path

import numpy as np

from benchmarks.machine import measured_now
from benchmarks.milvus_dense import DenseMilvus
from benchmarks.milvus_load import word
from indexer.core.errors import IndexUnavailableError
from indexer.embed.load import load_embedder
from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus
from indexer.milvus.generations import Generations
from indexer.settings import IndexerSettings
from service.results import Mode
from service.search.milvus.index import MilvusIndex
from service.search.searcher import Searcher

_WORDS = 6
"""Of a question."""
_FREQUENT, _RARE = 20, 400_000
"""Ranks between which they are drawn, as often as words are."""


def questions(count: int) -> list[str]:
    """So many, always the same ones."""
    draw = np.random.default_rng(11)
    ranks = np.exp(draw.uniform(np.log(_FREQUENT), np.log(_RARE), (count, _WORDS))).astype(np.int64) - 1
    return [" ".join(map(word, each)) for each in ranks.tolist()]


def private_mb() -> int:
    """Memory of this process's own, without files that are mapped."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.findall(r"RssAnon:\s+(\d+)", status)[0]) >> 10


def main() -> None:
    """Prints memory, and a row for each leg."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("address", metavar="milvus://HOST:PORT?prefix=NAME")
    arguments.add_argument("--questions", type=int, default=20)
    arguments.add_argument("--modes", nargs="+", type=Mode, default=[Mode.LEXICAL, Mode.DENSE, Mode.HYBRID])
    arguments.add_argument("--old", action="store_true", help="a server before 2.4, which is asked for the dense leg")
    arguments.add_argument("--timeout", type=float, default=120.0, help="seconds that a call may take")
    arguments.add_argument("--json", type=Path, help="where to write the figures")
    given = arguments.parse_args()
    embedder = load_embedder(IndexerSettings())
    embedder.embed_queries(["warm"])
    before = private_mb()
    milvus = (DenseMilvus if given.old else Milvus)(read_address(given.address), timeout=given.timeout)
    index = MilvusIndex(milvus, Generations(milvus).published().generation)
    opened = private_mb()
    searcher = Searcher.over(index, embedder)
    print(
        f"{index.record.articles:,} articles, {index.record.chunks:,} chunks; {before} MB before, {opened} MB opened",
        flush=True,
    )
    asked = questions(given.questions * len(given.modes))
    rows: list[dict[str, object]] = []
    for place, mode in enumerate(given.modes):
        took: list[float] = []
        cpu, hits, failed = time.process_time(), 0, ""
        for question in asked[place * given.questions : (place + 1) * given.questions]:
            began = time.perf_counter()
            try:
                hits += len(searcher.search(question, mode=mode).hits)
            except IndexUnavailableError as error:
                failed = error.message
                break
            took.append((time.perf_counter() - began) * 1000)
        row: dict[str, object] = {
            "mode": str(mode), "asked": len(took), "hits": hits, "first_ms": round(took[0]) if took else None,
            "median_ms": round(statistics.median(took[1:])) if took[1:] else None,
            "most_ms": round(max(took)) if took else None,
            "cpu_ms": round((time.process_time() - cpu) * 1000 / max(len(took), 1), 1), "private_mb": private_mb(),
            "failed": failed,
        }  # fmt: skip
        rows.append(row)
        print("   ".join(f"{name} {value}" for name, value in row.items()), flush=True)
    if given.json:
        told = {**measured_now(), "server": milvus.version, "articles": index.record.articles, "chunks": index.record.chunks,
                "before_mb": before, "opened_mb": opened, "modes": rows}  # fmt: skip
        given.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    index.close()


if __name__ == "__main__":
    main()
