"""Adds dates and times of day to what is read of a text; a date and the time right after it are one figure."""

import re
from datetime import date

from indexer.figure import Figure, FigureKind, Qualifier
from service.figures.calendar import Month, dated
from service.figures.clock import CLOCK, ClockTime, clock_time
from service.figures.date_words import DATE
from service.figures.days import Days
from service.figures.reading import Reading

_CLOCK = re.compile(CLOCK)
_CLOCK_NEXT = re.compile(rf"[ ,]{{0,2}}(?:at )?{CLOCK}")
_CONTINUES = re.compile(r" ?(?:至|到|—{1,2}|–|-|~|～|、|和|及|与|or|and) ?")


def add_dates(reading: Reading) -> None:
    """Adds the dates of a text, each with its time of day where one follows, then the times alone."""
    before: tuple[int, Month] | None = None
    for match in DATE.finditer(reading.folded):
        if not reading.free(match.start(), match.end()):
            continue
        month = before[1] if before and _CONTINUES.fullmatch(reading.folded, before[0], match.start()) else None
        is_date, days = dated(match, None if reading.published is None else reading.published.date(), month)
        if not is_date:
            continue
        end = _add_date(reading, match, days)
        before = (end, Month(days.first.year, days.first.month)) if days is not None else None
    _add_times(reading)


def _add_date(reading: Reading, match: re.Match[str], days: Days | None) -> int:
    """Adds one date, with the time that follows it; returns where it ends."""
    start, end = match.span()
    if (clock := _CLOCK_NEXT.match(reading.folded, end)) is not None and reading.free(end, clock.end()):
        said = clock_time(clock, dated=True, evening=match.group().endswith(("晚", "夜", "tonight")))
        if said is not None and (days is None or days.first == days.last):
            reading.add(_time(reading, start, clock.end(), said, None if days is None else days.first))
            return clock.end()
    first = None if days is None else days.first.isoformat()
    last = None if days is None else days.last.isoformat()
    reading.add(_figure(reading, FigureKind.DATE, start, end, first, last))
    return end


def _add_times(reading: Reading) -> None:
    day = None if reading.published is None else reading.published.date()
    for match in _CLOCK.finditer(reading.folded):
        if reading.free(*match.span()) and (said := clock_time(match, dated=False)) is not None:
            reading.add(_time(reading, *match.span(), said, day))


def _time(reading: Reading, start: int, end: int, said: ClockTime, day: date | None) -> Figure:
    spoken = said.time.isoformat("seconds" if said.time.second else "minutes")
    moment = spoken if day is None else f"{day.isoformat()}T{spoken}"
    return _figure(reading, FigureKind.TIME, start, end, moment, moment, about=said.about)


def _figure(
    reading: Reading,
    kind: FigureKind,
    start: int,
    end: int,
    first: str | None,
    last: str | None,
    *,
    about: bool = False,
) -> Figure:
    known = first is not None
    qualifier: Qualifier = "about" if about else "exact"
    return Figure(kind, first, last, known, known, "", "", "", qualifier, reading.text[start:end], start, end)
