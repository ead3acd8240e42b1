"""An index of made-up articles with made-up vectors, built in this process: what the build itself takes of memory.

Reading, chunking, cache, vectors, terms, copies, related articles, checks and publishing are the real ones.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.stage_memory import StageMemory, StageWatch
from indexer.core.arrays import Matrix
from indexer.core.article import Degradation, Page, PageKind
from indexer.embed.embedder import ModelCard
from indexer.pipeline.build import build_index
from indexer.pipeline.context import BuildPlan

_WORDS = 20_000
_CHUNK = 120
_CHUNKS_OF_ARTICLE = 4


class _RandomVectors:
    """Unit vectors of no meaning, as fast as memory allows."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)

    @property
    def card(self) -> ModelCard:
        return ModelCard("random", "random", dimension=384, max_tokens=512, query_prefix="", passage_prefix="")

    @property
    def backend(self) -> str:
        return "random numbers"

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        return ()

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        vectors = self._random.standard_normal((len(texts), 384), dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]


def build_synthetic(chunks: int) -> tuple[dict[str, float], dict[str, StageMemory]]:
    """Figures of a build of made-up articles, and the memory of its stages."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as work, StageWatch() as watch:
        begun = perf_counter()
        report = build_index(
            lambda _: made_up(chunks // _CHUNKS_OF_ARTICLE),
            Path(work) / "index",
            _RandomVectors(),
            chunk_tokens=_CHUNK + 8,
            progress=watch,
            plan=BuildPlan(),
        )
        wall = perf_counter() - begun
    figures = {
        "articles": report.articles,
        "chunks": report.chunks,
        "seconds": round(wall, 1),
        **{f"seconds_{stage}": round(took, 1) for stage, took in report.seconds.items()},
        "snapshot_mb": round(report.bytes / 1e6, 1),
        "peak_memory_mb": watch.peak,
        "peak_anonymous_mb": max(stage.anonymous for stage in watch.stages.values()),
    }
    return figures, watch.stages


def made_up(count: int) -> Iterator[Page]:
    """Articles whose words are as frequent as words are (Zipf), each of a few paragraphs that make a chunk each."""
    random = np.random.default_rng(11)
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
    words = np.array(["".join(random.choice(letters, 2)) for _ in range(_WORDS)])
    weights = np.cumsum(1 / np.arange(1, _WORDS + 1))
    for number in range(count):
        places = np.searchsorted(weights, random.random((_CHUNKS_OF_ARTICLE, _CHUNK // 2)) * weights[-1])
        body = "\n".join("".join(line) for line in words[places])
        record = {
            "id": str(number),
            "title": body[:12],
            "body": body,
            "lang": "zh",
            "date": f"20{number % 20 + 10}-05-01",
        }
        yield Page(f"made-up:{number}", PageKind.RECORD, record=record)
