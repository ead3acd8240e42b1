"""The time that a question asks about, as days, and whether words of an article tell of those days.

Chinese and English are read by the grammar of figures; relative words of other languages are in period_words.toml. A time that
something is only measured against (比去年同期, "than last year") is not what is asked about.

What dates a sentence is looked for from near to far: dates in it, the last date before it, the title and the first lines, and
the day of publication, by whose clock 去年 and "last week" of an article count. An article that tells nothing of its time
contradicts no question.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from indexer.core.article import Article, Span
from indexer.core.figure import Figure, FigureKind
from indexer.text.normalize import normalize
from service.figures.date_words import DAYS, MONTHS, RELATIVE, WEEKS, YEARS, any_of
from service.figures.days import Days, month_away, month_days, year_days
from service.figures.read import dates, figures
from service.query.question import TOLD, language_of

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
    folded = normalize(question)
    named = _read(question, folded, today)
    # 今年7月 is read whole by the grammar; Japanese has 今年 for the year alone.
    named += [word for word in _words(folded, language_of(question), today) if not any(map(word.touches, named))]
    days = [span.days for span in named if not is_only_measured_against(folded, span.start, span.end)]
    return Days(min(each.first for each in days), max(each.last for each in days)) if days else None


def named_times(question: str, language: str = "") -> list[Span]:
    """Where a question names a time, whatever the day: a date, a year, a month, or words that count from today; in order.

    >>> [(each.start, each.end) for each in named_times("牛砦村2021年捐了多少？")]
    [(3, 8)]

    Args:
        question: In any language, or a part of one.
        language: As `language_of` tells it; empty asks.
    """
    folded, today = normalize(question), date.fromisoformat(_CLOCKS[0])
    found = [Span(each.start, each.end) for each in dates(question, published_at=today.isoformat())]
    others = (*_read(question, folded, today), *_words(folded, language or language_of(question), today))
    for each in sorted(others, key=lambda named: named.start - named.end):
        if not any(each.start < span.end and span.start < each.end for span in found):
            found.append(Span(each.start, each.end))
    return sorted(found, key=lambda span: span.start)


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
    behind = any_of(normalize(word) for word in words["behind"])
    return re.compile(rf"(?:{before})[\s的]*(?:the |in )?$"), re.compile(rf"\s*(?:的)?(?:{behind})")


def _whole(word: str) -> re.Pattern[str]:
    """A pattern for a word: no part of a longer one where words are spaced."""
    folded = normalize(word)
    edge = r"(?<!\w)" if re.match(r"[^\u3040-\u9fff\uac00-\ud7af]", folded) else ""
    end = r"(?!\w)" if re.search(r"[^\u3040-\u9fff\uac00-\ud7af]$", folded) else ""
    return re.compile(f"{edge}{re.escape(folded)}{end}")


@lru_cache(maxsize=1)
def _stored() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("service.answer") / "data" / FILE).read_text(encoding="utf-8"))


OWN, NEAR, SAME_ARTICLE, UNKNOWN, ELSEWHERE = 1.0, 0.8, 0.6, 0.5, 0.0
"""How well words tell of the days asked about: the date nearest before them does, another of their sentence or the last before
it, their article, nobody knows, something else does."""

_AFTER = timedelta(days=10)
"""News is told some days later. Of 2,972 training questions on a day, month or year, 99.3 % keep what answers them; of the same asked of the
year before or after 97 and 98 % are refused (2026-11-29)."""
_OF = 2
"""Characters between a date and its figure: 比2012年底的5500万户."""
_LEAD = 150
"""Characters of a body in which a report dates itself."""
_BARE_YEAR = re.compile(
    "(?<![0-9.,:/-])(?:19|20)[0-9]{2}(?![0-9%]|[.,:/-][0-9]| ?[多余万亿千百个名位人件家台辆元吨只次项条户米公立张])"
)


@dataclass(frozen=True, slots=True)
class _Dated:
    """Days that a text names, and where."""

    start: int
    end: int
    days: Days
    is_base: bool
    """Whether something is only measured against them."""

    @property
    def is_head(self) -> bool:
        """Whether they stand where a report dates itself."""
        return self.start < _LEAD

    def dates(self, words: Span) -> bool:
        """Whether they may be the time of some words: no part of them, and what is measured against has no words but its own."""
        outside = self.end <= words.start or words.end <= self.start
        return outside and (not self.is_base or 0 <= words.start - self.end <= _OF)


_KEPT = 1024
"""Articles whose times are remembered, in a few megabytes: questions meet the same ones again and again."""


class ToldPeriods:
    """The times that one article tells of, read once."""

    def __init__(self, article: Article) -> None:
        self._published = date.fromisoformat(article.day) if article.day else None
        self._title = _dated(article.title, article.local_time, article.language)
        self._body = _dated(article.body, article.local_time, article.language)

    def tell(self, asked: Days, sentence: Span, words: Span) -> float:
        """How well words tell of days that are asked about: OWN, NEAR, SAME_ARTICLE, UNKNOWN or ELSEWHERE.

        Args:
            asked: The days.
            sentence: That the words stand in, of the article's body.
            words: Of the body too; a date in them is an answer, and not its time.
        """
        others = [each for each in self._body if each.dates(words)]
        inside = [each for each in others if sentence.start <= each.start < sentence.end]
        before = [each for each in others if each.end <= words.start]
        own = before[-1:] if before and before[-1] in inside else []
        if _any_meets(own, asked):
            return OWN
        if _any_meets(inside, asked) or _any_meets(before[-1:], asked):
            return NEAR
        if own and _is_of_another_year(own[0].days, asked):
            return ELSEWHERE
        heads = [each for each in (*self._title, *self._body) if each.is_head and not each.is_base]
        if self._is_published_then(asked) or _any_meets(heads, asked):
            return SAME_ARTICLE
        return UNKNOWN if self._published is None and not heads else ELSEWHERE

    def is_told_on(self, day: tuple[int, int], sentence: Span, words: Span) -> bool:
        """Whether words were published on a month and day of the article's year, or tell of it as `tell` says."""
        if self._published is None:
            return False
        try:
            asked = Days.one(date(self._published.year, *day))
        except ValueError:  # February 29
            return False
        return asked.first == self._published or self.tell(asked, sentence, words) >= NEAR

    def _is_published_then(self, asked: Days) -> bool:
        return self._published is not None and asked.first <= self._published <= asked.last + _AFTER


@lru_cache(maxsize=_KEPT)
def _dated(text: str, published_at: str, language: str) -> tuple[_Dated, ...]:
    """Days that a text names, and years that stand alone, in order."""
    read, folded = dates(text, published_at=published_at, language=language), normalize(text)
    found = [(each.start, each.end, days) for each in read if (days := days_of(each)) is not None]
    taken = {place for each in read for place in range(each.start, each.end)}
    found += [
        (*match.span(), year_days(int(match.group())))
        for match in _BARE_YEAR.finditer(folded)
        if match.start() not in taken
    ]
    return tuple(
        _Dated(start, end, days, is_only_measured_against(folded, start, end))
        for start, end, days in sorted(found, key=lambda each: each[0])
    )


def _meet(one: Days, other: Days) -> bool:
    return one.first <= other.last and other.first <= one.last


def _is_of_another_year(one: Days, asked: Days) -> bool:
    """Whether days lie in no year that is asked about; of one year a report names many days."""
    return one.last.year < asked.first.year or asked.last.year < one.first.year


def _any_meets(named: Iterable[_Dated], asked: Days) -> bool:
    return any(_meet(each.days, asked) for each in named)
