"""Whether the figures of a sentence are those of its quotes: equal in value, however they are written."""

import re
from collections.abc import Sequence

from indexer.figure import Figure
from indexer.fold import fold
from service.figures.read import figures
from service.generate.quotes import Context

_DIGITS = re.compile(r"[0-9]+(?:[.,:][0-9]+)*")


def foreign_figure(text: str, contexts: Sequence[Context]) -> str:
    """The first figure of a sentence that none of its quotes states, as written; empty where all do.

    A quote's figures are read in the sentence that it was taken from, so that 3万元 cut out of 13万元 is no figure.
    """
    unproven: dict[int, Figure] = {}
    proven: set[int] = set()
    for context in contexts:
        published_at = context.article.local_time
        quoted = [
            figure
            for figure in figures(context.text, published_at=published_at)
            if context.quote.start <= figure.start and figure.end <= context.quote.end
        ]
        for figure in figures(text, published_at=published_at):
            unproven.setdefault(figure.start, figure)
            if any(equal(figure, other) for other in quoted):
                proven.add(figure.start)
    foreign = [figure.text for start, figure in sorted(unproven.items()) if start not in proven]
    return foreign[0] if foreign else _foreign_digits(text, list(unproven.values()), contexts)


def equal(figure: Figure, other: Figure) -> bool:
    """A unit that one of them leaves out (2,000 masks, 两千只口罩) makes no difference."""
    same_unit = figure.unit == other.unit or "" in {figure.unit, other.unit} or "item" in {figure.unit, other.unit}
    return same_unit and _value(figure) == _value(other)


def _value(figure: Figure) -> tuple[object, ...]:
    return (
        figure.kind,
        figure.min,
        figure.max,
        figure.min_inclusive,
        figure.max_inclusive,
        figure.currency,
        figure.qualifier,
    )


def _foreign_digits(text: str, read: Sequence[Figure], contexts: Sequence[Context]) -> str:
    """Digits that are no figure (a telephone number, a model's name) stand in a quote digit by digit, or are foreign."""
    known = {
        found for each in contexts for found in _DIGITS.findall(fold(each.text[each.quote.start : each.quote.end]))
    }
    for match in _DIGITS.finditer(fold(text)):
        inside = any(figure.start <= match.start() and match.end() <= figure.end for figure in read)
        if not inside and match.group() not in known:
            return match.group()
    return ""
