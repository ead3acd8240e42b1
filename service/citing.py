"""Candidates as citations and answers, each checked against the article before it is given."""

import hashlib
from dataclasses import replace

from indexer.domain import Answer, AnswerKind, Article, Citation, Span
from indexer.figure import FigureKind
from indexer.sentences import sentences
from service.answer_model import Weighed

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
    sentence, figure = weighed.candidate.sentence, weighed.candidate.figure
    if figure is None:
        return _words(weighed, likelihood)
    start, end = sentence.span.start + figure.start, sentence.span.start + figure.end
    if sentence.article.body[start:end] != figure.text:
        raise AssertionError(f"figure of {sentence.article.id} does not stand at {start}")
    kind = AnswerKind.DATE if figure.kind in _DATES else AnswerKind.FIGURE
    typed = replace(figure, start=start, end=end)
    if weighed.candidate.marked is not None:
        # 超过2000人次 was marked, and its figure is 2000人次: the words are what was marked.
        return replace(_words(weighed, likelihood), kind=kind, figure=typed)
    return Answer(figure.text, kind, start, end, typed, likelihood)


def _words(weighed: Weighed, likelihood: float) -> Answer:
    """The words of a sentence that a reader marked, or all of it."""
    sentence, marked = weighed.candidate.sentence, weighed.candidate.marked
    if marked is None:
        return Answer(sentence.text, AnswerKind.SENTENCE, sentence.span.start, sentence.span.end, None, likelihood)
    text = sentence.text[marked.start : marked.end]
    start, end = sentence.span.start + marked.start, sentence.span.start + marked.end
    if not text or sentence.article.body[start:end] != text:
        raise AssertionError(f"words of {sentence.article.id} do not stand at {start}")
    return Answer(text, AnswerKind.SPAN, start, end, None, likelihood)
