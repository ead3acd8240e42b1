"""Which of the marked spans answers, and how likely it is right: a linear model whose numbers are in span_weights.json.

A span's score is a weighed sum of what speaks for it (`service.spans`), fitted so that right spans of a question stand before its
wrong ones (a softmax over the spans of each question). The likelihood is a logistic regression on how the best one stands. Both
are fitted on questions whose articles the reader never saw: `python -m benchmarks.fit_spans`.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from service.answer_model import Weighed
from service.evidence import Candidate

FILE = "span_weights.json"
_MOST_MARGIN = 4.0


@dataclass(frozen=True, slots=True)
class SpanModel:
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

    def likelihood(self, ranked: Sequence[Weighed], kinds: Mapping[str, float], question: str, language: str) -> float:
        """How likely the first of ranked candidates is right, 0 to 1."""
        features = standing(ranked, kinds, question, language) | {"intercept": 1.0}
        total = sum(weight * features.get(name, 0.0) for name, weight in self.likelihoods.items())
        return 1 / (1 + math.exp(-total))


def standing(ranked: Sequence[Weighed], kinds: Mapping[str, float], question: str, language: str) -> dict[str, float]:
    """How the best of ranked candidates stands.

    Args:
        ranked: Best first.
        kinds: How likely the question asks for each kind of answer.
        question: What is asked.
        language: Of the question.
    """
    best = ranked[0]
    alike = [_says_the_same(each, best) for each in ranked]
    others = [each.score for each, same in zip(ranked, alike, strict=True) if not same]
    most = max(each.score for each in ranked)
    weights = [math.exp(each.score - most) for each in ranked]
    held = sum(weight for weight, same in zip(weights, alike, strict=True) if same)
    return {
        **best.candidate.features,
        "margin": min(best.score - others[0], _MOST_MARGIN) if others else _MOST_MARGIN,
        "score": best.score,
        "among all": held / sum(weights),
        "elsewhere": float(any(_said_elsewhere(each, best) for each in ranked)),
        **{f"asks {name}": likely for name, likely in kinds.items()},
        "in Chinese": float(language == "zh"),
        "in English": float(language == "en"),
        "characters": math.log1p(len(question)),
    }


def _says_the_same(one: Weighed, other: Weighed) -> bool:
    """Whether two spans mean the same, or one is a part of the other: 两千余只 and 口罩两千余只."""
    return one.meaning == other.meaning or one.text in other.text or other.text in one.text


def _said_elsewhere(one: Weighed, best: Weighed) -> bool:
    """Whether a span of another article means what the best one does."""
    apart = one.candidate.sentence.article.id != best.candidate.sentence.article.id
    return apart and one.meaning == best.meaning


@lru_cache(maxsize=1)
def span_model() -> SpanModel:
    """The weights in span_weights.json."""
    return SpanModel(**json.loads((files("service") / FILE).read_text(encoding="utf-8")))
