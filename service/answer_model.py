"""Which candidate answers, and how likely it is right: linear models whose numbers are in answer_weights.json.

One for amounts of money, one for other figures and dates, one for sentences: how sure one can be differs much. Where a
reader read the passages, three others, in read_answer_weights.json, weigh what it made of them as well.

A candidate's score is a weighed sum of what speaks for it (`service.evidence`); the weights were fitted so that right
candidates of a question stand before its wrong ones (a softmax over the candidates of each tuning question). Confidence is
a logistic regression on how the best one stands to the others. `python -m benchmarks.fit_answers` fits both anew.
"""

import json
import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from indexer.figure import FigureKind
from indexer.fold import fold
from service.evidence import Candidate
from service.wanted import Wanted

MOST_MARGIN = 2.5
LONE_MARGIN = 2.0
"""The margin of a candidate that stands alone. Of 30 such in the sets, 24 were right: with 1.0 17 of them were given and
1 wrong one, with 2.0 22 and 1; where the right article was taken away, 1 and 3 of 14."""

_READ = ("read", "answerable", "most answerable", "span", "span here", "touched", "best touches")
"""Of `service.judged`, what tells how sure the best candidate is; only where there is a reader."""

_LARGE = 100
"""Counts from here on are hardly equal by chance."""
_AGREEING_WITHIN = 2.0
_MOST_AGREEING = 3


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its score."""

    candidate: Candidate
    score: float

    @property
    def text(self) -> str:
        """The words that it would answer with: those that were marked, or its figure's, or all of its sentence."""
        marked, figure, sentence = self.candidate.marked, self.candidate.figure, self.candidate.sentence.text
        if marked is not None:
            return sentence[marked.start : marked.end]
        return sentence if figure is None else figure.text

    @property
    def meaning(self) -> Hashable:
        """What it says: equal figures are equal however they are written."""
        figure = self.candidate.figure
        if figure is None:
            return self.text if self.candidate.marked is None else fold(self.text)
        if figure.min is None and figure.max is None:
            return figure.text
        # 3680余名群众 and 3680余群众 are one number, though only one of them names its unit.
        large = figure.kind is FigureKind.COUNT and isinstance(figure.min, Decimal) and figure.min >= _LARGE
        return (
            figure.kind,
            "" if large else figure.unit,
            figure.min,
            figure.max,
            figure.min_inclusive,
            figure.max_inclusive,
        )


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """Weights of one kind of answer."""

    weights: Mapping[str, float]
    confidence: Mapping[str, float]
    """Of `standing`'s features, and of "intercept"."""
    threshold: float
    """The likelihood from which an answer is given."""

    def ranked(self, candidates: Sequence[Candidate]) -> list[Weighed]:
        """Candidates with their scores, best first, equal ones in the order given."""
        weighed = [Weighed(each, self._score(each)) for each in candidates]
        return sorted(weighed, key=lambda each: -each.score)

    def _score(self, candidate: Candidate) -> float:
        return sum(weight * candidate.features.get(name, 0.0) for name, weight in self.weights.items())

    def likelihood(self, ranked: Sequence[Weighed]) -> float:
        """How likely the first of ranked candidates is right, 0 to 1."""
        features = standing(ranked)
        total = sum(weight * features.get(name, 1.0) for name, weight in self.confidence.items())
        return 1 / (1 + math.exp(-total))


def standing(ranked: Sequence[Weighed]) -> dict[str, float]:
    """How the best of ranked candidates stands: its score, its margin, who agrees, and what its article knows."""
    best = ranked[0]
    features = best.candidate.features
    named = features.get("named", 1.0)
    return {
        "score": best.score,
        "margin": margin(ranked),
        "sentence": features.get("sentence", 0.0),
        "article": features.get("article", 0.0),
        "near": features.get("near", 0.0),
        "clause": features.get("clause", 0.0),
        "behind": features.get("behind", 0.0),
        "agreeing": float(min(_agreeing(ranked), _MOST_AGREEING)),
        "named": named,
        "named here": features.get("named here", 1.0),
        "named little": float(named < 0.5),
    } | {name: features[name] for name in _READ if name in features}


def margin(ranked: Sequence[Weighed]) -> float:
    """By how much the best candidate's score is above that of the best which says something else, 0 to 2.5."""
    said = ranked[0].meaning
    others = [each.score for each in ranked[1:] if each.meaning != said]
    return min(ranked[0].score - others[0], MOST_MARGIN) if others else LONE_MARGIN


def _agreeing(ranked: Sequence[Weighed]) -> int:
    """How many others say the same nearly as well."""
    best = ranked[0]
    near = (each for each in ranked[1:] if each.score > best.score - _AGREEING_WITHIN)
    return sum(each.meaning == best.meaning for each in near)


@dataclass(frozen=True, slots=True)
class AnswerModels:
    """The fitted models."""

    money: AnswerModel
    figure: AnswerModel
    sentence: AnswerModel

    def of(self, wanted: Wanted, *, typed: bool) -> AnswerModel:
        """The model for what a question wants.

        Args:
            wanted: The kind of answer.
            typed: Whether the candidates are figures.
        """
        if not typed:
            return self.sentence
        return self.money if wanted.kinds == {FigureKind.MONEY} else self.figure


@lru_cache(maxsize=2)
def answer_models(*, read: bool = False) -> AnswerModels:
    """The fitted models.

    Args:
        read: Those for candidates that a reader has read.
    """
    stored = json.loads((files("service") / weights_file(read=read)).read_text(encoding="utf-8"))
    return AnswerModels(**{name: AnswerModel(**model) for name, model in stored.items()})


def weights_file(*, read: bool) -> str:
    """The name of the file of `answer_models`, beside this module."""
    return "read_answer_weights.json" if read else "answer_weights.json"
