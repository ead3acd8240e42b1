"""Candidates as citations and answers, each checked against the article before it is given."""

import hashlib
from dataclasses import replace

from indexer.domain import Answer, AnswerKind, Citation
from indexer.figure import FigureKind
from service.answer_model import Weighed

_DATES = frozenset({FigureKind.DATE, FigureKind.TIME})


def cited(weighed: Weighed) -> Citation:
    """The sentence of a candidate."""
    sentence = weighed.candidate.sentence
    quote = sentence.text
    if not quote or sentence.article.body[sentence.span.start : sentence.span.end] != quote:
        raise AssertionError(f"quote of {sentence.article.id} does not stand at {sentence.span}")
    sha256 = hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()
    return Citation(sentence.article, quote, sentence.span.start, sentence.span.end, sha256)


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
