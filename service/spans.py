"""What a reader marks in the passages it read, as candidates for the answer: each a span of one sentence, whole and typed.

The reader reads: of every passage its likeliest spans are taken, widened to whole figures, words and quotations, and what the
grammar makes of one says what it amounts to. What a question asks for only weighs (`service.kinds`); nothing is shut out.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from indexer.domain import Article, Hit, Span
from indexer.figure import Figure
from indexer.fold import fold
from indexer.reader import Judgement
from indexer.terms import Want
from service.answer_model import Weighed
from service.evidence import PASSAGES, Candidate, Sentence, found_sentences
from service.figures.read import figures
from service.judged import Window
from service.names.whole import whole
from service.question import language_of
from service.rank import share_held
from service.search import Searcher
from service.subject import subject_of
from service.widen import widened

MARKED = 6
"""Spans of each passage that may answer."""
_BEHIND = 6.0
"""Logits that a span may stay behind the best one of its passage."""
_YEAR = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")

_FIGURES: Mapping[str, tuple[str, ...]] = {
    "money": ("money",), "count": ("count",), "percent": ("percent",), "ratio": ("percent", "count"),
    "date": ("date",), "time": ("date",), "duration": ("duration",), "ordinal": ("count", "thing"),
}  # fmt: skip
"""Kinds of questions that a kind of figure answers; figures of all other kinds answer those for a measure."""
_NAMED = ("person", "org", "place")
"""Kinds of questions that a name answers."""
_NUMBERS = ("money", "count", "percent", "date", "duration", "measure")


@dataclass(frozen=True, slots=True)
class _Marked:
    """A span of a passage with the reader's numbers."""

    span: Span
    """Of the article's body."""
    score: float
    """Logits above those of no answer."""
    share: float
    """How likely it is the answer, among all spans of the passage and no answer."""


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage that was read, and what is known of it before its spans are looked at."""

    hit: Hit
    judgement: Judgement
    features: Mapping[str, float]


class _Sentence:
    """A sentence whose figures are read once, however many spans are marked in it."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Those that the grammar reads, with spans of the sentence."""
        return figures(self.sentence.text, published_at=self.sentence.article.local_time)


def span_candidates(
    searcher: Searcher,
    question: str,
    kinds: Mapping[str, float],
    hits: Sequence[Hit],
    read: Mapping[int, Judgement],
) -> list[Candidate]:
    """What the reader marks in the passages that it read, each once, in order of passages.

    Args:
        searcher: What was searched.
        question: What is asked.
        kinds: How likely it asks for each kind of answer.
        hits: Passages, best first.
        read: Judgements by row; a passage without one gives nothing.
    """
    sentences: dict[str, list[_Sentence]] = {}
    for sentence in found_sentences(hits):
        sentences.setdefault(sentence.article.id, []).append(_Sentence(sentence))
    found: dict[tuple[str, int, int], Candidate] = {}
    for passage in _passages(searcher, question, hits[:PASSAGES], read):
        article = passage.hit.article
        for order, marked in enumerate(_marked(Window(passage.hit.chunk, passage.judgement))):
            candidate = _candidate(question, kinds, marked, sentences.get(article.id, ()), passage, order)
            if candidate is None or candidate.marked is None:
                continue
            start = candidate.sentence.span.start
            key = (article.id, start + candidate.marked.start, start + candidate.marked.end)
            if key not in found or found[key].features["span"] < candidate.features["span"]:
                found[key] = candidate
    return _agreeing(list(found.values()))


def _passages(searcher: Searcher, question: str, hits: Sequence[Hit], read: Mapping[int, Judgement]) -> list[_Passage]:
    """The passages that were read, with what tells them apart."""
    judged = [(hit, read[hit.row]) for hit in hits if hit.row in read]
    if not judged:
        return []
    best = max(judgement.rank for _, judgement in judged)
    surest = max(judgement.answerable for _, judgement in judged)
    terms, subject = searcher.snapshot.terms, subject_of(question)
    names = searcher.read(subject, language=language_of(question)).wants(terms) if subject else []
    words = list(dict.fromkeys(searcher.read(question).wants(terms)))
    held = {hit.article.id: _held(names, words, hit.article) for hit, _ in judged}
    return [
        _Passage(
            hit,
            judgement,
            {
                "answerable": _clipped(judgement.answerable),
                "surest": _clipped(surest),
                "rank": math.exp(min(judgement.rank - best, 0.0)),
                "first": float(place == 0),
                "named": held[hit.article.id][0],
                "article": held[hit.article.id][1],
                "year": _year_held(question, hit.article),
            },
        )
        for place, (hit, judgement) in enumerate(judged)
    ]


