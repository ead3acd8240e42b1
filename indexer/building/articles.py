"""Parts of a snapshot that are by article: its vector, and which other articles tell the same."""

from collections import deque
from collections.abc import Iterator
from itertools import islice

import numpy as np

from indexer.arrays import Matrix, Rows
from indexer.building.draft import Draft
from indexer.embed_cache import EmbeddingCache
from indexer.embed_once import embed_once
from indexer.passage import TITLE_CHARACTERS
from indexer.snapshot import ARTICLE_VECTORS, STORIES
from indexer.stories import StoryFinder
from indexer.vectors import Vectors

_WINDOW = 2048
"""Articles in memory at a time."""


def embed_articles(draft: Draft, rows: Vectors, cache: EmbeddingCache) -> None:
    """Writes the vector of every article: the mean of its chunks' vectors and its title's, at unit length.

    A chunk says what happened and the title says where and to whom; kept apart, each can be weighed (docs/retrieval.md).
    """
    vectors = Vectors.empty(rows.dimension)
    first = 0
    for window, titled, title_vectors in _title_vectors(draft, cache):
        total = np.zeros((len(window), rows.dimension), dtype=np.float32)
        total[titled] = title_vectors
        counts = np.array([count for _, count in window], dtype=np.int64)
        total += _sums(rows, first, counts)
        first += int(counts.sum())
        norms = np.linalg.norm(total, axis=1, keepdims=True)
        vectors.add(np.asarray(total / np.maximum(norms, 1e-6), dtype=np.float32))
        draft.progress.advance(len(window))
    vectors.save(draft.part / ARTICLE_VECTORS)


def _title_vectors(draft: Draft, cache: EmbeddingCache) -> Iterator[tuple[list[tuple[str, int]], list[int], Matrix]]:
    """Window after window: titles with their chunks' number, the places of those that are not empty, their vectors."""
    begun: deque[tuple[list[tuple[str, int]], list[int]]] = deque()

    def titles() -> Iterator[list[str]]:
        outlines = draft.archive.outlines()
        while window := list(islice(outlines, _WINDOW)):
            titled = [place for place, (title, _) in enumerate(window) if title]
            begun.append((window, titled))
            yield [window[place][0][:TITLE_CHARACTERS] for place in titled]

    for vectors in embed_once(titles(), draft.workers.embed, draft.embedder.card, cache):
        yield *begun.popleft(), vectors


def _sums(rows: Vectors, first: int, counts: Rows) -> Matrix:
    """Sum of each article's chunk vectors, shape (articles, dimension)."""
    chunks = rows.rows(np.arange(first, first + int(counts.sum()), dtype=np.int64))
    owners = np.repeat(np.arange(counts.size), counts)
    sums = np.zeros((counts.size, rows.dimension), dtype=np.float32)
    np.add.at(sums, owners, chunks)
    return sums


def group_stories(draft: Draft) -> None:
    """Writes which articles are near-copies of which."""
    finder = StoryFinder()
    for _, article in draft.archive.each_article():
        finder.add(article)
        draft.progress.advance(1)
    finder.stories().save(draft.part / STORIES)
