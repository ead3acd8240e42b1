"""Fuses the two legs into one ranking: coverage of words and cosine give one score, and ties have one order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.core.arrays import Mask, Rows, Scores
from indexer.index.bm25 import Want
from indexer.index.snapshot import Snapshot
from indexer.index.vectors import Vectors
from service.query.question import ParsedQuestion


def top_rows(scores: Scores, k: int, *, among: Rows | None = None) -> Rows:
    """Rows of the `k` highest scores, best first; equal scores are ordered by row.

    Args:
        scores: Shape (chunks,), or (len(among),) when `among` is given.
        k: How many at most.
        among: Row numbers that `scores` belong to, ascending; default is every row.
    """
    if k <= 0 or scores.size == 0:
        return np.empty(0, dtype=np.int64)
    if scores.size > k:
        threshold = np.partition(scores, scores.size - k)[scores.size - k]
        places = np.flatnonzero(scores >= threshold)
    else:
        places = np.arange(scores.size)
    # A stable sort keeps equal scores in the ascending order of their places.
    order = np.argsort(-scores[places], kind="stable")[:k]
    best = places[order].astype(np.int64)
    return best if among is None else among[best]


def matching_rows(scores: Scores, k: int, *, mask: Mask | None = None) -> Rows:
    """The `k` rows with the highest scores above 0 among those the mask lets through, best first, ties by row."""
    passing = scores > 0 if mask is None else (scores > 0) & mask
    candidates = np.flatnonzero(passing).astype(np.int64)
    return top_rows(scores[candidates], k, among=candidates)


LEXICAL_WEIGHT = 13.0
"""What a chunk that holds all of the question's words gains, in spreads of cosine."""

CHUNK_SHARE = 3 / 13
"""How much of the coverage is the chunk's own; the rest is its article's."""

ARTICLE_WEIGHT = 0.2
"""How much the article's cosine counts beside the chunk's. How all of these were chosen: docs/retrieval.md."""

_SAMPLE = 256
_LEAST_SPREAD = 0.01
"""A handful of chunks of one article may lie closer together than any model tells apart."""


def cosine_spread(vectors: Vectors, language_of: Callable[[int], str]) -> float:
    """Standard deviation of the cosines between chunks of one language, over up to 256 rows at equal distances.

    Models differ by a factor of ten in how far apart they put texts (E5's cosines lie in about 0.7 to 1), so a score
    that adds cosines to anything else has to know it. Chunks of different languages lie apart for their languages' sake,
    which says nothing of what they are about.

    Args:
        vectors: Of all rows.
        language_of: Gives the language of a row; asked for the rows that are compared.
    """
    rows = np.unique(np.linspace(0, len(vectors) - 1, _SAMPLE).astype(np.int64))
    sample = vectors.rows(rows)
    first, second = np.triu_indices(rows.size, k=1)
    spoken = np.array([language_of(row).partition("-")[0] for row in rows])
    cosines = (sample @ sample.T)[first, second][spoken[first] == spoken[second]]
    return max(float(cosines.std()) if cosines.size else 0.0, _LEAST_SPREAD)


@dataclass(frozen=True, slots=True)
class NormalizedBm25:
    """How much of a question's idf weight chunks and articles hold, each 0 to 1.

    Being a share, it makes the weight of the words look at the question by itself: words that no chunk holds, as in a
    question in another language, leave every chunk near 0 and the cosines decide.
    """

    chunks: Scores
    """Shape (rows,)."""
    articles: Scores
    """Shape (articles,)."""
    rows: Scores
    """Of both, by row, shape (rows,)."""
    wants: Sequence[Want]
    """What chunks were asked for."""

    @classmethod
    def of(cls, snapshot: Snapshot, asked: ParsedQuestion) -> "NormalizedBm25":
        """Searches both term indexes.

        An article names its subject once and goes on with "the village", so the chunk with the answer often lacks half
        of the question's words.
        """
        wants = asked.wants(snapshot.terms)
        chunks = snapshot.terms.coverage(wants)
        articles = snapshot.article_terms.coverage(asked.wants(snapshot.article_terms))
        rows = ((1 - CHUNK_SHARE) * articles).astype(np.float32)[snapshot.facts.articles]
        rows += np.float32(CHUNK_SHARE) * chunks
        return cls(chunks, articles, rows, wants)


@dataclass(frozen=True, slots=True)
class Cosines:
    """Of a question and some rows, each of shape (len(rows),)."""

    chunks: Scores
    articles: Scores

    @classmethod
    def of(cls, snapshot: Snapshot, vector: Scores, rows: Rows) -> "Cosines":
        """Compares a question's vector, shape (1, dimension), with rows and with their articles."""
        articles, places = np.unique(snapshot.facts.articles[rows], return_inverse=True)
        by_article = snapshot.article_vectors.cosines(vector, articles.astype(np.int64))
        return cls(snapshot.vectors.cosines(vector, rows), by_article[places])

    @property
    def both(self) -> Scores:
        """The dense evidence for each row: the chunk's cosine and a fifth of the article's."""
        return np.asarray(self.chunks + ARTICLE_WEIGHT * self.articles, dtype=np.float32)


def fused(dense: Scores, covered: Scores, *, spread: float) -> Scores:
    """Scores to rank by, shape (candidates,): dense + weight * spread * coverage."""
    return np.asarray(dense + LEXICAL_WEIGHT * spread * covered, dtype=np.float32)