def _held(names: Sequence[Want], words: Sequence[Want], article: Article) -> tuple[float, float]:
    """The shares of a question's names and of its words that an article holds; 1 and 0 where it has none."""
    text = f"{article.title}\n{article.body}"
    named = share_held(names, text, language=article.language) if names else 1.0
    return named, share_held(words, text, language=article.language) if words else 0.0


def _marked(window: Window) -> list[_Marked]:
    """The likeliest spans of a passage, best first."""
    origin, offsets = window.chunk.start, window.judgement.offsets
    found: list[_Marked] = []
    for place in np.argsort(-window.sums, axis=None, kind="stable")[:MARKED]:
        first, last = divmod(int(place), len(offsets))
        score = float(window.sums[first, last])
        if score < window.best - _BEHIND:
            break
        span = Span(origin + offsets[first][0], origin + offsets[last][1])
        found.append(_Marked(span, score, float(window.shares[first, last])))
    return found


def _candidate(
    question: str,
    kinds: Mapping[str, float],
    marked: _Marked,
    sentences: Sequence[_Sentence],
    passage: _Passage,
    order: int,
) -> Candidate | None:
    """A marked span as a part of one sentence, widened and typed; None where no sentence holds its beginning."""
    holding = (each for each in sentences if each.sentence.span.start <= marked.span.start < each.sentence.span.end)
    held = next(holding, None)
    if held is None:
        return None
    sentence, read, text = held.sentence, held.figures, held.sentence.text
    origin = sentence.span.start
    inside = Span(marked.span.start - origin, min(marked.span.end, sentence.span.end) - origin)
    span = widened(text, inside, [Span(each.start, each.end) for each in read])
    if span.start >= span.end:
        return None
    if sum(kinds.get(name, 0.0) for name in _NAMED) >= 0.5:
        start, end = whole(sentence.article.body, origin + span.start, origin + span.end)
        span = Span(max(start - origin, 0), min(end - origin, len(text)))
    words = text[span.start : span.end]
    figure = _figure(span, read)
    features = {
        **passage.features,
        "span": _clipped(marked.score),
        "share": marked.share,
        "order": 1 / (1 + order),
        "behind": sentence.behind,
        "kind": _fits(kinds, figure),
        "figure": float(figure is not None),
        "long": min(len(words), 40) / 40,
        "asked": float(len(words) > 1 and fold(words) in fold(question)),
    }
    return Candidate(sentence, figure, features, span)


def _figure(span: Span, read: Sequence[Figure]) -> Figure | None:
    """The figure that a span amounts to: the only one in it, if it is half of it at least."""
    within = [each for each in read if span.start <= each.start and each.end <= span.end]
    if len(within) != 1 or (within[0].end - within[0].start) * 2 < span.end - span.start:
        return None
    return within[0]


def _fits(kinds: Mapping[str, float], figure: Figure | None) -> float:
    """How likely a question wants what a span is: the likelihood of the kinds that it may be of."""
    if figure is None:
        return 1.0 - sum(kinds.get(name, 0.0) for name in _NUMBERS)
    return sum(kinds.get(name, 0.0) for name in _FIGURES.get(str(figure.kind), ("measure",)))


def _year_held(question: str, article: Article) -> float:
    """1 where the article was published in a year that the question names, or tells of it; 1 where it names none."""
    years = set(_YEAR.findall(question))
    text = f"{article.published_at[:4]} {article.title} {article.body}"
    return float(not years or any(year in text for year in years))


def _agreeing(found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with how likely other articles say the same, 0 to 1."""
    said: dict[object, dict[str, float]] = {}
    for each in found:
        by_article = said.setdefault(_meaning(each), {})
        article = each.sentence.article.id
        by_article[article] = max(by_article.get(article, 0.0), each.features["share"])
    return [replace(each, features={**each.features, "agree": _others(said[_meaning(each)], each)}) for each in found]


def _others(by_article: Mapping[str, float], candidate: Candidate) -> float:
    own = candidate.sentence.article.id
    return min(sum(share for article, share in by_article.items() if article != own), 1.0)


def _meaning(candidate: Candidate) -> object:
    return Weighed(candidate, 0.0).meaning


def _clipped(logit: float) -> float:
    """A logit as -1 to 1: what is ten above or below says no more."""
    return max(min(logit, 10.0), -10.0) / 10
