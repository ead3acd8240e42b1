"""Periods: two dates or times with a word between them become one figure, 3月到5月, 3月1-5日, "March to May"."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from indexer.core.figure import Figure, FigureKind
from indexer.text.numerals_en import MONTH_NAME, month_number
from service.figures.date_words import DAY, HAN_YEAR, MONTH, MONTHS, YEARS, any_of
from service.figures.days import Days, day_of_month, month_away, month_days, whole, year_of_month
from service.figures.text import FigureText
from service.figures.times import CLOCK

_TO_ZH = "(?:至|到|—{1,2}|–|-|~)"
_YEAR = rf"(?:(?<![0-9零〇一二三四五六七八九])(?P<year>{HAN_YEAR})年|(?P<said_year>{any_of(YEARS)}))"
_ALONE = "(?<![0-9.个第每满数几两半十月持续-])"
HAN_PERIOD = re.compile(
    # Tried only where one of them can begin: the look ahead makes the scan several times faster.
    rf"(?=[0-9一二三四五六七八九十今本去上前大明来后下这])(?:{_YEAR}|{_ALONE})(?:"
    rf"(?P<first_month>{MONTH}){_TO_ZH}(?P<last_month>{MONTH})月份?(?![饼亮球子季嫂牙薪供租龄卡台]|(?:{DAY})[日号])"
    rf"|(?:(?P<month>{MONTH})月|(?P<near>{any_of(MONTHS)}))?(?P<first_day>{DAY}){_TO_ZH}(?P<last_day>{DAY})[日号](?![内后游龄程元本均报夜楼线院]))"
)
"""A pattern for one in folded text; `period_zh` reads what it matches."""


def period_zh(match: re.Match[str], published: date | None) -> Days | None:
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


_TO_EN = r"(?: ?[-–—~] ?| (?:to|until|till|through) )"
_DAY = r"(?:[12]?[0-9]|3[01])(?:st|nd|rd|th)?"
_MONTH_DAY = rf"{MONTH_NAME}(?: {_DAY})?"
_DAY_MONTH = rf"{_DAY}(?: {MONTH_NAME})?"
ENGLISH_PERIOD = re.compile(
    rf"(?=[0-9]|\b[jfmasond])(?<![\w.])(?:(?P<from>{_MONTH_DAY}){_TO_EN}(?P<to>{_MONTH_DAY})(?!\w)|(?P<from_day>{_DAY_MONTH}){_TO_EN}(?P<to_day>{_DAY} {MONTH_NAME}))"
    r"(?:,? (?P<year>[12][0-9]{3})\b)?"
)
"""A pattern for one in folded text; `english_period` reads what it matches."""
_NAME = re.compile("[a-z]{3,}")
_NUMBER = re.compile("[0-9]+")


def english_period(match: re.Match[str], published: date | None) -> Days | None:
    """The days of a match of ENGLISH_PERIOD; None where only the article's day could tell.

    Raises:
        ValueError: No calendar has them, or only one end is a day.
    """
    start, end = match["from"] or match["from_day"], match["to"] or match["to_day"]
    last_month, last_day = _said(end, 0)
    first_month, first_day = _said(start, last_month)
    if (first_day is None) != (last_day is None) or (first_month, first_day) == (last_month, last_day):
        raise ValueError(match.group())
    over_new_year = (first_month, first_day or 0) > (last_month, last_day or 0)
    if match["year"] is not None:
        year = int(match["year"]) - over_new_year
    elif published is None:
        return None
    else:
        year = year_of_month(published, first_month)
    last_year = year + over_new_year
    last = month_days(last_year, last_month).last if last_day is None else date(last_year, last_month, last_day)
    return Days(date(year, first_month, first_day or 1), last)


def _said(written: str, month: int) -> tuple[int, int | None]:
    """Month and day of one end; the month given where it names none."""
    name, number = _NAME.search(written), _NUMBER.search(written)
    return month_number(name.group()) if name else month, int(number.group()) if number else None


_JOINT = re.compile(r" ?(?:(?P<word>至|到| to | until | till | through )|—{1,2}|–|-|~|～) ?(?P<next>次日|翌日|第二天)?")
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date | None], Days | None]], ...] = (
    (HAN_PERIOD, period_zh),
    (ENGLISH_PERIOD, english_period),
)
_CLOCK = re.compile(CLOCK)
_LATER = re.compile("下午|晚|傍晚|夜|午后")
_HALF_SAID = re.compile("上午|下午|早|晚|晨|午|夜|[ap]\\.?m")
_LONGEST = timedelta(days=62)
_WEEKDAY = re.compile("(?:周|星期|礼拜)[一二三四五六日天]|[a-z]+day")
# These stay two figures, each an answer to when it began or ended: "from 2018 to 2020".
_TWO = re.compile("[0-9]{4}")


def add_shared_periods(reading: FigureText) -> None:
    """Adds the periods of a text whose ends share a month or a year."""
    published = None if reading.published is None else reading.published.date()
    for pattern, read in _READERS:
        for match in pattern.finditer(reading.folded):
            if not reading.free(*match.span()):
                continue
            try:
                days = read(match, published)
            except ValueError:  # 2月30日, 5至3日
                continue
            low, high = (None, None) if days is None else (days.first.isoformat(), days.last.isoformat())
            start, end = match.span()
            text = reading.text[start:end]
            known = low is not None
            reading.add(
                Figure(
                    kind=FigureKind.DATE,
                    min=low,
                    max=high,
                    min_inclusive=known,
                    max_inclusive=known,
                    unit="",
                    unit_text="",
                    currency="",
                    qualifier="exact",
                    text=text,
                    start=start,
                    end=end,
                )
            )


def join_periods(reading: FigureText) -> None:
    """Makes one figure of two dates, or of two times, that are the ends of a period."""
    found = reading.in_order()
    place = 1
    while place < len(found):
        first, second = found[place - 1], found[place]
        joint = _JOINT.fullmatch(reading.folded, first.end, second.start)
        period = None if joint is None else _period(first, second, joint, reading)
        if period is not None:
            reading.replace((first, second), period)
        place += 1 if period is None else 2


def _period(first: Figure, second: Figure, joint: re.Match[str], reading: FigureText) -> Figure | None:
    ends = [reading.folded[figure.start : figure.end] for figure in (first, second)]
    if first.kind != second.kind or not (isinstance(first.min, str) and isinstance(second.max, str)):
        return None
    if first.kind is FigureKind.DATE:
        if joint["next"] or (joint["word"] and all(map(_TWO.fullmatch, ends))):
            return None
        last: str | None = _last_day(first.min, second.max, ends)
    elif first.kind is FigureKind.TIME and first.min == first.max:
        last = _last_time(first.min, second.max, ends, next_day=joint["next"] is not None)
    else:
        return None
    if last is None or last <= first.min:
        return None
    start, end = first.start, second.end
    qualifier = second.qualifier if first.qualifier == "exact" else first.qualifier
    return replace(first, max=last, qualifier=qualifier, text=reading.text[start:end], end=end)


def _last_day(first: str, last: str, ends: list[str]) -> str:
    """The 周五 of 周一至周五 is the one after that Monday."""
    if last < first and all(map(_WEEKDAY.fullmatch, ends)):
        return (date.fromisoformat(last) + timedelta(weeks=1)).isoformat()
    return last


def _last_time(first: str, last: str, ends: list[str], *, next_day: bool) -> str | None:
    """The end of a period of hours: on the day that the first names, in its half of the day, or past midnight."""
    clock = _CLOCK.match(ends[1])
    if clock is None or clock.end() != len(ends[1]):  # it names a day of its own
        if ("T" in first) != ("T" in last):  # 10时至2020年2月3日8时, and nobody knows the day of the first
            return None
        near = "T" not in first or date.fromisoformat(last[:10]) - date.fromisoformat(first[:10]) < _LONGEST
        return last if near else None  # else the 31日 of 31日10时至8月1日8时 was taken for one of another month
    if "T" not in first or "T" not in last:
        return last if not next_day and "T" not in first + last else None
    begun = datetime.fromisoformat(first)
    ended = datetime.combine(begun.date(), datetime.fromisoformat(last).time())
    if _LATER.search(ends[0]) and not _HALF_SAID.search(ends[1]) and ended.hour <= 12:
        ended = max((each for each in (ended, ended + timedelta(hours=12)) if each > begun), default=ended)
    if next_day or ended <= begun:
        ended += timedelta(days=1)
    return ended.isoformat(timespec="seconds" if ended.second else "minutes")
