"""Fits the numbers of `service.answer.model`: weights of candidates, and how likely the best of them is right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from service.answer.candidate import Candidate
from service.answer.candidates import PASSAGE, SPAN
from service.answer.features import ARTICLE, FIGURE, TEXT
from service.answer.model import AGAINST, TELLING, AnswerModel, Reading, standing
from service.answer.question import AnswerQuery
from service.answer.second_reading import AGAIN, is_worth_it
from service.evaluate.split import sample_key

Array: TypeAlias = npt.NDArray[np.float64]

_OF_TEXT = (*ARTICLE, *TEXT, *FIGURE)
_OF_READER = (*_OF_TEXT, *PASSAGE, *SPAN)
WEIGHED: Mapping[Reading, tuple[str, ...]] = {
    Reading.NONE: _OF_TEXT,
    Reading.ONCE: _OF_READER,
    Reading.AGAIN: (*_OF_READER, *AGAIN),
}
"""Features that candidates have, by how they were read."""
_L2 = 0.001
"""Of the weights of candidates, for each question."""
_LEAST = 1e-12
_INVERSE_L2 = 0.1
_FOLDS = 5
_NEARLY = 0.6
"""F1 from which the best candidate of a question without an exact one is learnt from in its place."""
_FEWEST = 30
"""Answers; of fewer a share that is wrong says little."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what may answer it."""

    set: str
    query: AnswerQuery
    language: str
    """As its writer says."""
    kind: str
    """Of the answer, as its writer says."""
    article: str
    """What folds are made by."""
    answerable: bool
    candidates: tuple[Candidate, ...]
    exact: Array
    """1 for each candidate whose words are accepted, shape (candidates,)."""
    overlap: Array
    """F1 of each candidate's words, shape (candidates,)."""
    right: npt.NDArray[np.bool_]
    """Whether each candidate is right as a value or by its words, shape (candidates,)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model that never saw a question's article makes of it."""

    asked: Asked
    likelihood: float
    """Of the best candidate; 0 where there is none."""
    exact: bool
    right: bool


def fit(asked: Sequence[Asked], reading: Reading) -> AnswerModel:
    """Both sets of weights; the threshold is 0.

    Args:
        asked: Questions with their candidates.
        reading: How these were read, at least.
    """
    model = AnswerModel(_weights(asked, WEIGHED[reading]), {"intercept": 0.0}, 0.0)
    standings = [_standing(model, each) for each in asked if each.candidates]
    names = TELLING[reading]
    rows = np.array([[features[name] for name in names] for features, _ in standings])
    right = np.array([is_right for _, is_right in standings])
    return replace(model, weights=_rounded(model.weights), likelihoods=_rounded(_likelihoods(rows, right, names)))


def _likelihoods(rows: Array, right: npt.NDArray[np.bool_], names: Sequence[str]) -> dict[str, float]:
    """A logistic regression with a pull toward 0, in which nothing that speaks for an answer counts against it, nor the other way round.

    Args:
        rows: Standings of best candidates, shape (questions, names).
        right: Whether each is right.
        names: Of a standing's features.
    """
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread < 1e-9] = 1.0
    told = np.hstack([(rows - mean) / spread, np.ones((len(rows), 1))])
    sign = np.where(right, 1.0, -1.0)

    def loss(slopes: Array) -> tuple[float, Array]:
        margins = sign * (told @ slopes)
        pull = slopes * np.append(np.ones(len(names)), 0.0)
        slope = -(sign * expit(-margins)) @ told + pull / _INVERSE_L2
        return float(np.logaddexp(0.0, -margins).sum() + pull @ slopes / 2 / _INVERSE_L2), slope

    bounds = [(None, 0.0) if name in AGAINST else (0.0, None) for name in names]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)])
    slopes = found.x[:-1] / spread
    return {"intercept": float(found.x[-1] - slopes @ mean)} | dict(zip(names, map(float, slopes), strict=True))


