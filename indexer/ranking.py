"""The one rule for order: higher score first, then the smaller row."""

import numpy as np

from indexer.arrays import Mask, Rows, Scores


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
