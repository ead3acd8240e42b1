"""Reads the sentences of the leading candidates again where the first reading does not answer: each by itself, and between its neighbours.

The first reading sees a passage of some hundred words at once, and marks what stands out in it. What the same reader marks
in each of several views of the same words is likelier right, and at likelier edges, than what it marks in one.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from indexer.core.article import Span
from indexer.rerank.reader import Excerpt, Judgement
from indexer.text.sentences import sentences
from service.answer.candidate import Candidate, Sentence, Weighed
from service.answer.candidates import Window, clipped

LEAST = 0.3
"""From this likelihood on what the first reading is not sure of is read again: below, nothing was saved by it."""
SENTENCES = 2
"""How many are read again: what a third to a fifth add is within noise."""
VIEWS = ("alone", "beside")
"""A sentence by itself, and with its neighbours."""
AGAIN = ("read again", *(f"{view} {logit}" for view in VIEWS for logit in ("answerable", "span", "share")))
"""Features that a second reading gives to a span."""

_AROUND = 120
"""Characters on either side of a sentence in which its neighbours begin and end."""
_NOT_READ: Mapping[str, float] = {
    "read again": 0.0,
    **{f"{view} {logit}": -0.6 for view in VIEWS for logit in ("answerable", "span")},
    **{f"{view} share": 0.0 for view in VIEWS},
}
"""Of a span that stands in no sentence which was read again: about what the second reading says of a wrong one."""

Judge: TypeAlias = Callable[[Sequence[Excerpt]], Sequence[Judgement]]
"""Reads parts of passages for the question: all of them, or none where there is no time."""


def is_worth_it(likelihood: float, threshold: float) -> bool:
    """Whether a first reading neither answers nor gives up.

    Args:
        likelihood: Of the best candidate, by the first reading.
        threshold: The likelihood from which that one answers.
    """
    return LEAST <= likelihood < threshold


def read_again(ranked: Sequence[Weighed], judge: Judge) -> list[Candidate]:
    """The candidates in the order given, with what a second reading says for each; empty where nothing could be read.

    Args:
        ranked: By the first reading, best first.
        judge: Reads parts of passages.
    """
    leading = _leading(each.candidate.sentence for each in ranked)
    read: dict[tuple[str, int], list[Window]] = {_place(sentence): [] for sentence in leading}
    # A view at a time: a batch takes as long as its longest part for each of them.
    for parts in zip(*map(views, leading), strict=True):
        bodies = [
            (sentence.article.title, sentence.article.body, part) for sentence, part in zip(leading, parts, strict=True)
        ]
        found = judge([Excerpt.of(*each) for each in bodies])
        if len(found) < len(leading):
            return []
        for sentence, part, judgement in zip(leading, parts, found, strict=True):
            read[_place(sentence)].append(Window(part, judgement))
    return [
        replace(each.candidate, features={**each.candidate.features, **_told(each.candidate, read)}) for each in ranked
    ]


def views(sentence: Sentence) -> tuple[Span, Span]:
    """Parts of the article's body: the sentence, and the same with its neighbours, which may be cut."""
    own, body = sentence.span, sentence.article.body
    first = max(0, own.start - _AROUND)
    around = [Span(first + each.start, first + each.end) for each in sentences(body[first : own.end + _AROUND])]
    start = max((each.start for each in around if each.start < own.start), default=own.start)
    end = min((each.end for each in around if each.end > own.end), default=own.end)
    return own, Span(start, end)


def _leading(found: Iterable[Sentence]) -> list[Sentence]:
    """The first different sentences."""
    different: dict[tuple[str, int], Sentence] = {}
    for each in found:
        different.setdefault(_place(each), each)
        if len(different) == SENTENCES:
            break
    return list(different.values())


def _place(sentence: Sentence) -> tuple[str, int]:
    return sentence.article.id, sentence.span.start


def _told(candidate: Candidate, read: Mapping[tuple[str, int], Sequence[Window]]) -> Mapping[str, float]:
    """What the views of its sentence say for a span."""
    sentence = candidate.sentence
    seen = read.get(_place(sentence))
    if seen is None:
        return _NOT_READ
    origin = sentence.span.start
    start, end = origin + candidate.span.start, origin + candidate.span.end
    told = {"read again": 1.0}
    for view, window in zip(VIEWS, seen, strict=True):
        mark = window.exactly(start, end)
        told[f"{view} answerable"] = clipped(window.judgement.answerable)
        told[f"{view} span"] = clipped(mark.score if mark is not None else -math.inf)
        told[f"{view} share"] = mark.share if mark is not None else 0.0
    return told
