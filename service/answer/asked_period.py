"""The time that a question asks about, as days: a year, a month or a day that it names, 去年 and "last week" against the clock.

Chinese and English are read by the grammar of figures; relative words of other languages are in period_words.toml. A time that
something is only measured against (比去年同期, "than last year") is not what is asked about.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from indexer.figure import Figure, FigureKind
from indexer.fold import fold
from service.figures.date_words import DAYS, MONTHS, RELATIVE, WEEKS, YEARS, any_of
from service.figures.days import Days, month_away, month_days, year_days
from service.figures.read import figures
from service.question import TOLD, language_of

FILE = "period_words.toml"
_DATES = frozenset({FigureKind.DATE, FigureKind.TIME})
_YEAR = re.compile(r"(?<![0-9.,:/-])(?:19|20)[0-9]{2}(?<![12]000)(?![0-9]|[.,:/-][0-9])")
"""A year that stands alone, as in "the 2023 floods"; 2000 of something is more often a number."""
_FROM_TODAY = re.compile(
    rf"{any_of((*YEARS, *MONTHS, *(day for day in DAYS if not day.isascii())))}"
    rf"|(?:{any_of(WEEKS)})个?(?:周|星期|礼拜)"
    rf"|\b(?:{any_of((*RELATIVE, *(day for day in DAYS if day.isascii())))})\b"
)
"""Words that count from today; 3月 and "Friday" name a time of any year or week."""
_AROUND = 24
"""Characters before a time in which a word may say that it is only measured against."""


def asked_period(question: str, today: date) -> Days | None:
    """The days that a question asks about, from the first that it names to the last; None where it names none.

    >>> str(asked_period("牛砦村2021年捐了多少？", date(2024, 3, 1)).last)
    '2021-12-31'
    >>> str(asked_period("去年捐了多少？", date(2024, 3, 1)).first)
    '2023-01-01'

    Args:
        question: In any language.
        today: The day that "yesterday" counts from.
    """
    folded = fold(question)
    named = _read(question, folded, today)
    # 今年7月 is read whole by the grammar; Japanese has 今年 for the year alone.
    named += [word for word in _words(folded, language_of(question), today) if not any(map(word.touches, named))]
    days = [span.days for span in named if not is_only_measured_against(folded, span.start, span.end)]
    return Days(min(each.first for each in days), max(each.last for each in days)) if days else None


@dataclass(frozen=True, slots=True)
class _Named:
    """A time that a question names, and where."""

    start: int
    end: int
    days: Days

    def touches(self, other: "_Named") -> bool:
        """Whether the two share characters."""
        return self.start < other.end and other.start < self.end


def asked_day(question: str) -> tuple[int, int] | None:
    """The month and day that a question names without a year; None where it names none, or several.

    >>> asked_day("7月21日早晨转移了多少人？"), asked_day("昨天转移了多少人？"), asked_day("2021年7月21日转移了多少人？")
    ((7, 21), None, None)
    """
    # Whatever the clock says, 7月21日 is that day of a year, and no other time is.
    one, other = (_days_by_place(question, clock) for clock in _CLOCKS)
    named = {
        (days.first.month, days.first.day)
        for place, days in one.items()
        if days.first == days.last
        and place in other
        and other[place].first.year != days.first.year
        and (other[place].first.month, other[place].first.day) == (days.first.month, days.first.day)
    }
    return named.pop() if len(named) == 1 else None


_CLOCKS = ("2022-03-02", "2025-08-15")


def _days_by_place(question: str, clock: str) -> dict[int, Days]:
    read = figures(question, published_at=clock)
    return {each.start: days for each in read if (days := days_of(each)) is not None}


def _read(question: str, folded: str, today: date) -> list[_Named]:
    """What the grammar reads as a date with a year, or as one that counts from today; and years that stand alone."""
    read = figures(question, published_at=today.isoformat())
    found = [_Named(each.start, each.end, days) for each in read if (days := _days(each, folded)) is not None]
    taken = [(each.start, each.end) for each in read]
    alone = (_Named(*match.span(), year_days(int(match.group()))) for match in _YEAR.finditer(folded))
    return found + [year for year in alone if not any(start < year.end and year.start < end for start, end in taken)]


def _days(figure: Figure, folded: str) -> Days | None:
    """The days of a date whose year is said or counts from today."""
    if figure.kind not in _DATES or not isinstance(figure.min, str) or not isinstance(figure.max, str):
        return None
    said = folded[figure.start : figure.end]
    if "-" not in figure.min or not (_YEAR_SAID.search(said) or _FROM_TODAY.search(said)):
        return None
    return days_of(figure)


_YEAR_SAID = re.compile("[0-9]{4}|[一二][零〇一二三四五六七八九]{3}")


def days_of(figure: Figure) -> Days | None:
    """The first and last day of a date or time; None for another figure and where its day is not known."""
    if figure.kind not in _DATES or not isinstance(figure.min, str) or not isinstance(figure.max, str):
        return None
    try:
        return Days(date.fromisoformat(figure.min[:10]), date.fromisoformat(figure.max[:10]))
    except ValueError:  # 9:30 of an unknown day
        return None


def _words(folded: str, language: str, today: date) -> list[_Named]:
    """Relative words of a question's language; languages that `language_of` does not know are always looked for."""
    return [
        _Named(*match.span(), _away(today, *meaning))
        for name, words in _relative().items()
        if name == language or name not in TOLD
        for pattern, meaning in words
        for match in pattern.finditer(folded)
    ]


def _away(today: date, unit: str, count: int) -> Days:
    """The year, month, week or day that is so many away from today's."""
    if unit == "year":
        return year_days(today.year + count)
    if unit == "month":
        return month_days(*month_away(today, count))
    if unit == "week":
        monday = today + timedelta(weeks=count, days=-today.weekday())
        return Days(monday, monday + timedelta(days=6))
    return Days.one(today + timedelta(days=count))


def is_only_measured_against(folded: str, start: int, end: int) -> bool:
    """Whether something is only measured against a time of a folded text: 比去年同期, "than last year", 2020年以来."""
    before, behind = _against()
    return bool(before.search(folded[max(0, start - _AROUND) : start]) or behind.match(folded, end))


@lru_cache(maxsize=1)
def _relative() -> dict[str, list[tuple[re.Pattern[str], tuple[str, int]]]]:
    """By language: patterns of its words, and what they mean."""
    return {
        language: [(_whole(word), (unit, count)) for word, (unit, count) in words.items()]
        for language, words in _stored().items()
        if language != "against"
    }


@lru_cache(maxsize=1)
def _against() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands right before a time that something is measured against, and what right behind."""
    words = _stored()["against"]
    before = "|".join(_whole(word).pattern for word in words["before"])
    behind = any_of(fold(word) for word in words["behind"])
    return re.compile(rf"(?:{before})[\s的]*(?:the |in )?$"), re.compile(rf"\s*(?:的)?(?:{behind})")


def _whole(word: str) -> re.Pattern[str]:
    """A pattern for a word: no part of a longer one where words are spaced."""
    folded = fold(word)
    edge = r"(?<!\w)" if re.match(r"[^\u3040-\u9fff\uac00-\ud7af]", folded) else ""
    end = r"(?!\w)" if re.search(r"[^\u3040-\u9fff\uac00-\ud7af]$", folded) else ""
    return re.compile(f"{edge}{re.escape(folded)}{end}")


@lru_cache(maxsize=1)
def _stored() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("service.answer") / FILE).read_text(encoding="utf-8"))
