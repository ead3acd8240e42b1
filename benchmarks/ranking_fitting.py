"""Fits the numbers of `service.search.rerank`: weights under which candidates that answer stand before those that do not."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import logsumexp

from benchmarks.ranking_examples import FEATURES, Ranked
from service.search.rerank import ReaderWeights

Array: TypeAlias = npt.NDArray[np.float64]

_L2 = 0.001
_LEAST_FUSED = 0.01
"""What both legs say is the unit of all weights, so it may not vanish."""


def fit_reader_weights(examples: Sequence[Ranked]) -> ReaderWeights:
    """A softmax over each question's candidates; weights are 0 or more, and each set counts the same.

    Args:
        examples: Those with a right candidate and a wrong one are learnt from.
    """
    learnt = [each for each in examples if any(each.right) and not all(each.right)]
    sizes = {name: sum(each.set == name for each in learnt) for name in {each.set for each in learnt}}
    rows = [np.array(each.features) for each in learnt]
    right = [np.array(each.right) for each in learnt]
    shares = [1 / sizes[each.set] for each in learnt]

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = _L2 * float((weights**2).sum()), 2 * _L2 * weights
        for features, correct, share in zip(rows, right, shares, strict=True):
            scores = features @ weights
            every, best = logsumexp(scores), logsumexp(scores[correct])
            total += share * float(every - best)
            slope += share * (np.exp(scores - every) @ features - np.exp(scores[correct] - best) @ features[correct])
        return total, slope

    bounds = [(_LEAST_FUSED, None), *[(0.0, None)] * (len(FEATURES) - 1)]
    found = minimize(loss, 0.1 * np.eye(len(FEATURES))[0], jac=True, method="L-BFGS-B", bounds=bounds)
    return ReaderWeights(*(round(float(weight / found.x[0]), 3) for weight in found.x[1:]))


def hit_at_1(weights: ReaderWeights, examples: Sequence[Ranked]) -> float:
    """Share of questions whose best candidate is right; of equal scores the one that both legs put first."""
    combined = np.array([1.0, weights.rank, weights.span, weights.answerable])
    hits = [bool(each.right) and each.right[int((np.array(each.features) @ combined).argmax())] for each in examples]
    return sum(hits) / len(hits)
