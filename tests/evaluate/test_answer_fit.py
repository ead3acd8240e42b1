"""The threshold of answers: the least that keeps the promise, raised to the least likely answer that it gives."""

import numpy as np
import pytest

from benchmarks.answer_fitting import least_threshold


def test_the_threshold_is_the_least_likely_answer_that_keeps_the_promise() -> None:
    """Eight right ones from 0.407 up; with the wrong one at 0.2, one of nine is wrong, which is over a tenth."""
    likely = np.array([*np.linspace(0.407, 0.95, 8), 0.2])
    right = np.array([True] * 8 + [False])
    assert least_threshold(likely, right, answers=1) == pytest.approx(0.4)


def test_where_every_answer_is_right_the_least_likely_is_the_threshold() -> None:
    likely = np.array([0.955, 0.634, 0.311])
    assert least_threshold(likely, np.array([True, True, True]), answers=1) == pytest.approx(0.31)


def test_where_the_surest_is_wrong_nothing_is_answered() -> None:
    assert least_threshold(np.array([0.99, 0.5]), np.array([False, True]), answers=1) == 1.0
