"""Whether words of an article tell of the days that are asked about: an article of another year is no source.

What dates a sentence is looked for from near to far: dates in it, the last date before it, the title and the first lines, and
the day of publication, by whose clock 去年 and "last week" of an article count. An article that tells nothing of its time
contradicts no question.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.domain import Article, Span
from indexer.fold import fold
from service.answer.asked_period import days_of, is_only_measured_against
from service.figures.days import Days, year_days
from service.figures.read import dates

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


class ToldPeriods:
    """The times that one article tells of, read once."""

    def __init__(self, article: Article) -> None:
        self._published = date.fromisoformat(article.day) if article.day else None
        self._title = _dated(article.title, article)
        self._body = _dated(article.body, article)

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


def _dated(text: str, article: Article) -> list[_Dated]:
    """Days that a text names, and years that stand alone, in order."""
    read, folded = dates(text, published_at=article.local_time, language=article.language), fold(text)
    found = [(each.start, each.end, days) for each in read if (days := days_of(each)) is not None]
    taken = {place for each in read for place in range(each.start, each.end)}
    found += [
        (*match.span(), year_days(int(match.group())))
        for match in _BARE_YEAR.finditer(folded)
        if match.start() not in taken
    ]
    return [
        _Dated(start, end, days, is_only_measured_against(folded, start, end))
        for start, end, days in sorted(found, key=lambda each: each[0])
    ]


def _meet(one: Days, other: Days) -> bool:
    return one.first <= other.last and other.first <= one.last


def _is_of_another_year(one: Days, asked: Days) -> bool:
    """Whether days lie in no year that is asked about; of one year a report names many days."""
    return one.last.year < asked.first.year or asked.last.year < one.first.year


def _any_meets(named: Iterable[_Dated], asked: Days) -> bool:
    return any(_meet(each.days, asked) for each in named)
