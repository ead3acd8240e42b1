"""Indexing again after an edit of 1 % of the articles, and the memory of an index of a million chunks.

    python -m benchmarks.reindexing [--articles N | --all] [--index DIR] [--synthetic CHUNKS] [--json FILE]

The first needs `../shared/corpus/*.jsonl.xz` beside the repository: N of its articles, or all 87,667, are indexed with the
real model, every hundredth gets a new sentence, and the same command runs again; both runs are processes of their own.

The second, with --synthetic, builds an index of made-up articles with made-up vectors of 384 numbers, since what is
asked is what the build itself needs: reading, chunking, cache, vectors, terms, checks, publishing.
"""

import argparse
import json
import lzma
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from indexer.arrays import Matrix
from indexer.build import build_index
from indexer.building.plan import BuildPlan
from indexer.domain import Page, PageKind
from indexer.embed import ModelCard
from indexer.progress import Silent

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
_EDITED = 100
"""Every so many articles one is edited: 1 %."""

_WORDS = 20_000
_CHUNK = 120
_CHUNKS_OF_ARTICLE = 4


def main() -> None:
    """Runs what was asked for and prints it."""
    parser = argparse.ArgumentParser(description="Index again after an edit; memory of a large index.")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--all", action="store_true", help="every article of the corpus: hours on two cores")
    parser.add_argument("--index", type=Path, help="keep the index here, for benchmarks.service")
    parser.add_argument("--synthetic", type=int, metavar="CHUNKS", help="measure memory on made-up articles instead")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    if options.synthetic:
        figures = _synthetic(options.synthetic)
    elif CORPUS.exists():
        figures = _edited(None if options.all else options.articles, options.index)
    else:
        print("skipped: ../shared/corpus is not there")
        return
    _show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _edited(articles: int | None, kept: Path | None) -> dict[str, float]:
    """Figures of a first run, and of a second after the edit."""
    with tempfile.TemporaryDirectory() as work:
        sources, index = Path(work) / "articles.jsonl", kept or Path(work) / "index"
        _write(sources, islice(_records(), articles))
        figures = {f"first_{name}": value for name, value in _run(sources, index).items()}
        _write(sources, map(_edit, range(sys.maxsize), islice(_records(), articles)))
        figures |= {f"second_{name}": value for name, value in _run(sources, index).items()}
        figures["second_share_of_first"] = round(figures["second_seconds"] / figures["first_seconds"], 4)
        return figures


def _records() -> Iterator[dict[str, object]]:
    """The corpus, crud-news before cctv: the former is what the sets of questions are about."""
    for file in sorted(CORPUS.glob("*.jsonl.xz"), key=lambda file: (file.name.startswith("cctv"), file.name)):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _edit(number: int, record: dict[str, object]) -> dict[str, object]:
    """The record, every hundredth with a new sentence."""
    if number % _EDITED:
        return record
    field = "text" if "text" in record else "body"
    return {**record, field: f"{record[field]}\n更正：这是第{number // _EDITED + 1}篇修订过的稿子。"}


def _write(file: Path, records: Iterable[dict[str, object]]) -> None:
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _run(sources: Path, index: Path) -> dict[str, float]:
    """One run of the command: wall time, peak memory, and what its report says."""
    command = [sys.executable, "-m", "service", "index", str(sources), "--index", str(index), "--json"]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    if status:
        raise SystemExit(f"xunwen index ended with status {status}")
    report = json.loads(out)
    return {
        "seconds": round(wall, 1),
        "articles": report["articles"],
        "edited": report["edited"],
        "chunks": report["chunks"],
        "embedded": report["embedded"],
        "tokens_per_second": round(report["tokens_per_second"]),
        "peak_memory_mb": round(usage.ru_maxrss / 1024),
        "index_mb": round(sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6, 1),
        **{f"seconds_{stage}": round(took, 1) for stage, took in report["seconds"].items()},
    }


class _RandomVectors:
    """Unit vectors of no meaning, as fast as memory allows."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)

    @property
    def card(self) -> ModelCard:
        return ModelCard("random", "random", 384, 512, "", "")

    @property
    def backend(self) -> str:
        return "random numbers"

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        vectors = self._random.standard_normal((len(texts), 384), dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]


def _synthetic(chunks: int) -> dict[str, float]:
    """Figures of a build of made-up articles, in this process."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as work:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        report = build_index(
            lambda _: _articles(chunks // _CHUNKS_OF_ARTICLE),
            Path(work) / "index",
            _RandomVectors(),
            chunk_tokens=_CHUNK + 8,
            progress=Silent(),
            plan=BuildPlan(),
        )
        wall = time.perf_counter() - begun
    return {
        "articles": report.articles,
        "chunks": report.chunks,
        "seconds": round(wall, 1),
        **{f"seconds_{stage}": round(took, 1) for stage, took in report.seconds.items()},
        "snapshot_mb": round(report.bytes / 1e6, 1),
        "memory_before_mb": round(before / 1024),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _articles(count: int) -> Iterator[Page]:
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


def _show(figures: dict[str, float]) -> None:
    table = Table(title="Indexing again", show_header=False)
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), f"{value:,}")
    Console().print(table)


if __name__ == "__main__":
    main()
