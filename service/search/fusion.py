"""Fuses the two legs into one ranking: coverage of words and cosine give one score, and ties have one order."""

from dataclasses import dataclass

import numpy as np

from indexer.core.arrays import Mask, Matrix, Rows, Scores, cosines
from service.search.config import ranking
from service.search.facts import ChunkFacts
from service.search.index import SearchIndex


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
    if mask is not None:
        scores = np.where(mask, scores, np.float32(0))
    least = _below_best(scores, k)
    candidates = np.flatnonzero(scores >= least if least > 0 else scores > 0).astype(np.int64)
    return top_rows(scores[candidates], k, among=candidates)


_GROUPS = 4
"""Groups of rows, for each row that is wanted, by whose best `_below_best` tells."""


def _below_best(scores: Scores, k: int) -> float:
    """A score that at least k rows have, near that of the k-th; 0 where there are too few to tell.

    Of as many groups of rows the best: k of these are k rows. To find the k-th best of all takes ten times as long.
    """
    size = scores.size // max(_GROUPS * k, 1)
    if size < 2:
        return 0.0
    groups = scores.size // size
    best = scores[: size * groups].reshape(size, groups).max(axis=0)
    return float(np.partition(best, groups - k)[groups - k])


@dataclass(frozen=True, slots=True)
class Cosines:
    """Of a question and some rows, each of shape (len(rows),)."""

    chunks: Scores
    articles: Scores

    @classmethod
    def of(cls, index: SearchIndex, vector: Matrix, facts: ChunkFacts) -> "Cosines":
        """Compares a question's vector, shape (1, dimension), with rows and with their articles."""
        by_article = cosines(index.article_vectors(facts.articles.numbers), vector[0])
        return cls(cosines(index.vectors(facts.rows), vector[0]), by_article[facts.places])

    @property
    def both(self) -> Scores:
        """The dense evidence for each row: the chunk's cosine and a fifth of the article's."""
        return np.asarray(self.chunks + ranking().article_weight * self.articles, dtype=np.float32)


def fused(dense: Scores, covered: Scores, *, spread: float) -> Scores:
    """Scores to rank by, shape (candidates,): dense + weight * spread * coverage."""
    return np.asarray(dense + ranking().lexical_weight * spread * covered, dtype=np.float32)
