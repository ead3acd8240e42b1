"""Vectors of articles that nobody wrote, drawn at random: like those of an index, or without any structure."""

from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Matrix
from indexer.index.snapshot import open_snapshot

_DIMENSION = 384


class InventedVectors:
    """Articles lie around one point, and the chunks of each around the article, both by a normal distribution."""

    def __init__(self, mean: Matrix, between: Matrix, within: Matrix) -> None:
        """Draws nothing yet.

        Args:
            mean: Of all, shape (dimension,).
            between: What makes differences of articles out of independent numbers, shape (dimension, dimension).
            within: The same for differences of chunks from their article.
        """
        self._mean, self._between, self._within = mean, between, within

    @classmethod
    def unstructured(cls) -> Self:
        """Every direction as likely as any other: the hardest there is for a graph, as nothing has a neighbourhood."""
        nothing = np.zeros((_DIMENSION, _DIMENSION), dtype=np.float32)
        return cls(nothing[0], nothing, np.eye(_DIMENSION, dtype=np.float32))

    @classmethod
    def like(cls, index_dir: Path) -> Self:
        """With the mean of an index's vectors, and their covariances between articles and within them."""
        snapshot = open_snapshot(index_dir)
        try:
            articles = snapshot.facts.articles
            vectors = snapshot.vectors.rows(np.arange(articles.size)).astype(np.float64)
        finally:
            snapshot.close()
        counts = np.bincount(articles)
        sums = np.zeros((counts.size, vectors.shape[1]))
        np.add.at(sums, articles, vectors)
        there = counts > 0
        means = sums[there] / counts[there, None]
        inside = vectors - (sums / np.maximum(counts, 1)[:, None])[articles]
        within = inside.T @ inside / max(articles.size - there.sum(), 1)
        # Means of few chunks differ by those chunks, too.
        between = np.cov(means.T) - within * (1 / counts[there]).mean()
        return cls(means.mean(axis=0).astype(np.float32), _root(between), _root(within))

    def article(self, draw: np.random.Generator, chunks: int) -> npt.NDArray[np.float32]:
        """Vectors of an article's chunks and, last, of the article itself, shape (chunks + 1, dimension), of length 1."""
        drawn = draw.standard_normal((chunks + 2, self._mean.size), dtype=np.float32)
        centre = self._mean + self._between @ drawn[0]
        found = np.vstack((centre + drawn[1:-1] @ self._within, centre if centre.any() else drawn[-1]))
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found.astype(np.float32, copy=False)


def _root(covariance: npt.NDArray[np.float64]) -> Matrix:
    """The symmetric matrix whose square it is; what estimates left below zero is none."""
    values, axes = np.linalg.eigh(covariance)
    root: Matrix = ((axes * np.sqrt(np.maximum(values, 0))) @ axes.T).astype(np.float32)
    return root
