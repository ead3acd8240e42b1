"""Which candidate answers, and how likely it is right: linear models whose numbers are in answer_weights.json.

A candidate's score is a weighed sum of what speaks for it, fitted so that right candidates of a question stand before its wrong
ones (a softmax over the candidates of each question). The likelihood is a logistic regression on how the best one stands. There
is a model for each way of reading. All are fitted on questions whose articles the reader never saw: `python -m benchmarks.fit_answers`.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from service.answer.candidate import Candidate, Weighed

FILE = "answer_weights.json"
_MOST_MARGIN = 4.0


class Reading(StrEnum):
    """How the candidates were read."""

    NONE = "unread"
    """Not at all: there is no reader, or it had no time."""
    ONCE = "read"
    """In their passages."""
    AGAIN = "read again"
    """The leading ones once more, by `service.answer.second_reading`."""


_ONCE = ("share", "answerable", "score", "margin among all", "span margin", "as near", "others beside", "agreed")
_STANDING_AGAIN = ("alone span", "alone answerable", "beside answerable")
TELLING: Mapping[Reading, tuple[str, ...]] = {
    Reading.NONE: ("near", "score", "margin", "among all", "margin among all"),
    Reading.ONCE: _ONCE,
    Reading.AGAIN: (*_ONCE, *_STANDING_AGAIN),
}
"""What of a standing tells how likely the best is right; more of it did worse on articles that were left out."""
AGAINST = frozenset({"as near", "others beside"})
"""What of it speaks against the best; all else speaks for it."""
STANDING = ("share", "answerable", "near")
"""Features of the best candidate itself that its standing has."""


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """The fitted weights."""

    weights: Mapping[str, float]
    likelihoods: Mapping[str, float]
    """Of `standing`'s features, and of "intercept"."""
    threshold: float
    """The likelihood from which an answer is given."""

    def ranked(self, candidates: Sequence[Candidate]) -> list[Weighed]:
        """Candidates with their scores, best first, equal ones in the order given."""
        weighed = [Weighed(each, self._score(each)) for each in candidates]
        return sorted(weighed, key=lambda each: -each.score)

    def _score(self, candidate: Candidate) -> float:
        return sum(weight * candidate.features[name] for name, weight in self.weights.items())

    def likelihood(self, ranked: Sequence[Weighed]) -> float:
        """How likely the first of ranked candidates is right, 0 to 1."""
        features = standing(ranked) | {"intercept": 1.0}
        total = sum(weight * features[name] for name, weight in self.likelihoods.items())
        return 1 / (1 + math.exp(-total))


def standing(ranked: Sequence[Weighed]) -> dict[str, float]:
    """How the best of ranked candidates stands, told alike of one article and of thousands, by the names in `TELLING`.

    Args:
        ranked: Best first, or led by what stands for them.
    """
    best, own = ranked[0], ranked[0].candidate
    same = [_says_the_same(each, best) for each in ranked]
    others = [each.candidate for each, alike in zip(ranked, same, strict=True) if not alike]
    most = max(each.score for each in ranked)
    weights = [math.exp(each.score - most) for each in ranked]
    held = sum(weight for weight, alike in zip(weights, same, strict=True) if alike)
    ahead, among = margin(ranked), held / sum(weights)
    sources = {each.candidate.sentence.article.id for each, alike in zip(ranked, same, strict=True) if alike}
    return {
        **{name: own.features[name] for name in STANDING},
        **{name: own.features[name] for name in _STANDING_AGAIN if name in own.features},
        "score": best.score,
        "margin": ahead,
        "among all": among,
        "margin among all": ahead * among,
        "span margin": own.features["span"] - max((each.features["span"] for each in others), default=-1.0),
        "as near": math.log1p(sum(each.features["near"] >= own.features["near"] for each in others)),
        "others beside": math.log1p(len({each.meaning for each in others if _counts_alike_beside(each, own)})),
        "agreed": float(len(sources) > 1),
    }


def _counts_alike_beside(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates are figures of one kind and unit in one sentence."""
    if one.figure is None or other.figure is None or one.sentence is not other.sentence:
        return False
    return (one.figure.kind, one.figure.unit) == (other.figure.kind, other.figure.unit)


def margin(ranked: Sequence[Weighed]) -> float:
    """By how much the best candidate's score is above that of the best which says something else, 4 at most."""
    best = ranked[0]
    others = [each.score for each in ranked if not _says_the_same(each, best)]
    return min(best.score - max(others), _MOST_MARGIN) if others else _MOST_MARGIN


def _says_the_same(one: Weighed, other: Weighed) -> bool:
    """Whether two spans mean the same, or one is a part of the other: 林若溪 and 市长林若溪, but not 1万元 and 21万元."""
    if one.meaning == other.meaning:
        return True
    amounts = one.candidate.figure is not None and other.candidate.figure is not None
    return not amounts and (one.text in other.text or other.text in one.text)


@lru_cache(maxsize=len(Reading))
def answer_model(reading: Reading) -> AnswerModel:
    """The fitted model for candidates that were so read."""
    stored = json.loads((files("service.answer") / "data" / FILE).read_text(encoding="utf-8"))
    return AnswerModel(**stored[reading])
