"""The fit of answers: the threshold that keeps the promise, and whose weights are kept."""

import numpy as np
import pytest
from service.answer_model import answer_models

from benchmarks.answer_fitting import least_threshold, weights_by_kind


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


def test_the_threshold_does_not_round_below_what_keeps_the_promise() -> None:
    """100 * 0.29 is 28.999…: the wrong answer at 0.285 stays out."""
    likely = np.array([*np.linspace(0.5, 0.9, 7), 0.29, 0.285])
    right = np.array([True] * 8 + [False])
    assert least_threshold(likely, right, answers=1) == 0.29


def test_each_kind_keeps_its_own_weights() -> None:
    """With a reader those of money and of other figures differ, as only the latter weigh what it read."""
    files = answer_models(read=True)
    kept = weights_by_kind([], files, keep=True)
    assert kept == {"money": files.money.weights, "figure": files.figure.weights, "sentence": files.sentence.weights}
    assert "read" in kept["figure"]
    assert "read" not in kept["money"]
