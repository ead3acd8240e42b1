"""What a comparison comes to: the name of the one whose figure is larger, or smaller, with both figures cited."""

from dataclasses import replace
from decimal import Decimal

from indexer.domain import Answer, AnswerKind, AskResult, Citation, SearchResult
from indexer.figure import Bound, Figure
from indexer.fold import fold
from service.answer.cite import quoted
from service.answer.comparing import Comparison

_OPEN = Decimal("1.34")
"""三万多 may be all but 40,000: an end that is left open lies this factor away at most."""


def outcome(comparison: Comparison, first: AskResult, second: AskResult, found: SearchResult) -> AskResult:
    """Which of two a comparison asks for, where both were answered with figures that can be told apart; else why not.

    Args:
        comparison: What is compared.
        first: What was answered of the first alone.
        second: And of the second.
        found: What the question itself found; it is returned beside the answer.
    """
    silent = AskResult(None, "no_evidence", "comparison", (), (), found, found.took_ms)
    if first.answer is None or second.answer is None:
        lacking = first if first.answer is None else second
        return replace(silent, reason=lacking.reason)
    larger = _larger(first.answer.figure, second.answer.figure)
    if larger is None or not _apart(first, second):
        equal_kinds = _alike(first.answer.figure, second.answer.figure)
        return replace(silent, reason="low_margin" if equal_kinds else "type_mismatch")
    order = (0, 1) if (larger == 0) == comparison.larger else (1, 0)
    winner, loser = ((first, second)[place] for place in order)
    name = comparison.names[order[0]]
    likelihood = round(first.answer.confidence * second.answer.confidence, 4)
    answer, named = _named(name, winner, likelihood)
    cited = dict.fromkeys((named, winner.citations[0], loser.citations[0]))
    return replace(silent, answer=answer, reason="", citations=tuple(cited))


def _alike(one: Figure | None, other: Figure | None) -> bool:
    return one is not None and other is not None and (one.kind, one.unit) == (other.kind, other.unit)


def _apart(first: AskResult, second: AskResult) -> bool:
    """Whether two answers stand in different places."""
    places = [(each.citations[0].article.id, each.answer.start) for each in (first, second) if each.answer is not None]
    return len(set(places)) == 2


def _larger(one: Figure | None, other: Figure | None) -> int | None:
    """0 where the first figure is larger or later, 1 where the second is; None where that can't be told."""
    if one is None or other is None or not _alike(one, other):
        return None
    first, second = _ends(one), _ends(other)
    if first is None or second is None or isinstance(first[0], str) != isinstance(second[0], str):
        return None
    if _less(first[1], second[0]):
        return 1
    return 0 if _less(second[1], first[0]) else None


def _ends(figure: Figure) -> tuple[Bound, Bound] | None:
    low, high = figure.min, figure.max
    if low is None and high is None:
        return None
    if isinstance(low, str) or isinstance(high, str):
        return (low or high, high or low)
    return (low if low is not None else _scaled(high, 1 / _OPEN), high if high is not None else _scaled(low, _OPEN))


def _scaled(bound: Bound, factor: Decimal) -> Bound:
    return bound * factor if isinstance(bound, Decimal) else bound


def _less(one: Bound, other: Bound) -> bool:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one < other
    return isinstance(one, str) and isinstance(other, str) and one < other


def _named(name: str, winner: AskResult, likelihood: float) -> tuple[Answer, Citation]:
    """The name as the winner's article has it, with its sentence; the sentence of its figure where it has it otherwise."""
    citation = winner.citations[0]
    body, wanted = fold(citation.article.body), fold(name)
    start = body.find(wanted, citation.start, citation.end)
    if start < 0:
        start = body.find(wanted)
    if start < 0:
        return Answer(citation.quote, AnswerKind.SENTENCE, citation.start, citation.end, None, likelihood), citation
    end = start + len(wanted)
    holds = citation.start <= start and end <= citation.end
    answer = Answer(citation.article.body[start:end], AnswerKind.SPAN, start, end, None, likelihood)
    return answer, citation if holds else quoted(citation.article, start)
