"""Fits the numbers of `service.search.rerank` to questions with what both legs and the reader say of their first candidates.

These are computed once and kept in a file. The weights put candidates that answer before those that do not.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import logsumexp

from indexer.rerank.reader import Reader
from service.evaluate.indexes import source_sha256
from service.evaluate.questions import QuestionSet
from service.evaluate.rankings import Case, article_languages, cases_of
from service.evaluate.split import Half, half_of
from service.results import Filters, Hit, Mode
from service.search.passage_reader import Budget
from service.search.rerank import ReaderWeights, is_read
from service.search.searcher import Searcher
from training.report.sets import not_trained_on

CANDIDATES = 10
ALL_READ = Budget(CANDIDATES, math.inf)
FEATURES = ("fused", "rank", "span", "answerable")
"""Of a candidate; the first in spreads of cosine, the others logits."""
_LEAST_FUSED = 0.01
"""What both legs say is the unit of all weights, so it may not vanish."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question's candidates in the order of both legs: the best chunk of each article."""

    set: str
    pair: str
    half: str
    features: list[list[float]]
    """Shape (candidates, `FEATURES`)."""
    right: list[bool]
    """Whether a candidate is of an article that answers, shape (candidates,)."""


def kept_examples(chosen: QuestionSet, searcher: Searcher, reader: Reader, *, most: int, work: Path) -> list[Ranked]:
    """The examples of a set, out of the file that an earlier run left for the same reader, snapshot, number and search.

    Args:
        chosen: The set.
        searcher: Over its index, with the reader and no deadline.
        reader: Whose fingerprint names the file.
        most: Questions of each half and language pair.
        work: Where the file is kept.
    """
    facts = [reader.fingerprint, searcher.index.name, str(most), str(CANDIDATES), source_sha256("service")]
    name = hashlib.sha256(" ".join(facts).encode()).hexdigest()[:12]
    file = work / f"ranking-{chosen.name}-{name}.json"
    if not file.is_file():
        work.mkdir(parents=True, exist_ok=True)
        found = [asdict(each) for each in _examples(chosen, searcher, most)]
        file.write_text(json.dumps(found) + "\n", encoding="utf-8")
    return [Ranked(**each) for each in json.loads(file.read_text(encoding="utf-8"))]


def _examples(chosen: QuestionSet, searcher: Searcher, most: int) -> Iterator[Ranked]:
    keep = not_trained_on(chosen.place)
    for half in (Half.TUNE, Half.REPORT):
        asked = [question for question in chosen.half(half) if question.positive_ids and keep(question)]
        for case in cases_of(asked, article_languages(searcher), limit=most):
            # Of translations beside each other each is right: what ranks them is not whether they answer. And what is
            # not read has nothing to fit.
            alone = case.crossing or not case.question.cross_positive_ids
            if alone and is_read(*case.pair.split("→")):
                yield _example(chosen.name, case, searcher)


def _example(name: str, case: Case, searcher: Searcher) -> Ranked:
    found = searcher.search(
        case.question.text,
        limit=CANDIDATES,
        mode=Mode.RERANKED,
        filters=Filters(languages=case.languages or None),
        group_by="article",
        highlight=False,
    )
    hits = sorted(found.hits, key=lambda hit: (-hit.scores.fused, hit.row))
    half = half_of(case.question.group)
    return Ranked(
        name,
        case.pair,
        half.value,
        [_features(hit) for hit in hits],
        [hit.article.id in case.positive_ids for hit in hits],
    )


def _features(hit: Hit) -> list[float]:
    signals = hit.scores.signals
    logits = (signals.reader_rank, signals.reader_span, signals.reader_answerable)
    return [round(each or 0.0, 5) for each in (hit.scores.fused / signals.spread, *logits)]


def half(found: Sequence[Ranked], wanted: Half) -> list[Ranked]:
    """Those of one half."""
    return [each for each in found if each.half == wanted.value]


Array: TypeAlias = npt.NDArray[np.float64]

_L2 = 0.001


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
