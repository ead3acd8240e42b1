"""Fits the weights of `service.search.reordering`: what puts right articles first on every set, and none of them below where it was."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.fusion_examples import FEATURES, Examples

GRID: Mapping[str, Sequence[float]] = {
    "lexical": (5, 7, 9, 11, 13),
    "article_cosine": (0, 0.3, 0.6),
    "sentence": (0, 1, 2, 4),
    "sentence_of_long": (2, 4, 6, 8),
    "phrases": (1, 2, 4, 6),
    "dense_lead": (0, 0.5, 1),
    "lexical_lead": (0, 5, 10, 15),
    "same_year": (0, 0.5, 1),
    "other_year": (0, -1, -2, -3),
    "year_in_text": (0, -0.5, -1),
    "same_day": (0, 0.5, 1, 2),
}
"""What each weight may be, coarsely: finer steps would be fitted to chance. Of keyword queries no set has any; theirs stay."""

_LOSS = 2.0
"""How much more a set that falls counts than one that rises."""
_ROUNDS = 4


def scores(examples: Examples, weights: Mapping[str, float]) -> npt.NDArray[np.float64]:
    """What ranks each candidate, shape (candidates,)."""
    each = np.array([1.0, *(weights[name] for name in FEATURES[1:-1]), 1.0])
    return np.asarray(examples.features @ each, dtype=np.float64)


def hit_at_1(examples: Examples, weights: Mapping[str, float]) -> float:
    """Share of questions whose best candidate is right."""
    return float(examples.hits(scores(examples, weights)).mean())


def fit_head_weights(sets: Sequence[Examples], start: Mapping[str, float]) -> dict[str, float]:
    """Weights from which no single step of the grid leads to more, every set counting the same.

    Args:
        sets: The tuning half of each.
        start: The weights to begin with, which no set should fall below.
    """
    least = [hit_at_1(each, start) for each in sets]

    def worth(weights: Mapping[str, float]) -> float:
        gains = np.array([hit_at_1(each, weights) for each in sets]) - least
        return float((gains + _LOSS * np.minimum(gains, 0)).mean())

    weights, best = dict(start), 0.0
    for _ in range(_ROUNDS):
        begun = best
        for name, values in GRID.items():
            for value in values:
                changed = {**weights, name: float(value)}
                if (found := worth(changed)) > best + 1e-9:
                    weights, best = changed, found
        if best == begun:
            break
    return weights
