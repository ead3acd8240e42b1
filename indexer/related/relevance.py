"""How near two articles are (meaning, key terms, time), and maximal marginal relevance over many lists."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import ByRow, Matrix, Numbers, Rows

MEANING = 0.4
"""What the cosine counts; the words count the rest. Tuned by benchmarks/relatedness.py."""

FRESHNESS = 0.05
"""Most that nearness in time can add: less than a twentieth of the scale, so it decides among equals only."""

HALF_LIFE_DAYS = 30.0
"""After this many days between two articles half of FRESHNESS is left."""

_DECIMALS = 5
"""More would tell in which order BLAS added up a product, and equal articles would not be equal."""

_TOGETHER = 4096
"""Vectors in memory at a time where an archive's are read: 6 MB."""

Days = npt.NDArray[np.float64]
"""Day numbers of articles, NaN for one without a date."""


def days(published_at: Sequence[str]) -> Days:
    """The day that each article prints, as a number; NaN where it has none that can be read."""
    return np.array([_day(text) for text in published_at], dtype=np.float64)


def _day(text: str) -> float:
    try:
        return float(date.fromisoformat(text[:10]).toordinal())
    except ValueError:
        return float("nan")


def freshness(own: Days, others: Days) -> Matrix:
    """What nearness in time adds, 0 to FRESHNESS; 0 where either has no date.

    Args:
        own: Shape (n, 1).
        others: Shape (n, candidates).
    """
    added = FRESHNESS * np.exp2(-np.abs(own - others) / HALF_LIFE_DAYS)
    return np.nan_to_num(added, nan=0.0).astype(np.float32)


def relevance(cosines: Matrix, words: Matrix, fresh: Matrix) -> Matrix:
    """What candidates are ranked by, element by element, 0 to 1 + FRESHNESS.

    Args:
        cosines: Of article vectors without what all have in common; below 0 counts as 0.
        words: Cosine of term vectors, 0 to 1.
        fresh: As `freshness` gives it.
    """
    total = np.float32(MEANING) * np.maximum(cosines, np.float32(0)) + np.float32(1 - MEANING) * words + fresh
    return np.asarray(np.round(total, _DECIMALS), dtype=np.float32)


def without_common(vectors: Matrix, common: Matrix) -> Matrix:
    """Unit vectors without what all articles share: the encoder puts all news into one narrow cone.

    Args:
        vectors: Unit vectors, shape (articles, dimension).
        common: Their mean, shape (dimension,).
    """
    rest = np.asarray(vectors - common, dtype=np.float32)
    rest /= np.maximum(np.linalg.norm(rest, axis=1, keepdims=True), np.float32(1e-6))
    return rest


class WithoutCommon:
    """The same of vectors that are read when asked for, so that an archive's need not all be in memory."""

    def __init__(self, vectors: ByRow, common: Matrix) -> None:
        self._vectors = vectors
        self._common = common

    def __getitem__(self, rows: Rows, /) -> Matrix:
        """Those of some rows."""
        return without_common(self._vectors[rows], self._common)

    def __len__(self) -> int:
        return len(self._vectors)


def mean(vectors: ByRow) -> Matrix:
    """What an archive's vectors share, shape (dimension,); read block by block, and added up in the same order as at once."""
    total: Matrix | None = None
    for block in blocks(len(vectors)):
        part = vectors[block]
        total = np.add.reduce(part if total is None else np.concatenate([total[None, :], part]), axis=0)
    if total is None:
        raise ValueError("the mean of no vectors was asked for")
    return np.asarray(total / np.float32(len(vectors)), dtype=np.float32)


def blocks(count: int) -> Iterator[Rows]:
    """Rows from 0 to `count`, some thousand at a time."""
    for start in range(0, count, _TOGETHER):
        yield np.arange(start, min(start + _TOGETHER, count), dtype=np.int64)


VARIETY = 0.15
"""What nearness to those already chosen takes away, against 1 - VARIETY for relevance."""

LEAST = 0.06
"""Relevance below which an article is not related at all: a shorter list is better than a wrong one."""


def diverse(relevance: Matrix, vectors: Matrix, length: int) -> tuple[Numbers, Matrix]:
    """Chooses from each row's candidates, one after the other, what is relevant and unlike those chosen before.

    The next is the one of highest (1 - VARIETY) * relevance - VARIETY * nearness to the nearest chosen, where nearness is
    the cosine, below 0 counted as 0; equal ones by place.

    Args:
        relevance: Shape (lists, candidates); below LEAST is never chosen.
        vectors: Unit vectors of the candidates, shape (lists, candidates, dimension).
        length: Most to choose.

    Returns:
        Places of the chosen candidates in order, -1 where nothing is left, and their relevance; both of shape
        (lists, length).
    """
    lists, candidates = relevance.shape
    places = np.full((lists, length), -1, dtype=np.int32)
    values = np.zeros((lists, length), dtype=np.float32)
    worth = np.where(relevance >= LEAST, np.float32(1 - VARIETY) * relevance, -np.inf).astype(np.float32)
    nearest = np.zeros((lists, candidates), dtype=np.float32)
    every = np.arange(lists)
    for step in range(min(length, candidates)):
        chosen = np.argmax(worth - np.float32(VARIETY) * nearest, axis=1)
        left = np.isfinite(worth[every, chosen])
        if not left.any():
            break
        places[left, step] = chosen[left]
        values[left, step] = relevance[left, chosen[left]]
        worth[every, chosen] = -np.inf
        # einsum and not matmul: so many small products make BLAS's threads wait for each other most of the time.
        alike = np.einsum("lcd,ld->lc", vectors, vectors[every, chosen])
        np.maximum(nearest, alike, out=nearest)
    return places, values
