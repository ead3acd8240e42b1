"""What a search costs where an archive is large: an index printed many times over, with vectors that differ, asked its questions.

    python -m benchmarks.large_archive INDEX QUESTIONS.jsonl [--articles 87667] [--mode hybrid]

Words are as frequent as they are in the index, articles as long, and a hit is read from its file; only the vectors are made up: those
of the index, each turned a little at random. Both the clock and the processor's own time are told, stage by stage: on a machine
that others work on the latter is what counts. Nothing is written.
"""

import argparse
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Matrix, Rows
from indexer.core.article import Article, Chunk
from indexer.embed.load import load_embedder
from indexer.index.bm25 import Terms
from indexer.index.docstore import Archive, RowFacts
from indexer.index.near_duplicates import NearDuplicates
from indexer.index.snapshot import Snapshot, open_snapshot
from indexer.index.vectors import CODED_FROM, Vectors
from indexer.settings import IndexerSettings
from service.answer.warming import warm
from service.evaluate.set_files import json_rows
from service.http.model_ahead import settings_for_questions
from service.results import Mode
from service.search.batching import BatchingEmbedder
from service.search.local import LocalIndex
from service.search.searcher import Searcher
from service.settings import ServiceSettings

_TURNED = 0.4
"""How far a vector is turned, as the length of what is added to it."""


@dataclass(frozen=True, slots=True)
class PrintedArchive:
    """The articles of an archive, those of each further print under names of their own."""

    archive: Archive
    rows_of_one: int
    times: int

    def rows(self, rows: Iterable[int]) -> list[tuple[Article, Chunk]]:
        """Article and chunk of each of these rows."""
        wanted = list(rows)
        found = self.archive.rows([row % self.rows_of_one for row in wanted])
        return [
            (replace(article, id=f"{article.id}~{row // self.rows_of_one}"), chunk)
            for row, (article, chunk) in zip(wanted, found, strict=True)
        ]

    def spans_of(self, rows: Rows) -> npt.NDArray[np.int32]:
        """Ordinal, start and end of the chunks of some rows, shape (rows, 3)."""
        return self.archive.spans_of(rows % self.rows_of_one)

    def urls(self) -> list[str]:
        """Address of each article, print after print; empty where it has none."""
        return self.archive.urls() * self.times


def printed(snapshot: Snapshot, times: int) -> Snapshot:
    """A snapshot so many times as large."""
    facts, rows, articles = snapshot.facts, len(snapshot.vectors), len(snapshot.facts.ids)
    tiled = np.concatenate([facts.articles + number * articles for number in range(times)]).astype(np.int32)
    everywhere = {
        name: tuple(getattr(facts, name)) * times
        for name in ("sources", "languages", "published_at", "authors", "keywords")
    }
    ids = tuple(f"{identity}~{number}" for number in range(times) for identity in facts.ids)
    editions = np.concatenate([snapshot.stories.edition + number * articles for number in range(times)])
    return replace(
        snapshot,
        vectors=_turned(snapshot.vectors, times, seed=1),
        article_vectors=_turned(snapshot.article_vectors, times, seed=2),
        terms=_printed_terms(snapshot.terms, times),
        article_terms=_printed_terms(snapshot.article_terms, times),
        stories=NearDuplicates(editions, editions),
        facts=RowFacts(tiled, ids, zone=facts.zone, **everywhere),
        archive=cast(Archive, PrintedArchive(snapshot.archive, rows, times)),
        related=None,
    )


def _turned(vectors: Vectors, times: int, *, seed: int) -> Vectors:
    """The vectors so many times, each turned a little; with codes where a build would make them."""
    random, made = np.random.default_rng(seed), Vectors.empty(vectors.dimension)
    first = vectors.rows(np.arange(len(vectors), dtype=np.int64))
    for _ in range(times):
        noise = random.standard_normal(first.shape, dtype=np.float32)
        turned: Matrix = first + _TURNED * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        made.add(turned / np.linalg.norm(turned, axis=1, keepdims=True))
    return made.with_codes() if len(made) >= CODED_FROM else made


def _printed_terms(terms: Terms, times: int) -> Terms:
    """The postings of so many prints: of each term those of the first, then those of the second."""
    postings, rows = terms.postings(), len(terms)
    lengths = np.diff(postings.starts)
    began = np.repeat(postings.starts[:-1], lengths)
    within = np.arange(postings.row_numbers.size) - began
    numbers = np.empty(postings.row_numbers.size * times, dtype=np.int32)
    weights = np.empty(numbers.size, dtype=np.float32)
    for number in range(times):
        places = began * times + number * np.repeat(lengths, lengths) + within
        numbers[places] = postings.row_numbers + number * rows
        weights[places] = postings.weights
    vocabulary = {term: number for number, term in enumerate(postings.vocabulary)}
    return Terms(vocabulary, weights, numbers, postings.starts * times, rows * times)


def main() -> None:
    """Print the index, ask, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path, help='lines of {"text": …}')
    parser.add_argument("--articles", type=int, default=87_667)
    parser.add_argument("--mode", type=Mode, choices=list(Mode), default=Mode.HYBRID)
    parser.add_argument("--most", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    opened = open_snapshot(options.index)
    snapshot = printed(opened, -(-options.articles // opened.manifest.articles))
    # As a service has it: a question is embedded, by as many threads, beside the search for its words.
    model = load_embedder(settings_for_questions(IndexerSettings(), ServiceSettings()))
    searcher = Searcher(LocalIndex(snapshot), BatchingEmbedder(model))
    texts = [row.text("text") for row in json_rows(options.questions)][: options.most]
    warm(searcher, options.mode)
    clock, processor, stages = [], [], dict[str, list[float]]()
    for text in texts:
        began, spent = time.perf_counter(), time.process_time()
        found = searcher.search(text, mode=options.mode)
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - spent) * 1000)
        for stage, took in found.took_ms.items():
            stages.setdefault(stage, []).append(took)
    told = {"clock": clock, "processor": processor, **stages}
    figures = {name: [round(float(each), 2) for each in np.percentile(took, (50, 95))] for name, took in told.items()}
    if options.json:
        print(json.dumps({"articles": len(snapshot.facts.ids), "chunks": len(snapshot.vectors), **figures}))
        return
    print(
        f"{len(snapshot.facts.ids):,} articles, {len(snapshot.vectors):,} chunks, {len(texts)} questions; ms at p50, p95"
    )
    for name, (middle, late) in figures.items():
        print(f"{name:12} {middle:8.2f} {late:8.2f}")


if __name__ == "__main__":
    main()
