"""What a reader marks in the passages it read, as candidates for the answer: each a span of one sentence, whole and typed.

The reader reads: of every passage its likeliest spans are taken. They are widened to whole names, figures and quotations,
and what the grammar makes of one says what it amounts to. What a question asks for only weighs; nothing is shut
out but a figure in another unit or currency than the question names.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.domain import Article, Chunk, Hit, Span
from indexer.figure import Figure
from indexer.fold import fold
from indexer.reader import LONGEST_ANSWER, Judgement
from service.evidence import Candidate, Sentence
from service.figures.read import figures
from service.widen import widened

MARKED = 6
"""Spans of each passage that may answer."""
_LEAST = 6.0
"""Logits that a span may stay behind the best one of its passage."""
_YEAR = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of a question before anything is read for it."""

    text: str
    kinds: Mapping[str, float]
    """How likely it asks for each kind of answer: person, money, reason …"""
    named: Mapping[str, float]
    """By article: the share of the question's names that it holds."""
    known: Mapping[str, float]
    """By article: the share of the question's words that it holds."""


@dataclass(frozen=True, slots=True)
class _Marked:
    """A span of a passage with the reader's numbers."""

    span: Span
    """Of the article's body."""
    score: float
    """Logits above those of no answer."""
    share: float
    """How likely it is the answer, among all spans of the passage and no answer."""


def span_candidates(
    question: Question, hits: Sequence[Hit], judgements: Mapping[int, Judgement], found: Sequence[Sentence]
) -> list[Candidate]:
    """What the reader marks in the passages that it read, each once.

    Args:
        question: What is asked.
        hits: Passages, best first.
        judgements: By row; a passage without one gives nothing.
        found: Sentences of these passages.
    """
    read = [(hit, judgements[hit.row]) for hit in hits if hit.row in judgements]
    if not read:
        return []
    best_rank = max(judgement.rank for _, judgement in read)
    surest = max(judgement.answerable for _, judgement in read)
    sentences: dict[str, list[Sentence]] = {}
    for sentence in found:
        sentences.setdefault(sentence.article.id, []).append(sentence)
    candidates: dict[tuple[str, int, int], Candidate] = {}
    for place, (hit, judgement) in enumerate(read):
        passage = {
            "answerable": _clipped(judgement.answerable),
            "surest": _clipped(surest),
            "rank": math.exp(min(judgement.rank - best_rank, 0.0)),
            "first": float(place == 0),
            "named": question.named.get(hit.article.id, 1.0),
            "article": question.known.get(hit.article.id, 0.0),
            "year": _year_held(question.text, hit.article),
        }
        for order, marked in enumerate(_marked(hit.chunk, judgement)):
            candidate = _candidate(question, hit, marked, sentences.get(hit.article.id, ()), passage, order)
            if candidate is None or candidate.marked is None:
                continue
            start = candidate.sentence.span.start
            key = (hit.article.id, start + candidate.marked.start, start + candidate.marked.end)
            if key not in candidates or candidates[key].features["span"] < candidate.features["span"]:
                candidates[key] = candidate
    return list(candidates.values())


def _marked(chunk: Chunk, judgement: Judgement) -> list[_Marked]:
    """The likeliest spans of a passage, best first, no two with the same end or beginning inside each other."""
    count = len(judgement.offsets)
    if not count:
        return []
    sums = judgement.start[:, None].astype(np.float64) + judgement.end[None, :] - judgement.none
    possible = np.triu(np.ones((count, count), np.bool_)) & np.tri(count, k=LONGEST_ANSWER - 1, dtype=np.bool_)
    sums = np.where(possible, sums, -np.inf)
    top = max(float(sums.max()), 0.0)
    weights = np.exp(sums - top)
    shares = weights / (weights.sum() + math.exp(-top))
    order = np.argsort(-sums, axis=None, kind="stable")[: 20 * MARKED]
    found: list[_Marked] = []
    for place in order:
        first, last = divmod(int(place), count)
        score = float(sums[first, last])
        if len(found) == MARKED or score < float(sums.max()) - _LEAST:
            break
        span = Span(chunk.start + judgement.offsets[first][0], chunk.start + judgement.offsets[last][1])
        found.append(_Marked(span, score, float(shares[first, last])))
    return found


def _candidate(
    question: Question,
    hit: Hit,
    marked: _Marked,
    sentences: Sequence[Sentence],
    passage: Mapping[str, float],
    order: int,
) -> Candidate | None:
    """A marked span as a part of one sentence, widened and typed; None where no sentence holds its beginning."""
    holding = [each for each in sentences if each.span.start <= marked.span.start < each.span.end]
    if not holding:
        return None
    sentence = holding[0]
    origin = sentence.span.start
    inside = Span(marked.span.start - origin, min(marked.span.end, sentence.span.end) - origin)
    read = figures(sentence.text, published_at=hit.article.published_at)
    span = widened(sentence.text, inside, [Span(each.start, each.end) for each in read])
    if span.start >= span.end:
        return None
    text = sentence.text[span.start : span.end]
    figure = _figure(text, span, read)
    features = {
        **passage,
        "span": _clipped(marked.score),
        "share": marked.share,
        "order": 1 / (1 + order),
        "behind": sentence.behind,
        "kind": _kind_fits(question.kinds, figure),
        "figure": float(figure is not None),
        "long": min(len(text), 40) / 40,
        "asked": float(len(text) > 1 and fold(text) in fold(question.text)),
    }
    return Candidate(sentence, figure, features, span)


def _figure(text: str, span: Span, read: Sequence[Figure]) -> Figure | None:
    """The figure that a span amounts to: the one that makes up at least half of it."""
    within = [each for each in read if span.start <= each.start and each.end <= span.end]
    if len(within) != 1 or (within[0].end - within[0].start) * 2 < len(text):
        return None
    return within[0]


_KINDS_OF_FIGURES: Mapping[str, tuple[str, ...]] = {
    "money": ("money",),
    "count": ("count",),
    "percent": ("percent",),
    "ratio": ("percent", "count"),
    "date": ("date",),
    "time": ("date",),
    "duration": ("duration",),
    "ordinal": ("count", "thing"),
}
_MEASURES = ("measure",)
_NUMBERS = ("money", "count", "percent", "date", "duration", "measure")


def _kind_fits(kinds: Mapping[str, float], figure: Figure | None) -> float:
    """How likely a question wants what a span is: the likelihood of the kinds that it may be of."""
    if figure is None:
        return 1.0 - sum(kinds.get(name, 0.0) for name in _NUMBERS)
    return sum(kinds.get(name, 0.0) for name in _KINDS_OF_FIGURES.get(str(figure.kind), _MEASURES))


def _year_held(question: str, article: Article) -> float:
    """1 where the article was published in a year that the question names, or names it; 1 where it names none."""
    years = set(_YEAR.findall(question))
    if not years:
        return 1.0
    return float(any(year in article.published_at[:4] or year in article.body or year in article.title for year in years))


def _clipped(logit: float) -> float:
    """A logit between -1 and 1: what is ten above says no more."""
    return max(min(logit, 10.0), -10.0) / 10
