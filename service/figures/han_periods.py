"""Chinese months and days whose first end borrows from the second: 5到6月, 今年1至2月, 3月1-5日."""

import re
from datetime import date

from service.figures.date_words import DAY, HAN_YEAR, MONTH, MONTHS, YEARS, any_of
from service.figures.days import Days, day_of_month, month_away, month_days, whole, year_of_month

_TO = "(?:至|到|—{1,2}|–|-|~)"
_YEAR = rf"(?:(?<![0-9零〇一二三四五六七八九])(?P<year>{HAN_YEAR})年|(?P<said_year>{any_of(YEARS)}))"
_ALONE = "(?<![0-9.个第每满数几两半十月持续-])"
HAN_PERIOD = re.compile(
    # Tried only where one of them can begin: the look ahead makes the scan several times faster.
    rf"(?=[0-9一二三四五六七八九十今本去上前大明来后下这])(?:{_YEAR}|{_ALONE})(?:"
    rf"(?P<first_month>{MONTH}){_TO}(?P<last_month>{MONTH})月份?(?![饼亮球子季嫂牙薪供租龄卡台]|(?:{DAY})[日号])"
    rf"|(?:(?P<month>{MONTH})月|(?P<near>{any_of(MONTHS)}))?(?P<first_day>{DAY}){_TO}(?P<last_day>{DAY})[日号](?![内后游龄程元本均报夜楼线院]))"
)
"""A pattern for one in folded text; `han_period` reads what it matches."""


def han_period(match: re.Match[str], published: date | None) -> Days | None:
    """The days of a match of HAN_PERIOD; None where only the article's day could tell.

    Raises:
        ValueError: No calendar has them, or the last is not after the first.
    """
    if match["first_month"] is not None:
        first, last = whole(match["first_month"]), whole(match["last_month"])
        year = _year(match, last, published)
        if year is None:
            return None
        year -= last < first and match["year"] is None and match["said_year"] is None
        return Days(date(year, first, 1), month_days(year + (last < first), last).last)
    first, last = whole(match["first_day"]), whole(match["last_day"])
    if first >= last:
        raise ValueError(match.group())
    found = _month(match, last, published)
    return None if found is None else Days(date(*found, first), date(*found, last))


def _month(match: re.Match[str], day: int, published: date | None) -> tuple[int, int] | None:
    """Year and month of two days; of 21-25日 alone, the month that the second is in."""
    if match["month"] is not None:
        year = _year(match, whole(match["month"]), published)
        return None if year is None else (year, whole(match["month"]))
    if match["year"] is not None or match["said_year"] is not None:
        raise ValueError(match.group())  # 2020年3-5日 is none
    if published is None:
        return None
    if match["near"] is not None:
        return month_away(published, MONTHS[match["near"]])
    end = day_of_month(published, day)
    if end is None:
        raise ValueError(match.group())
    return end.year, end.month


def _year(match: re.Match[str], month: int, published: date | None) -> int | None:
    if match["year"] is not None:
        return whole(match["year"])
    if published is None:
        return None
    return year_of_month(published, month) if match["said_year"] is None else published.year + YEARS[match["said_year"]]
