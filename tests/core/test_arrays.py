"""Products of rows with a vector."""

import numpy as np

from indexer.core.arrays import cosines


def test_a_rows_product_is_the_same_among_any_others() -> None:
    """As one index brings a passage among other candidates than another."""
    random = np.random.default_rng(7)
    rows = random.normal(size=(237, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vector = rows[5]
    found = cosines(rows, vector)
    assert np.abs(found - rows.astype(np.float64) @ vector).max() < 1e-6
    for first in (0, 1, 3, 100):
        assert cosines(rows[first:], vector).tolist() == found[first:].tolist()
    order = random.permutation(len(rows))
    assert cosines(rows[order], vector).tolist() == found[order].tolist()
    assert cosines(rows[:0], vector).shape == (0,)
