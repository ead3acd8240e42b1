"""Finds the candidates in the passages: spans that the reader marks, and figures of the kind that is asked for.

A judgement has a logit for each token to begin or to end the answer. A span scores the sum of the two, less that of "no answer
here"; its share is a softmax over all spans of the chunk and none.

The reader reads: of every passage its likeliest spans are taken, widened to whole figures, words and quotations, and what the
grammar makes of one says what it amounts to. Figures beside them are weighed with the same numbers. Where nothing was read,
figures and whole sentences are all there is. What a question asks for only weighs; nothing but a unit or currency that it names shuts figures out.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from indexer.core.article import Chunk, Span
from indexer.core.figure import Figure
from indexer.rerank.reader import LONGEST_ANSWER, Judgement, touching
from service.answer.candidate import PASSAGES, Candidate, found_sentences
from service.answer.enumerations import whole_list
from service.answer.features import ReadSentence, article_features, fits
from service.answer.question import AnswerQuery
from service.answer.span_expansion import bare_person, expanded, whole_name
from service.answer.units import excludes
from service.results import Hit


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A span as a reader scores it."""

    span: Span
    """Its place in the article's body."""
    score: float
    """Its logits, less those of no answer."""
    share: float
    """How likely it is the answer, among all spans of the chunk and no answer."""


