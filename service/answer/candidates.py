"""What may answer, in the passages that were found: spans that a reader marks, and figures of the kind that is asked for.

The reader reads: of every passage its likeliest spans are taken, widened to whole figures, words and quotations, and what the
grammar makes of one says what it amounts to. Figures beside them are weighed with the same numbers. Where nothing was read,
figures and whole sentences are all there is. What a question asks for only weighs; nothing but a unit or currency that it names shuts figures out.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.domain import Hit, Span
from indexer.figure import Figure
from indexer.reader import Judgement
from service.answer.asked_unit import excludes
from service.answer.candidate import Candidate
from service.answer.enumerations import whole_list
from service.answer.features import ReadSentence, article_features, fits
from service.answer.query import Query
from service.answer.sentences import PASSAGES, found_sentences
from service.answer.span_expansion import expanded
from service.answer.window import Mark, Window
from service.names.whole import whole

PASSAGE = ("answerable", "surest", "rank", "first")
"""What a reader says for all spans of a passage."""
SPAN = ("span", "share", "order", "marked", "figure span")
"""What it says for one."""

_MARKED = 6
"""Spans of each passage that may answer."""
_BEHIND = 6.0
"""Logits that a span may stay behind the best one of its passage."""
_AROUND = 6
"""Characters on either side of a figure that a span which answers with it may take in: 共三万多元, 三万多元现金."""
_LIKELY = 0.1
"""Likelihood of its kind from which a figure that is not marked may answer."""


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage that was read."""

    hit: Hit
    window: Window
    features: Mapping[str, float]


def candidates(query: Query, hits: Sequence[Hit], read: Mapping[int, Judgement]) -> list[Candidate]:
    """What may answer, each span once, in order of passages.

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
    return _agreeing([replace(each, features={**each.features, **articles[each.sentence.article.id]}) for each in kept])


def _passages(hits: Sequence[Hit], read: Mapping[int, Judgement]) -> list[_Passage]:
    judged = [(hit, read[hit.row]) for hit in hits if hit.row in read]
    best = max((judgement.rank for _, judgement in judged), default=0.0)
    surest = max((judgement.answerable for _, judgement in judged), default=0.0)
    return [
        _Passage(
            hit,
            Window(hit.chunk, judgement),
            {
                "answerable": _clipped(judgement.answerable),
                "surest": _clipped(surest),
                "rank": math.exp(min(judgement.rank - best, 0.0)),
                "first": float(place == 0),
            },
        )
        for place, (hit, judgement) in enumerate(judged)
    ]


def _marked(
    query: Query, passages: Sequence[_Passage], sentences: Mapping[str, Sequence[ReadSentence]]
) -> Iterator[Candidate]:
    """What the reader marks, each as a part of the sentence that it begins in."""
    for passage in passages:
        for order, mark in enumerate(passage.window.best(_MARKED, within=_BEHIND)):
            read = _holding(sentences.get(passage.hit.article.id, ()), mark.span.start)
            if read is None:
                continue
            origin, text = read.sentence.span.start, read.sentence.text
            inside = Span(mark.span.start - origin, min(mark.span.end, read.sentence.span.end) - origin)
            span = expanded(text, inside, read.wholes)
            if query.asks_for_a_name:
                start, end = whole(passage.hit.article.body, origin + span.start, origin + span.end)
                span = Span(max(start - origin, 0), min(end - origin, len(text)))
            if query.asks_for_a_list:
                span = whole_list(text, span)
            if span.start == span.end:
                continue
            amount = _amount(span, read.figures)
            yield _candidate(read, span, amount, passage, mark, 1 / (1 + order))
            if amount is not None and (bare := Span(amount.start, amount.end)) != span:
                # 高达50美元 and 3年的 mark 50美元 and 3年.
                yield _candidate(read, bare, amount, passage, mark, 1 / (1 + order))


def _figures(
    query: Query, passages: Sequence[_Passage], sentences: Mapping[str, Sequence[ReadSentence]]
) -> Iterator[Candidate]:
    """Figures of the kind that is asked for, as the reader scores what stands there."""
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
                    yield _candidate(read, span, figure, None, None, 0.0)
                    continue
                _, passage, mark = max(scored, key=lambda each: each[0])
                touched = Mark(mark.span, mark.score, passage.window.touched(start, end))
                yield _candidate(read, span, figure, passage, touched, 0.0)


def _whole(sentences: Mapping[str, Sequence[ReadSentence]]) -> Iterator[Candidate]:
    for those in sentences.values():
        for read in those:
            yield _candidate(read, Span(0, len(read.sentence.text)), None, None, None, 0.0)


def _holding(sentences: Sequence[ReadSentence], place: int) -> ReadSentence | None:
    """The sentence that has a character of the body."""
    return next((each for each in sentences if each.sentence.span.start <= place < each.sentence.span.end), None)


def _candidate(
    read: ReadSentence, span: Span, figure: Figure | None, passage: _Passage | None, mark: Mark | None, order: float
) -> Candidate:
    features = read.features(span, figure) | {
        "span": _clipped(mark.score) if mark is not None else -1.0,
        "share": mark.share if mark is not None else 0.0,
        "order": order,
        "marked": float(order > 0),
        "figure span": _clipped(mark.score) if mark is not None and figure is not None else 0.0,
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


def _agreeing(found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with how likely other articles say the same, 0 to 1."""
    said: dict[object, dict[str, float]] = {}
    for each in found:
        by_article = said.setdefault(each.meaning, {})
        article = each.sentence.article.id
        by_article[article] = max(by_article.get(article, 0.0), each.features["share"])
    return [replace(each, features={**each.features, "agree": _others(said[each.meaning], each)}) for each in found]


def _others(by_article: Mapping[str, float], candidate: Candidate) -> float:
    own = candidate.sentence.article.id
    return min(sum(share for article, share in by_article.items() if article != own), 1.0)


def _clipped(logit: float) -> float:
    """A logit as -1 to 1: what is ten above or below says no more."""
    return max(min(logit, 10.0), -10.0) / 10
