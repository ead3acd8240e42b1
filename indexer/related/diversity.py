"""Maximal marginal relevance (Carbonell & Goldstein 1998, https://doi.org/10.1145/290941.291025), many lists at once."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.arrays import Matrix

Numbers: TypeAlias = npt.NDArray[np.int32]
"""Article numbers or places by list, shape (lists, length), -1 where a list has ended."""

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
