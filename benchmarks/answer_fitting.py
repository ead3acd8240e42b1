"""Fits the numbers of `service.answer_model`: weights of candidates, and how likely the best of them is right."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from benchmarks.answer_examples import Example
from service.answer_model import AnswerModel, AnswerModels, standing

Array: TypeAlias = npt.NDArray[np.float64]

_FIGURE_FEATURES = (
    "behind", "sentence", "article", "lead", "near", "clause", "unit", "other unit", "counted", "total",
    "total unasked", "exact", "place", "named", "named here", "total of all", "stranger", "part",
    "indefinite",
)  # fmt: skip
_SENTENCE_FEATURES = ("behind", "sentence", "article", "lead", "named", "named here")

_READER_FEATURES = ("read", "answerable", "ranked", "span", "span here", "touched", "best touches")

_PRIOR = {"part": -1.5, "total of all": 1.0, "indefinite": -1.5}
"""What one would say unseen: the sets hold few questions with a total and its parts in one passage, or with 一名 beside 97名."""

_L2 = 0.003
_INVERSE_L2 = 0.3
_UNANSWERABLE = 0.5
"""What all unanswerable examples weigh beside all others."""

MOST_WRONG = 0.1
"""The promise: so many of the answers given are wrong at most."""


def fit_weights(examples: Sequence[Example]) -> dict[str, float]:
    """Weights under which right candidates stand before wrong ones: a softmax over each question's candidates.

    Args:
        examples: Those with a right candidate are learnt from; each set weighs the same.
    """
    names: tuple[str, ...] = _FIGURE_FEATURES if examples[0].typed else _SENTENCE_FEATURES
    if "read" in examples[0].candidates[0].features:
        names += _READER_FEATURES
    learnt = [each for each in examples if any(each.right)]
    sizes = {name: sum(each.set == name for each in learnt) for name in {each.set for each in learnt}}
    features = [
        np.array([[candidate.features.get(name, 0.0) for name in names] for candidate in each.candidates])
        for each in learnt
    ]
    right = [np.array(each.right) for each in learnt]
    shares = np.array([1 / sizes[each.set] for each in learnt])
    prior = np.array([_PRIOR.get(name, 0.0) for name in names])

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = _L2 * float(((weights - prior) ** 2).sum()), 2 * _L2 * (weights - prior)
        for rows, correct, share in zip(features, right, shares, strict=True):
            scores = rows @ weights
            every, best = logsumexp(scores), logsumexp(scores[correct])
            total += share * float(every - best)
            slope += share * (np.exp(scores - every) @ rows - np.exp(scores[correct] - best) @ rows[correct])
        return total, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return dict(zip(names, (round(float(value), 3) for value in found.x), strict=True))


def weights_by_kind(examples: Sequence[Example], files: AnswerModels, *, keep: bool) -> dict[str, Mapping[str, float]]:
    """Weights of candidates for money, figures and sentences.

    Args:
        examples: What to learn from; both kinds of figures learn from all figures, and share what is learnt.
        files: The models that are kept in files.
        keep: Whether each kind keeps its own weights of these.
    """
    if keep:
        return {"money": files.money.weights, "figure": files.figure.weights, "sentence": files.sentence.weights}
    typed = fit_weights([each for each in examples if each.typed and each.answerable])
    spoken = fit_weights([each for each in examples if not each.typed and each.answerable])
    return {"money": typed, "figure": typed, "sentence": spoken}


def fit_confidence(weights: Mapping[str, float], examples: Sequence[Example]) -> dict[str, float]:
    """Logistic regression of whether the best candidate is right on how it stands.

    Args:
        weights: Of the candidates.
        examples: Questions as they are, and unanswerable ones.
    """
    rows = [best_standing(weights, each) for each in examples]
    names = list(rows[0])
    matrix = np.array([[row[name] for name in names] for row in rows])
    answerable = np.array([each.answerable for each in examples])
    right = np.array([best_right(weights, each) for each in examples])
    heavy = _UNANSWERABLE * answerable.sum() / max((~answerable).sum(), 1)
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0)
    spread[spread < 1e-9] = 1.0
    model = LogisticRegression(C=_INVERSE_L2)
    model.fit((matrix - mean) / spread, right, sample_weight=np.where(answerable, 1.0, heavy))
    slopes = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - slopes @ mean)
    return {"intercept": round(intercept, 3)} | {
        name: round(float(slope), 3) for name, slope in zip(names, slopes, strict=True)
    }


def best_standing(weights: Mapping[str, float], example: Example) -> dict[str, float]:
    """How the best of an example's candidates stands."""
    return standing(AnswerModel(weights, {}, 0.0).ranked(example.candidates))


def best_right(weights: Mapping[str, float], example: Example) -> bool:
    """Whether the best candidate is right."""
    best = AnswerModel(weights, {}, 0.0).ranked(example.candidates)[0].candidate
    return next(right for candidate, right in zip(example.candidates, example.right, strict=True) if candidate is best)


def likelihoods(model: AnswerModel, examples: Sequence[Example]) -> Array:
    """How likely each example's best candidate is right, shape (examples,)."""
    return np.array([model.likelihood(model.ranked(each.candidates)) for each in examples])


def least_threshold(likely: Array, right: npt.NDArray[np.bool_], *, answers: int = 30) -> float:
    """The least likelihood, in hundredths, from which under a tenth of the answers given are wrong, here and above.

    It is raised to the least likely of these answers: a lower one gives no more of them, and answers what nothing does.

    Args:
        likely: Of each question's best candidate.
        right: Whether it is right.
        answers: Of fewer answers a share says little: a threshold that leaves less is not judged.
    """
    least = 1.0
    for threshold in np.arange(99, -1, -1) / 100:
        given = likely >= threshold
        if given.sum() >= answers and 1 - right[given].mean() >= MOST_WRONG:
            break
        least = float(threshold)
    given = likely[likely >= least]
    # Rounding down must not end below: 100 * 0.29 is a hair under 29.
    return max(least, float(np.floor(100 * given.min()) / 100)) if given.size else least
