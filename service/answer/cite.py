"""Candidates as citations and answers, each checked against the article before it is given."""

import hashlib
from dataclasses import replace

from indexer.core.article import Article, Span
from indexer.core.figure import FigureKind
from indexer.text.sentences import sentences
from service.answer.candidate import Weighed
from service.results import Answer, AnswerKind, Citation

_DATES = frozenset({FigureKind.DATE, FigureKind.TIME})


def cited(weighed: Weighed) -> Citation:
    """The sentence of a candidate."""
    sentence = weighed.candidate.sentence
    return _citation(sentence.article, sentence.span)


def quoted(article: Article, place: int) -> Citation:
    """The sentence of an article's body that holds a place.

    Raises:
        ValueError: No sentence does.
    """
    for span in sentences(article.body):
        if span.start <= place < span.end:
            return _citation(article, span)
    raise ValueError(f"{article.id} has no sentence at {place}")


def _citation(article: Article, span: Span) -> Citation:
    quote = article.body[span.start : span.end]
    if not quote:
        raise AssertionError(f"quote of {article.id} does not stand at {span}")
    sha256 = hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()
    return Citation(article, quote, span.start, span.end, sha256)


def answered(weighed: Weighed, likelihood: float) -> Answer:
    """What a candidate answers, with the place in the article's body."""
    candidate = weighed.candidate
    body, origin = candidate.sentence.article.body, candidate.sentence.span.start
    start, end = origin + candidate.span.start, origin + candidate.span.end
    if start >= end or body[start:end] != candidate.text:
        raise AssertionError(f"words of {candidate.sentence.article.id} do not stand at {start}")
    figure = candidate.figure
    if figure is None:
        kind = AnswerKind.SENTENCE if candidate.is_whole else AnswerKind.SPAN
        return Answer(candidate.text, kind, start=start, end=end, figure=None, confidence=likelihood)
    typed = replace(figure, start=origin + figure.start, end=origin + figure.end)
    if body[typed.start : typed.end] != figure.text:
        raise AssertionError(f"figure of {candidate.sentence.article.id} does not stand at {typed.start}")
    kind = AnswerKind.DATE if figure.kind in _DATES else AnswerKind.FIGURE
    return Answer(candidate.text, kind, start=start, end=end, figure=typed, confidence=likelihood)
