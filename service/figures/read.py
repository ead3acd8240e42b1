"""Reads the figures of a text: every part of the grammar in turn, most certain first."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache

from indexer.core.figure import Figure
from service.figures.amounts import add_amounts
from service.figures.dates import add_dates
from service.figures.exclusions import excluded_spans, numeral_word_spans
from service.figures.periods import add_shared_periods, join_periods
from service.figures.shares import add_ordinals, add_shares
from service.figures.text import FigureText
from service.figures.vague import add_vague

_KEPT = 4096
"""Sentences whose figures are remembered: questions meet the same ones again and again."""

_ALL = (add_vague, add_shared_periods, add_shares, add_dates, join_periods, add_ordinals, add_amounts)
_OF_TIME = (add_shared_periods, add_dates, join_periods)


@lru_cache(maxsize=_KEPT)
def figures(text: str, *, published_at: str = "", language: str = "") -> tuple[Figure, ...]:
    """The figures of a text in order; they never overlap, and `text[f.start:f.end] == f.text` for each.

    Args:
        text: Any text.
        published_at: When its article appeared, in ISO 8601: 昨日 is the day before.
        language: Code of its language, where that is known: 1.250 is 1,250 in Spanish, 1.25 in English.
    """
    return _without_words(FigureText(text, _moment(published_at), language), _ALL)


def figures_of_parts(word: str) -> tuple[Figure, ...]:
    """The figures that parts of a Chinese word would be, were it no word: 三角 of 长三角."""
    return _read(FigureText(word, None, "zh"), _ALL)


def _without_words(reading: FigureText, parts: Sequence[Callable[[FigureText], None]]) -> tuple[Figure, ...]:
    """What some parts of the grammar read, but for parts of longer words."""
    reading.take(numeral_word_spans(reading.folded))
    return _read(reading, parts)


def _read(reading: FigureText, parts: Sequence[Callable[[FigureText], None]]) -> tuple[Figure, ...]:
    reading.take(excluded_spans(reading.folded))
    for add in parts:
        add(reading)
    return reading.in_order()


def _moment(published_at: str) -> datetime | None:
    try:
        return datetime.fromisoformat(published_at)
    except ValueError:
        return None


def dates(text: str, *, published_at: str = "", language: str = "") -> tuple[Figure, ...]:
    """The dates and times of a text alone, in order: a fifth of the work of `figures`."""
    return _without_words(FigureText(text, _moment(published_at), language), _OF_TIME)
