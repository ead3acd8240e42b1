"""Indexing 5,000 real articles: failures, tokens per second beside plain sentence-transformers, and peak memory.

    python -m benchmarks.indexing [--articles N] [--index DIR] [--json FILE]

Needs `../shared/corpus/crud-news-1.jsonl.xz` beside the repository. The build runs as a process of its own, as a user
runs it. The baseline, sentence-transformers in float32 with batches of 32, embeds a sample of the very passages that were
indexed, once before and once after a build of the same articles, since the speed of a shared machine drifts.
"""

import argparse
import json
import lzma
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from indexer.core.article import Page, PageKind
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.extract.article import extract_article
from indexer.index.snapshot import Snapshot, open_snapshot
from indexer.settings import IndexerSettings
from indexer.text.analyzer import passage_text
from indexer.text.chunker import Chunker

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "crud-news-1.jsonl.xz"
SAMPLE = 768
"""Passages that the baseline embeds each time."""

_SPECIAL_TOKENS = 2


def main() -> None:
    """Runs the benchmark and prints its table."""
    parser = argparse.ArgumentParser(description="Index real articles and compare with plain sentence-transformers.")
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--index", type=Path, help="keep the index here, for benchmarks.service")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    if not CORPUS.exists():
        print(f"skipped: {CORPUS.name} is not in ../shared/corpus")
        return

    with tempfile.TemporaryDirectory() as work:
        sources = Path(work) / "articles.jsonl"
        with lzma.open(CORPUS, "rt", encoding="utf-8") as corpus, sources.open("w", encoding="utf-8") as chosen:
            chosen.writelines(islice(corpus, options.articles))
        index = options.index or Path(work) / "index"
        plain = load_embedder(IndexerSettings(backend="sentence-transformers"))
        sample = _sample(sources, plain)
        before = _tokens_per_second(plain, sample)
        figures = _built(sources, index)
        after = _tokens_per_second(plain, sample)
        figures |= _compared(figures, open_snapshot(index), plain, statistics.mean((before, after)))
    _show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _sample(sources: Path, embedder: Embedder) -> list[str]:
    """Passages of the articles, as a build would embed them: a seeded choice of chunks of a small index."""
    lines = sources.read_text(encoding="utf-8").splitlines(keepends=True)
    chosen = random.Random(7).sample(lines, min(len(lines), 200))  # noqa: S311 - a sample, not a secret
    from_articles = _chunked(chosen, embedder)
    return random.Random(7).sample(from_articles, min(len(from_articles), SAMPLE))  # noqa: S311


def _chunked(lines: list[str], embedder: Embedder) -> list[str]:
    chunker = Chunker(embedder.count_tokens, max_tokens=IndexerSettings().chunk_tokens)
    articles = [extract_article(Page("", PageKind.RECORD, record=json.loads(line))) for line in lines]
    return [passage_text(article.title, chunk.text) for article in articles for chunk in chunker.chunk(article)]


def _tokens(embedder: Embedder, texts: list[str]) -> int:
    """Tokens that the model sees: prefix, text and the two special ones."""
    prefix = embedder.card.passage_prefix
    return sum(embedder.count_tokens([prefix + text for text in texts])) + _SPECIAL_TOKENS * len(texts)


def _tokens_per_second(embedder: Embedder, texts: list[str]) -> float:
    embedder.embed_passages(texts[:32])
    begun = time.perf_counter()
    embedder.embed_passages(texts)
    return _tokens(embedder, texts) / (time.perf_counter() - begun)


def _built(sources: Path, index: Path) -> dict[str, float | str]:
    """The build as `xunwen index --json` reports it, its wall time and the peak memory of its process."""
    command = [sys.executable, "-m", "service", "index", str(sources), "--index", str(index), "--json"]
    begun = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall = time.perf_counter() - begun
    report = json.loads(done.stdout)
    return {
        "articles": report["articles"],
        "skipped": len(report["skips"]),
        "chunks": report["chunks"],
        "embedded": report["embedded"],
        "backend": report["backend"],
        "seconds_wall": round(wall, 1),
        **{f"seconds_{stage}": round(took, 1) for stage, took in report["seconds"].items()},
        "snapshot_mb": round(report["bytes"] / 1e6, 1),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 0),
    }


def _compared(
    figures: dict[str, float | str], snapshot: Snapshot, plain: Embedder, plain_speed: float
) -> dict[str, float | str]:
    """Tokens per second of the build's embedding stage beside the baseline's."""
    passages = [
        passage_text(article.title, chunk.text) for article, chunk in snapshot.rows(range(len(snapshot.vectors)))
    ]
    speed = _tokens(plain, passages) / float(figures["seconds_embed"])
    return {
        "tokens_per_second": round(speed),
        "tokens_per_second_plain": round(plain_speed),
        "ratio": round(speed / plain_speed, 2),
    }


def _show(figures: dict[str, float | str]) -> None:
    table = Table(title="Indexing", show_header=False)
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), f"{value:,}" if isinstance(value, int | float) else value)
    Console().print(table)


if __name__ == "__main__":
    main()
