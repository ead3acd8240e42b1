"""Adds dates and times of day to what is read of a text; a date and the time right after it are one figure."""

import re
from dataclasses import replace
from datetime import date, timedelta

from indexer.figure import Figure, FigureKind, Qualifier
from service.figures.bare_hours import BARE_HOURS, bare_hours
from service.figures.calendar import Month, dated
from service.figures.clock import CLOCK, PART, ClockTime, clock_time
from service.figures.date_words import DATE
from service.figures.days import Days
from service.figures.reading import Reading

_CLOCK = re.compile(CLOCK)
_HOURS = re.compile(BARE_HOURS)
_HOURS_NEXT = re.compile(rf"[ ,]{{0,2}}(?:at |from )?{BARE_HOURS}")
_CLOCK_NEXT = re.compile(rf"[ ,]{{0,2}}(?:at )?{CLOCK}")
# 8月15日下午, 7月28日晚: the part of a day belongs to its date; not the 晚 of 晚会.
_PART_OF_DAY = re.compile(
    rf" ?(?:(?:{PART}|盘[前后]|早间|夜间|黎明)(?:时分)?)(?![会报餐饭宴点期市高景色班车场些已先就年于])"
)
_SIDE = re.compile(
    " ?(?:(?P<at_most>[之以]前|前(?![往来后夕期去端方面列所台几些沿景任身言提卫锋]|[0-9一二三四五六七八九十两半]))"
    "|(?P<at_least>[之以]后|后(?![续来期天备果台勤卫者面方援悔代]|[0-9一二三四五六七八九十两半]))|(?P<about>前后|左右))"
)
_CONTINUES = re.compile(r" ?(?:(?P<until>至|到|—{1,2}|–|-|~|～)|、|和|及|与|or|and) ?")


def add_dates(reading: Reading) -> None:
    """Adds the dates of a text, each with its time of day where one follows, then the times alone."""
    before: tuple[int, Month] | None = None
    for match in DATE.finditer(reading.folded):
        if not reading.free(match.start(), match.end()):
            continue
        month = _month_before(before, reading.folded, match.start())
        if match["foreign"] is not None and reading.language == "en":  # 5 Mars missions
            continue
        is_date, days = dated(match, None if reading.published is None else reading.published.date(), month)
        if not is_date:
            continue
        # The hours of 周一到周五9点到17点 are of every day, not of Friday.
        every_day = month is not None and month.leads_on and match["day_of_week"] is not None
        end = _add_date(reading, match, days, may_have_time=not every_day)
        before = (end, Month(days.first.year, days.first.month)) if days is not None else None
    _add_times(reading)


def _month_before(before: tuple[int, Month] | None, folded: str, start: int) -> Month | None:
    """The month that a date at a place continues, if one does."""
    if before is None or (joint := _CONTINUES.fullmatch(folded, before[0], start)) is None:
        return None
    return replace(before[1], leads_on=joint["until"] is not None)


def _add_date(reading: Reading, match: re.Match[str], days: Days | None, *, may_have_time: bool) -> int:
    """Adds one date, with the time that follows it; returns where it ends."""
    start, end = match.span()
    if may_have_time and (days is None or days.first == days.last) and (over := _add_hours(reading, start, end, days)):
        return over
    clock = _CLOCK_NEXT.match(reading.folded, end) if may_have_time else None
    if clock is not None and reading.free(end, clock.end()):
        said = clock_time(clock, dated=True, evening=match.group().endswith(("晚", "夜", "tonight")))
        if said is not None and (days is None or days.first == days.last):
            reading.add(_time(reading, start, clock.end(), said, None if days is None else days.first))
            return clock.end()
    if may_have_time and (days is None or days.first == days.last):
        end = _end_of(_PART_OF_DAY, reading, end)
    _add_days(reading, start, end, days)
    return end


def _end_of(pattern: re.Pattern[str], reading: Reading, end: int) -> int:
    """Where a match at a place ends; the place where nothing matches, or it is taken."""
    match = pattern.match(reading.folded, end)
    return end if match is None or not reading.free(end, match.end()) else match.end()


def _add_days(reading: Reading, start: int, end: int, days: Days | None) -> None:
    """Adds a date, with 前, 后 or 左右 after it: 7月底前 has no first day."""
    first = None if days is None else days.first.isoformat()
    last = None if days is None else days.last.isoformat()
    side = _SIDE.match(reading.folded, end)
    if side is None or not reading.free(end, side.end()):
        reading.add(_figure(reading, FigureKind.DATE, start, end, first, last))
        return
    read = _figure(reading, FigureKind.DATE, start, side.end(), first, last)
    if side["at_most"] is not None:
        read = replace(read, min=None, min_inclusive=False, qualifier="at_most")
    elif side["at_least"] is not None:
        read = replace(read, max=None, max_inclusive=False, qualifier="at_least")
    else:
        read = replace(read, qualifier="about")
    reading.add(read)


def _add_hours(reading: Reading, start: int, end: int, days: Days | None) -> int | None:
    """Adds a date and the hours that follow it, 2月20日0-24时; returns where they end."""
    match = _HOURS_NEXT.match(reading.folded, end)
    if match is None or not reading.free(end, match.end()):
        return None
    hours = bare_hours(match, dated=True, day=None if days is None else days.first)
    if hours is None:
        return None
    reading.add(_figure(reading, FigureKind.TIME, start, match.end(), *hours))
    return match.end()


def _add_times(reading: Reading) -> None:
    day = None if reading.published is None else reading.published.date()
    for match in _HOURS.finditer(reading.folded):
        if reading.free(*match.span()) and (hours := bare_hours(match, dated=False, day=day)) is not None:
            reading.add(_figure(reading, FigureKind.TIME, *match.span(), *hours))
    for match in _CLOCK.finditer(reading.folded):
        if reading.free(*match.span()) and (said := clock_time(match, dated=False)) is not None:
            reading.add(_time(reading, *match.span(), said, day))


def _time(reading: Reading, start: int, end: int, said: ClockTime, day: date | None) -> Figure:
    spoken = said.time.isoformat("seconds" if said.time.second else "minutes")
    if day is not None and said.next_day:
        day += timedelta(days=1)
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
