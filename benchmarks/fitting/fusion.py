"""Fits the weights of `service.search.head_signals` to questions with what explain shows of their first hits.

Each question is searched once and kept in a file. The weights put right articles first on every set, and none of them below
where it was.
"""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from service.evaluate.indexes import KnownQuestions, source_sha256
from service.evaluate.questions import Question
from service.evaluate.rankings import Case, article_languages, cases_of
from service.evaluate.split import Half, half_of
from service.results import Filters, Hit, Mode
from service.search.head_signals import head_weights
from service.search.searcher import Searcher

CANDIDATES = 25
"""Articles of each question, each by its best passage."""
FEATURES = ("dense", *head_weights(), "recency")
"""By the weight that each takes, in spreads of cosine."""
_LOSS = 2.0
"""How much more a set that falls counts than one that rises."""
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Examples:
    """The candidates of many questions, one after the other."""

    features: npt.NDArray[np.float32]
    """Shape (candidates, `FEATURES`)."""
    right: npt.NDArray[np.bool_]
    starts: npt.NDArray[np.int64]
    """Where the candidates of each question begin, shape (questions,)."""
    snippets: float = 0.0
    """How far the weights of snippets are in force, at the mean of the questions."""

    def hits(self, scores: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Whether the best candidate of each question is right; of equal ones the first, shape (questions,)."""
        ends = np.append(self.starts[1:], self.right.size)
        best = (begin + int(scores[begin:end].argmax()) for begin, end in zip(self.starts, ends, strict=True))
        return self.right[np.fromiter(best, dtype=np.int64, count=self.starts.size)]


def examples_of(
    name: str, questions: Sequence[Question], searcher: Searcher, *, most: int, most_crossing: int, work: Path
) -> dict[tuple[str, str], Examples]:
    """Examples by set and half; where a set is asked across languages, pairs within one, with a dictionary and without are sets.

    They are taken out of the file that an earlier run left for the same search of the same snapshot.

    Args:
        name: Of the set.
        questions: Its questions.
        searcher: Over its index.
        most: Questions of each half and pair of languages.
        most_crossing: The same of pairs that are searched apart.
        work: Where the files are kept.
    """
    facts = [searcher.index.name, str(most), str(most_crossing), source_sha256("service")]
    file = work / f"fusion-{name}-{hashlib.sha256(' '.join(facts).encode()).hexdigest()[:12]}.npz"
    if not file.is_file():
        work.mkdir(parents=True, exist_ok=True)
        made = _made(name, _chosen(questions, searcher, most, most_crossing), searcher)
        np.savez_compressed(file, **made)  # type: ignore[arg-type] # mypy takes any keyword for allow_pickle
    kept = np.load(file, allow_pickle=False)
    parts = sorted({key.rpartition(" ")[0] for key in kept})
    return {
        (part.rpartition(" ")[0], part.rpartition(" ")[2]): Examples(
            kept[f"{part} features"], kept[f"{part} right"], kept[f"{part} starts"], float(kept[f"{part} snippets"])
        )
        for part in parts
    }


def _chosen(questions: Sequence[Question], searcher: Searcher, most: int, most_crossing: int) -> list[Case]:
    chosen: list[Case] = []
    for half in (Half.TUNE, Half.REPORT):
        asked = [each for each in questions if each.positive_ids and half_of(each.group) is half]
        # Of translations beside each other each is right: what ranks them is not whether they answer.
        cases = [
            each
            for each in cases_of(asked, article_languages(searcher))
            if each.crossing or not each.question.cross_positive_ids
        ]
        by_pair: dict[str, list[Case]] = {}
        for case in cases:
            by_pair.setdefault(case.pair, []).append(case)
        for pair in by_pair.values():
            chosen += pair[: most_crossing if pair[0].crossing else most]
    return chosen


def _made(name: str, cases: Sequence[Case], searcher: Searcher) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of each part, by "set half array"."""
    embedder = searcher.embedder
    if embedder is None:
        raise ValueError("Both legs have to take part.")
    known = KnownQuestions(embedder, sorted({case.question.text for case in cases}), on_embedded=lambda _: None)
    asked = Searcher(searcher.index, known)
    parts: dict[str, list[tuple[list[list[float]], list[bool], float]]] = {}
    for case in cases:
        part = f"{name}{_kind(case)} {half_of(case.question.group).value}"
        parts.setdefault(part, []).append(_example(case, asked))
    made: dict[str, npt.NDArray[np.generic]] = {}
    for part, found in parts.items():
        counts = [len(right) for _, right, _ in found]
        made[f"{part} features"] = np.array([row for rows, _, _ in found for row in rows], dtype=np.float32)
        made[f"{part} right"] = np.array([each for _, right, _ in found for each in right], dtype=np.bool_)
        made[f"{part} snippets"] = np.array(np.mean([share for _, _, share in found]))
        made[f"{part} starts"] = np.cumsum([0, *counts[:-1]]).astype(np.int64)
    return made


def _kind(case: Case) -> str:
    if not case.crossing:
        return ""
    asked, _, article = case.pair.partition("→")
    return "-own" if asked == article else "-dictionary" if {asked, article} == {"en", "zh"} else "-none"


def _example(case: Case, searcher: Searcher) -> tuple[list[list[float]], list[bool], float]:
    filters = Filters(languages=case.languages or None)
    found = searcher.search(
        case.question.text, limit=CANDIDATES, filters=filters, mode=Mode.HYBRID, group_by="article", highlight=False
    )
    hits = [hit for hit in found.hits if hit.scores.signals.length is not None]
    share = hits[0].scores.signals.snippets if hits else 0.0
    return list(_features(hits)), [hit.article.id in case.positive_ids for hit in hits], share


def _features(hits: Sequence[Hit]) -> Iterator[list[float]]:
    for hit in hits:
        signals = hit.scores.signals
        sentence = (signals.sentence or 0.0) ** 2
        of = {
            "dense": (hit.scores.dense or 0.0) / signals.spread,
            "article_cosine": (signals.article_cosine or 0.0) / signals.spread,
            "lexical": (hit.scores.lexical or 0.0) + signals.allowance,
            "sentence": sentence,
            "sentence_of_long": sentence * (signals.length or 0.0),
            "phrases": signals.phrases or 0.0,
            "title": signals.title or 0.0,
            "dense_lead": signals.dense_lead or 0.0,
            "lexical_lead": signals.lexical_lead or 0.0,
            "same_year": signals.same_year,
            "other_year": signals.other_year,
            "year_in_text": signals.year_in_text,
            "same_day": signals.same_day,
            "kind": signals.kind,
            "recency": signals.recency,
        }
        yield [float(of[feature]) for feature in FEATURES]


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


LEARNT = ("lexical", "sentence", "kind")
"""What is weighed beside the cosine for snippets; of leads, and of sentences by length, fits made next to nothing there."""
_RIDGE = 0.003


def fit_snippet_weights(sets: Sequence[Examples], start: Mapping[str, float]) -> dict[str, float]:
    """The weights under which the right snippets of each question are likeliest, every set counting the same.

    A softmax over the candidates of each question: how far a wrong one is behind counts too, and not only which is first. A climb on
    hit@1 over a grid won twice as much on the tuning halves of small sets, and lost it on the others.

    Args:
        sets: The tuning half of each.
        start: The weights of the file; those that are not learnt are 0.
    """
    columns = [FEATURES.index(name) for name in ("dense", *LEARNT)]
    fixed = np.array(
        [0.0, *(0.0 if name in (*LEARNT, *start) else head_weights()[name] for name in FEATURES[1:-1]), 1.0]
    )

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        total, slope = _RIDGE * float(weights @ weights), 2 * _RIDGE * weights
        for each in sets:
            value, gradient = _surprise(each, weights, columns, fixed)
            total, slope = total + value / len(sets), slope + gradient / len(sets)
        return total, slope

    found = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B").x
    learnt = {name: round(float(weight / found[0]), 2) for name, weight in zip(LEARNT, found[1:], strict=True)}
    return {name: learnt.get(name, 0.0) for name in start}


def _surprise(
    examples: Examples, weights: npt.NDArray[np.float64], columns: Sequence[int], fixed: npt.NDArray[np.float64]
) -> tuple[float, npt.NDArray[np.float64]]:
    """Minus the mean logarithm of the likelihood that a right candidate is chosen, and its gradient; of questions that have one."""
    features = examples.features[:, columns].astype(np.float64)
    features[:, 0] += examples.features @ fixed  # what is not learnt weighs beside the cosine as ever
    whole = features @ weights
    ends, total, slope, asked = np.append(examples.starts[1:], examples.right.size), 0.0, np.zeros(weights.size), 0
    for begin, end in zip(examples.starts.tolist(), ends.tolist(), strict=True):
        right = examples.right[begin:end]
        if not right.any():
            continue
        likely = np.exp(whole[begin:end] - whole[begin:end].max())
        chosen = float(likely[right].sum() / likely.sum())
        pull = likely * right / likely[right].sum() - likely / likely.sum()
        total, slope, asked = total - math.log(chosen), slope - pull @ features[begin:end], asked + 1
    return total / max(asked, 1), slope / max(asked, 1)


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
