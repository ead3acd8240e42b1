"""Fusion in written-out arithmetic."""

import numpy as np
import pytest

from service.fuse import LEXICAL_WEIGHT, DenseScale, fused


def test_a_score_is_the_dense_share_plus_the_weighed_coverage() -> None:
    scale = DenseScale(best=0.9, usual=0.8)
    scores = fused(np.array([0.9, 0.85], np.float32), np.array([0.0, 4.0], np.float32), scale=scale, attainable=8.0)
    assert scores.tolist() == pytest.approx([1.0, 0.5 + LEXICAL_WEIGHT * 0.5], abs=1e-5)


def test_without_known_terms_the_dense_leg_decides() -> None:
    scale = DenseScale(best=0.9, usual=0.8)
    cosines = np.array([0.81, 0.88, 0.84], np.float32)
    order = np.argsort(-fused(cosines, np.zeros(3, np.float32), scale=scale, attainable=0.0))
    assert order.tolist() == [1, 2, 0]


def test_equal_cosines_do_not_divide_by_zero() -> None:
    scale = DenseScale(best=0.8, usual=0.8)
    scores = fused(np.full(2, 0.8, np.float32), np.array([1.0, 2.0], np.float32), scale=scale, attainable=4.0)
    assert np.isfinite(scores).all()
    assert scores[1] > scores[0]
