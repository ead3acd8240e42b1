"""Fusion in written-out arithmetic."""

import numpy as np
import pytest

from indexer.vectors import Vectors
from service.fuse import LEXICAL_WEIGHT, cosine_spread, fused


def _vectors(rows: list[list[float]]) -> Vectors:
    vectors = Vectors.empty(8)
    vectors.add(np.array([row + [0.0] * (8 - len(row)) for row in rows], dtype=np.float32))
    return vectors


def test_a_score_is_the_cosine_plus_the_weighed_share_of_the_attainable() -> None:
    scores = fused(np.array([0.9, 0.85], np.float32), np.array([0.0, 4.0], np.float32), spread=0.02, attainable=8.0)
    assert scores.tolist() == pytest.approx([0.9, 0.85 + LEXICAL_WEIGHT * 0.02 * 0.5])


def test_without_known_terms_the_cosines_decide() -> None:
    cosines = np.array([0.81, 0.88, 0.84], np.float32)
    np.testing.assert_array_equal(fused(cosines, np.zeros(3, np.float32), spread=0.02, attainable=0.0), cosines)


def test_spread_is_the_standard_deviation_of_the_cosines_between_rows() -> None:
    """Cosines 0 (twice) and 1 (once): mean 1/3, variance (2/9 * 1/3 + 4/9 * 1/3 ...) = 2/9."""
    spread = cosine_spread(_vectors([[1, 0], [1, 0], [0, 1]]))
    assert spread == pytest.approx((2 / 9) ** 0.5)


def test_rows_all_alike_still_have_a_spread() -> None:
    assert cosine_spread(_vectors([[1, 0], [1, 0]])) == cosine_spread(_vectors([[1, 0]])) == 0.01
