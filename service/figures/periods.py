"""Periods: two dates or times with a word between them become one figure, 3月到5月, 周一至周五, 9:00-17:00."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from indexer.figure import Figure, FigureKind
from service.figures.clock import CLOCK
from service.figures.days import Days
from service.figures.english_periods import ENGLISH_PERIOD, english_period
from service.figures.han_periods import HAN_PERIOD, han_period
from service.figures.reading import Reading

_JOINT = re.compile(r" ?(?:(?P<word>至|到| to | until | till | through )|—{1,2}|–|-|~|～) ?(?P<next>次日|翌日|第二天)?")
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date | None], Days | None]], ...] = (
    (HAN_PERIOD, han_period),
    (ENGLISH_PERIOD, english_period),
)
_CLOCK = re.compile(CLOCK)
_LATER = re.compile("下午|晚|傍晚|夜|午后")
_HALF_SAID = re.compile("上午|下午|早|晚|晨|午|夜|[ap]\\.?m")
_LONGEST = timedelta(days=62)
_WEEKDAY = re.compile("(?:周|星期|礼拜)[一二三四五六日天]|[a-z]+day")
# These stay two figures, each an answer to when it began or ended: "from 2018 to 2020".
_TWO = re.compile("[0-9]{4}")


def add_shared_periods(reading: Reading) -> None:
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
            reading.add(Figure(FigureKind.DATE, low, high, known, known, "", "", "", "exact", text, start, end))


def join_periods(reading: Reading) -> None:
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


def _period(first: Figure, second: Figure, joint: re.Match[str], reading: Reading) -> Figure | None:
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