class Window:
    """A judged part of an article's body, with its spans scored once."""

    def __init__(self, part: Chunk | Span, judgement: Judgement) -> None:
        self.part = part
        self.judgement = judgement
        count = len(judgement.offsets)
        sums = judgement.start[:, None].astype(np.float64) + judgement.end[None, :] - judgement.none
        possible = np.triu(np.ones((count, count), np.bool_)) & np.tri(count, k=LONGEST_ANSWER - 1, dtype=np.bool_)
        self._sums = np.where(possible, sums, -np.inf)
        """Shape (first token, last token); -inf where there is no span."""
        # That there is no answer has the logit 0 beside them.
        top = max(float(self._sums.max()), 0.0) if count else 0.0
        weights = np.exp(self._sums - top)
        self._shares = weights / (weights.sum() + math.exp(-top))

    def best(self, most: int, *, within: float) -> Iterator[MarkedSpan]:
        """The likeliest spans, best first, down to so many logits behind the best one."""
        first = -math.inf
        for place in _largest(self._sums.ravel(), most):
            mark = self._mark(*divmod(int(place), len(self.judgement.offsets)))
            first = max(first, mark.score)
            if mark.score < first - within:
                return
            yield mark

    def inside(self, start: int, end: int) -> MarkedSpan | None:
        """The best span of tokens that touch these characters of the body; None where none was read."""
        places = self._tokens(start, end)
        if places is None:
            return None
        first, last = places
        sums = self._sums[first : last + 1, first : last + 1]
        begin, stop = divmod(int(sums.argmax()), sums.shape[1])
        return self._mark(first + begin, first + stop)

    def exactly(self, start: int, end: int) -> MarkedSpan | None:
        """The span of the tokens that touch these characters of the body; None where they were not read, or are too many."""
        places = self._tokens(start, end)
        return None if places is None or self._sums[places] == -np.inf else self._mark(*places)

    def touched(self, start: int, end: int) -> float:
        """How likely the answer is a span that touches these characters, 0 to 1."""
        places = self._tokens(start, end)
        return 0.0 if places is None else float(self._shares[: places[1] + 1, places[0] :].sum())

    def _mark(self, first: int, last: int) -> MarkedSpan:
        offsets, origin = self.judgement.offsets, self.part.start
        span = Span(origin + offsets[first][0], origin + offsets[last][1])
        return MarkedSpan(span, float(self._sums[first, last]), float(self._shares[first, last]))

    def _tokens(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and last token that touch characters of the body; None where none was read."""
        start, end = max(start, self.part.start), min(end, self.part.end)
        if start >= end or not self.judgement.offsets:
            return None
        last = self.judgement.offsets[-1][1]
        return touching(self.judgement.offsets, start - self.part.start, min(end - self.part.start, last))


def _largest(values: npt.NDArray[np.float64], most: int) -> npt.NDArray[np.intp]:
    """Places of the largest values, largest first, equal ones in their order; without sorting all the others."""
    if most < values.size:
        least = np.partition(values, values.size - most)[values.size - most]
        places = np.flatnonzero(values >= least)
    else:
        places = np.arange(values.size)
    return places[np.argsort(-values[places], kind="stable")][:most]


PASSAGE = ("answerable", "surest", "rank", "first")
"""Features that a reader gives to all spans of a passage."""
SPAN = ("span", "share", "order", "marked", "figure span")
"""Features that a reader gives to one span."""

_MARKED = 6
"""How many spans of each passage may answer."""
_BEHIND = 6.0
"""A span may score at most so many logits less than the best one of its passage."""
_AROUND = 6
"""Characters on either side of a figure that a span which answers with it may take in: 共三万多元, 三万多元现金."""
_LIKELY = 0.1
"""A figure that the reader did not mark may answer if its kind is this likely."""


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage that was read."""

    hit: Hit
    window: Window
    features: Mapping[str, float]


def candidates(query: AnswerQuery, hits: Sequence[Hit], read: Mapping[int, Judgement]) -> list[Candidate]:
    """Finds the spans that may answer, each once, in order of passages.

    Args:
        query: What is asked.
        hits: Passages, best first.
        read: A reader's judgements by row; where there is none, whole sentences may answer, too.
    """
    sentences: dict[str, list[ReadSentence]] = {}
    for sentence in found_sentences(hits):
        sentences.setdefault(sentence.article.id, []).append(ReadSentence(sentence, query))
    told = {hit.article.id: hit.article for hit in hits[:PASSAGES]}
    articles = {each: article_features(query, article) for each, article in told.items()}
    passages = _passages(hits[:PASSAGES], read)
    every = _marked(query, passages, sentences) if passages else _whole(sentences)
    found: dict[tuple[str, int, int], Candidate] = {}
    for each in (*every, *_figures(query, passages, sentences)):
        start = each.sentence.span.start
        key = (each.sentence.article.id, start + each.span.start, start + each.span.end)
        if key not in found or found[key].features.get("span", 0.0) < each.features.get("span", 0.0):
            found[key] = each
    kept = [each for each in found.values() if each.figure is None or not excludes(query.unit, each.figure)]
    return [replace(each, features={**each.features, **articles[each.sentence.article.id]}) for each in kept]


def _passages(hits: Sequence[Hit], read: Mapping[int, Judgement]) -> list[_Passage]:
    judged = [(hit, read[hit.row]) for hit in hits if hit.row in read]
    best = max((judgement.rank for _, judgement in judged), default=0.0)
    surest = max((judgement.answerable for _, judgement in judged), default=0.0)
    return [
        _Passage(
            hit,
            Window(hit.chunk, judgement),
            {
                "answerable": clipped(judgement.answerable),
                "surest": clipped(surest),
                "rank": math.exp(min(judgement.rank - best, 0.0)),
                "first": float(place == 0),
            },
        )
        for place, (hit, judgement) in enumerate(judged)
    ]


def _marked(
    query: AnswerQuery, passages: Sequence[_Passage], sentences: Mapping[str, Sequence[ReadSentence]]
) -> Iterator[Candidate]:
    """The spans that the reader marks, each as a part of the sentence that it begins in."""
    for passage in passages:
        for order, mark in enumerate(passage.window.best(_MARKED, within=_BEHIND)):
            read = _holding(sentences.get(passage.hit.article.id, ()), mark.span.start)
            if read is None:
                continue
            origin, text = read.sentence.span.start, read.sentence.text
            inside = Span(mark.span.start - origin, min(mark.span.end, read.sentence.span.end) - origin)
            span = expanded(text, inside, read.wholes)
            if query.asks_for_a_name:
                start, end = whole_name(passage.hit.article.body, origin + span.start, origin + span.end)
                if query.asks_for_a_person:
                    alone = bare_person(passage.hit.article.body, start, end)
                    start, end = (start, end) if _cuts(alone, origin, read) else alone
                span = Span(max(start - origin, 0), min(end - origin, len(text)))
            if query.asks_for_a_list:
                span = whole_list(text, span)
            if span.start == span.end:
                continue
            amount = _amount(span, read.figures)
            yield _candidate(read, span, figure=amount, passage=passage, mark=mark, order=1 / (1 + order))
            if amount is not None and (bare := Span(amount.start, amount.end)) != span:
                # 高达50美元 and 3年的 mark 50美元 and 3年.
                yield _candidate(read, bare, figure=amount, passage=passage, mark=mark, order=1 / (1 + order))


def _figures(
    query: AnswerQuery, passages: Sequence[_Passage], sentences: Mapping[str, Sequence[ReadSentence]]
) -> Iterator[Candidate]:
    """Figures of the kind that is asked for, with the reader's score of their place."""
    windows: dict[str, list[_Passage]] = {}
    for passage in passages:
        windows.setdefault(passage.hit.article.id, []).append(passage)
    for article, those in sentences.items():
        for read in those:
            origin = read.sentence.span.start
            for figure in read.figures:
                if fits(query.kinds, figure) < _LIKELY:
                    continue
                span, start, end = Span(figure.start, figure.end), origin + figure.start, origin + figure.end
                over = [(each, each.window.inside(start - _AROUND, end + _AROUND)) for each in windows.get(article, ())]
                scored = [(mark.score, each, mark) for each, mark in over if mark is not None]
                if not scored:
                    yield _candidate(read, span, figure=figure, passage=None, mark=None, order=0.0)
                    continue
                _, passage, mark = max(scored, key=lambda each: each[0])
                touched = MarkedSpan(mark.span, mark.score, passage.window.touched(start, end))
                yield _candidate(read, span, figure=figure, passage=passage, mark=touched, order=0.0)


def _whole(sentences: Mapping[str, Sequence[ReadSentence]]) -> Iterator[Candidate]:
    for those in sentences.values():
        for read in those:
            yield _candidate(read, Span(0, len(read.sentence.text)), figure=None, passage=None, mark=None, order=0.0)


def _cuts(span: tuple[int, int], origin: int, read: ReadSentence) -> bool:
    """Whether a span of the body begins inside what belongs together in its sentence: 万 of 3万多元 is a family name, too."""
    return any(origin + each.start < span[0] < origin + each.end for each in read.wholes)


def _holding(sentences: Sequence[ReadSentence], place: int) -> ReadSentence | None:
    """The sentence that has a character of the body."""
    return next((each for each in sentences if each.sentence.span.start <= place < each.sentence.span.end), None)


def _candidate(
    read: ReadSentence,
    span: Span,
    *,
    figure: Figure | None,
    passage: _Passage | None,
    mark: MarkedSpan | None,
    order: float,
) -> Candidate:
    features = read.features(span, figure) | {
        "span": clipped(mark.score) if mark is not None else -1.0,
        "share": mark.share if mark is not None else 0.0,
        "order": order,
        "marked": float(order > 0),
        "figure span": clipped(mark.score) if mark is not None and figure is not None else 0.0,
    }
    return Candidate(
        read.sentence, span, figure, {**features, **(passage.features if passage is not None else _UNREAD)}
    )


_UNREAD: Mapping[str, float] = {"answerable": -1.0, "surest": 0.0, "rank": 0.0, "first": 0.0}


def _amount(span: Span, read: Sequence[Figure]) -> Figure | None:
    """The figure that a span amounts to: the only one in it, if it is half of it at least."""
    within = [each for each in read if span.start <= each.start and each.end <= span.end]
    if len(within) != 1 or (within[0].end - within[0].start) * 2 < span.end - span.start:
        return None
    return within[0]


def clipped(logit: float) -> float:
    """A logit scaled to -1 to 1; ten and more are 1."""
    return max(min(logit, 10.0), -10.0) / 10