def _weights(asked: Sequence[Asked], names: Sequence[str]) -> dict[str, float]:
    """Under which right candidates stand before wrong ones: a softmax over the candidates of each question."""
    learnt = [(each, good) for each in asked if each.answerable and (good := _good(each)).any()]
    rows = np.array([[one.features[name] for name in names] for each, _ in learnt for one in each.candidates])
    good = np.concatenate([good for _, good in learnt])
    counts = np.array([len(each.candidates) for each, _ in learnt])
    first, of = np.cumsum(counts) - counts, np.repeat(np.arange(len(learnt)), counts)

    def loss(weights: Array) -> tuple[float, Array]:
        scores = rows @ weights
        shares = np.exp(scores - np.maximum.reduceat(scores, first)[of])
        # What is as good as nothing beside the best one must not come to nothing.
        every, best = (np.add.reduceat(each, first) + _LEAST for each in (shares, shares * good))
        slope = (shares / every[of] - shares * good / best[of]) @ rows / len(learnt) + 2 * _L2 * weights
        return float(np.log(every / best).mean()) + _L2 * float(weights @ weights), slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return dict(zip(names, map(float, found.x), strict=True))


def _good(asked: Asked) -> npt.NDArray[np.bool_]:
    """What is learnt as right: the exact words, else what is nearly them, else what means or holds them."""
    if asked.exact.any():
        return np.asarray(asked.exact > 0)
    nearly = (asked.overlap == asked.overlap.max(initial=0.0)) & (asked.overlap >= _NEARLY)
    return np.asarray(nearly) if nearly.any() else asked.right


def _standing(model: AnswerModel, asked: Asked) -> tuple[dict[str, float], bool]:
    """How the best candidate stands, and whether it is right."""
    ranked = model.ranked(asked.candidates)
    place = next(at for at, each in enumerate(asked.candidates) if each is ranked[0].candidate)
    return standing(ranked), bool(asked.right[place])


def _any(_: Asked) -> bool:
    return True


def outcomes_by_fold(
    asked: Sequence[Asked], reading: Reading, *, fitted: Callable[[Asked], bool] = _any, courses: int = 1
) -> list[Outcome]:
    """What models fitted on the other folds of articles make of each question, once for each way of making folds.

    Args:
        asked: Questions with their candidates.
        reading: How these were read, at least.
        fitted: Whether models are fitted on a question.
        courses: Ways of making folds: of one alone, a share of some hundred answers tells little to the hundredth.
    """
    outcomes: list[Outcome] = []
    for course in range(courses):
        names = sorted({each.article for each in asked}, key=lambda name: sample_key(f"{course} {name}"))
        folds = {name: number % _FOLDS for number, name in enumerate(names)}
        for fold in range(_FOLDS):
            model = fit([each for each in asked if folds[each.article] != fold and fitted(each)], reading)
            outcomes += [outcome(model, each) for each in asked if folds[each.article] == fold]
    return outcomes


def outcome(model: AnswerModel, asked: Asked) -> Outcome:
    """What a model makes of a question."""
    if not asked.candidates:
        return Outcome(asked, 0.0, exact=False, right=False)
    ranked = model.ranked(asked.candidates)
    place = next(at for at, each in enumerate(asked.candidates) if each is ranked[0].candidate)
    likelihood = model.likelihood(ranked)
    return Outcome(asked, likelihood, exact=bool(asked.exact[place]), right=bool(asked.right[place]))


def after_first(first: Sequence[Outcome], second: Sequence[Outcome], threshold: float) -> list[Outcome]:
    """What becomes of questions of which only those are read again that the first reading neither answers nor gives up.

    Args:
        first: By the first reading.
        second: Of the same questions in the same order, all read again.
        threshold: The likelihood from which the first reading answers; what it answers is given whatever the second's threshold.
    """

    def decided(one: Outcome, other: Outcome) -> Outcome:
        if is_worth_it(one.likelihood, threshold):
            return other
        return replace(one, likelihood=1.0) if one.likelihood >= threshold else one

    return [decided(one, other) for one, other in zip(first, second, strict=True)]


def threshold_for(outcomes: Sequence[Outcome], *, wrong: float) -> float:
    """The least likelihood, in hundredths, from which no larger share of the answers given is wrong."""
    least = 1.0
    for hundredth in range(99, 5, -1):
        given = [each.right for each in outcomes if each.likelihood >= hundredth / 100]
        if len(given) >= _FEWEST and 1 - sum(given) / len(given) <= wrong:
            least = hundredth / 100
    return least


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(value), 3) for name, value in weights.items()}
