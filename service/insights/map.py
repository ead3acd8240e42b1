"""Articles on a plane, alike ones near each other; the one door to scikit-learn."""

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Matrix

_FEWEST = 8
"""Below that, neighbours mean nothing and t-SNE has no perplexity to choose."""
_COMPONENTS = 30
_ITERATIONS = 500


def plane(vectors: Matrix) -> npt.NDArray[np.float32]:
    """A point from 0 to 1 in both directions for each vector, the same for the same vectors.

    t-SNE that starts from the first two principal components, so that near points are alike and the whole is laid out by
    what differs most. docs/pages.md has what it keeps of neighbourhoods beside PCA alone.

    Args:
        vectors: Shape (articles, dimension).

    Returns:
        Shape (articles, 2).
    """
    # Here and not at the top: it takes a second and 50 MB that only who asks for the map need spend.
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE

    if len(vectors) < 2 or not np.ptp(vectors, axis=0).any():
        return np.full((len(vectors), 2), 0.5, dtype=np.float32)
    flat = PCA(n_components=min(_COMPONENTS, *vectors.shape), random_state=0).fit_transform(vectors)
    if len(vectors) >= _FEWEST and flat.shape[1] > 1:
        perplexity = min(30.0, (len(vectors) - 1) / 3)
        flat = TSNE(perplexity=perplexity, init="pca", random_state=0, max_iter=_ITERATIONS).fit_transform(flat)
    return _unit(flat[:, :2])


def _unit(points: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
    """The points moved and stretched into the unit square; a direction in which all are equal is its middle."""
    if points.shape[1] < 2:
        points = np.column_stack([points, np.zeros(len(points))])
    low, spread = points.min(axis=0), np.ptp(points, axis=0)
    placed = np.where(spread > 0, (points - low) / np.where(spread > 0, spread, 1), 0.5)
    return np.asarray(placed, dtype=np.float32)
