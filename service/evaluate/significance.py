"""Intervals and paired tests over cases that may belong together, as the translations of one question do.

Cases of one group are resampled, and have their sign flipped, together: they are one observation, not six.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from service.evaluate.metrics import Values

SEED = 20200221
ROUNDS = 10_000
_TOGETHER = 500
"""Rounds computed at a time: a few MB for a thousand groups."""

Groups = npt.NDArray[np.int64]


def group_numbers(groups: Sequence[str]) -> Groups:
    """The number of each case's group, shape (cases,), counted from 0 in order of appearance."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(group, len(numbers)) for group in groups], dtype=np.int64)


def bootstrap_intervals(
    values: npt.NDArray[np.float64], groups: Groups, *, rounds: int = ROUNDS, seed: int = SEED
) -> npt.NDArray[np.float64]:
    """95 % percentile intervals of the columns' means, shape (2, columns): low, high.

    Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapters 13 and 6 (groups).

    Args:
        values: Shape (cases, columns); NaN counts neither as a value nor as a case.
        groups: Group of each case: groups are drawn with replacement, whole.
        rounds: How many samples are drawn.
        seed: Of the draws.
    """
    sums, sizes = _by_group(values, groups)
    draw = np.random.default_rng(seed)
    means = np.empty((rounds, values.shape[1]))
    for start in range(0, rounds, _TOGETHER):
        part = min(_TOGETHER, rounds - start)
        drawn = draw.integers(0, len(sums), size=(part, len(sums)))
        # How often each group was drawn in each round, shape (rounds, groups).
        flat = drawn + np.arange(part)[:, None] * len(sums)
        counts = np.bincount(flat.ravel(), minlength=part * len(sums)).reshape(part, len(sums)).astype(np.float64)
        with np.errstate(invalid="ignore"):
            means[start : start + part] = (counts @ sums) / (counts @ sizes)
    return _percentiles(means)


def _percentiles(means: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Low and high of each column; a round that drew no value of a column says nothing of it."""
    intervals = np.full((2, means.shape[1]), np.nan)
    for column, known in enumerate(np.isfinite(means).T):
        if known.any():
            intervals[:, column] = np.percentile(means[known, column], (2.5, 97.5))
    return intervals


def randomisation_p(differences: Values, groups: Groups, *, rounds: int = ROUNDS, seed: int = SEED) -> float:
    """Two-sided p of the paired randomisation test: how often chance signs give a mean as far from 0 as was seen.

    Smucker, Allan and Carterette, A comparison of statistical significance tests for information retrieval
    evaluation (CIKM 2007). With 10,000 rounds the smallest p is 1/10,001.

    Args:
        differences: First mode less second, for each case; NaN is left out.
        groups: Group of each case: a group's sign is flipped as one.
        rounds: How many times signs are drawn.
        seed: Of the draws.
    """
    sums, _ = _by_group(differences[:, None], groups)
    moving = sums[:, 0][sums[:, 0] != 0]  # a 0 stays 0 under either sign
    if moving.size == 0:
        return 1.0
    seen = abs(moving.sum()) - 1e-9  # sums of the same numbers in another order differ in the last bits
    draw = np.random.default_rng(seed)
    as_far = 0
    for start in range(0, rounds, _TOGETHER):
        part = min(_TOGETHER, rounds - start)
        signs = draw.integers(0, 2, size=(part, moving.size), dtype=np.int8) * 2.0 - 1.0
        as_far += int((np.abs(signs @ moving) >= seen).sum())
    return (as_far + 1) / (rounds + 1)


def _by_group(
    values: npt.NDArray[np.float64], groups: Groups
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Sum and number of the values of each group, both of shape (groups, columns)."""
    number = int(groups.max()) + 1 if groups.size else 0
    known = np.isfinite(values)
    sums = np.zeros((number, values.shape[1]))
    sizes = np.zeros((number, values.shape[1]))
    np.add.at(sums, groups, np.where(known, values, 0.0))
    np.add.at(sizes, groups, known.astype(np.float64))
    return sums, sizes
