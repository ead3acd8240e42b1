"""Dates and times of day: 2020年2月21日, 去年12月, 本周三, last Friday; resolved against the day of the article."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from indexer.core.figure import Figure, FigureKind, Qualifier
from indexer.text.months import FOREIGN_MONTHS
from service.figures.date_pattern import DATE
from service.figures.date_words import (
    DAYS,
    MONTHS,
    WEEKDAYS,
    WEEKS,
    YEARS,
)
from service.figures.dates_en import (
    century,
    decade,
    english,
    english_century,
    english_decade,
    english_quarter,
    in_year,
    on_weekday,
    only_month,
    part_of_english,
    relative_to_article,
)
from service.figures.days import (
    Days,
    day_of_month,
    month_away,
    part_of_month,
    part_of_year,
    week_days,
    weekday,
    whole,
    year_of_month,
)
from service.figures.text import FigureText
from service.figures.times import BARE_HOURS, CLOCK, PART, ClockTime, bare_hours, clock_time


@dataclass(frozen=True, slots=True)
class Month:
    """The month that the date before was in, for the 25日 of 2月21日至25日."""

    year: int
    month: int
    leads_on: bool = False
    """Whether what follows ends a period: then the 2月 of 11月至2月 is of the next year."""


def dated(match: re.Match[str], published: date | None, before: Month | None) -> tuple[bool, Days | None]:
    """Whether a match of DATE is a date, and its days, None where only the article's day could tell.

    Args:
        match: Of DATE, in folded text.
        published: The article's day.
        before: Month of a date that this one continues.
    """
    for group, read in _READERS.items():
        if match[group] is not None:
            try:
                days = read(match, published, before)
            except (ValueError, OverflowError):  # a year or a day that no calendar has
                return False, None
            return True, days
    return False, None


def _one(year: int, month: int, day: int) -> Days:
    return Days.one(date(year, month, day))


def _iso(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    return _one(int(match["iso_year"]), int(match["iso_month"]), int(match["iso_day"]))


def _iso_month(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    return part_of_month(int(match["ym_year"]), int(match["ym_month"]), "")


def _slashed(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    """21/02/2020 and 02/21/2020, where only one order is a date."""
    first, second = int(match["slash_first"]), int(match["slash_second"])
    if first != second and max(first, second) <= 12:
        raise ValueError(match.group())
    return _one(int(match["slash_year"]), min(first, second), max(first, second))


def _years(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    first, last = int(match["from_year"]), int(match["to_year"])
    if first >= last:
        raise ValueError(match.group())
    return Days(date(first, 1, 1), date(last, 12, 31))


def _full(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    if match["year"] is not None:
        year = whole(match["year"])
        if len(match["year"]) == 2:  # 21年底 is of 2021, 98年底 of 1998: the next ten years at most
            year += 2000 if year <= (2020 if published is None else published.year) - 2000 + 10 else 1900
    elif published is None:
        return None
    else:
        year = published.year + YEARS[match["said_year"]]
    if match["month"] is None:
        return part_of_year(year, _year_part(match["year_part"]))
    if match["day"] is None:
        return part_of_month(year, whole(match["month"]), match["part"] or "")
    return _one(year, whole(match["month"]), whole(match["day"]))


def _anno(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    return part_of_year(int(match["anno_year"]), "")


def _year_part(written: str | None) -> str:
    plain = (written or "").removeprefix("年").removeprefix("第")
    plain = f"{plain[1]}季度" if plain.startswith("q") else plain
    return plain.translate(str.maketrans("1234", "一二三四")) if plain.endswith("季度") else plain


def _month_day(match: re.Match[str], published: date | None, before: Month | None) -> Days | None:
    month = whole(match["month2"] or match["month3"])
    if before is not None:
        year = before.year + (before.leads_on and month < before.month)
    elif published is None:
        _one(2000, month, whole(match["day2"] or "1"))  # 2月30日 is no date
        return None
    else:
        year = year_of_month(published, month)
    if match["day2"] is None:
        return part_of_month(year, month, match["part2"] or "")
    return _one(year, month, whole(match["day2"]))


def _near(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    if published is None:
        return None
    year, month = month_away(published, MONTHS[match["said_month"]])
    if match["day4"] is not None:
        return _one(year, month, whole(match["day4"]))
    return part_of_month(year, month, match["part4"] or "")


def _near_year(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    return None if published is None else part_of_year(published.year, _year_part(match["near_part"]))


def _day_of_week(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    if published is None:
        return None
    weeks = None if match["week"] is None else WEEKS[match["week"]]
    if match["weekday"] == "末":
        saturday = week_days(published, weeks or 0).last - timedelta(days=1)
        return Days(saturday, saturday + timedelta(days=1))
    return Days.one(weekday(published, WEEKDAYS[match["weekday"]], weeks))


def _of_week(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    return None if published is None else week_days(published, WEEKS[match["week2"]])


def _relative(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    return None if published is None else Days.one(published + timedelta(days=DAYS[match["relative"]]))


def _only_day(match: re.Match[str], published: date | None, before: Month | None) -> Days | None:
    day = whole(match["day5"] or match["day6"])
    if before is not None:
        return _one(before.year, before.month, day)
    found = None if published is None else day_of_month(published, day)
    return None if found is None else Days.one(found)


def _only_year(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    return part_of_year(int(match["only_year"]), "")


def _foreign(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    month = FOREIGN_MONTHS[match["f_month"] or match["f_month2"]]
    return in_year(match["f_year"] or match["f_year2"], month, match["f_day"], published)


def _viet(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    month, day = match["v_month"] or match["v_month2"], match["v_day"] or match["v_day2"]
    return in_year(match["v_year"] or match["v_year2"], int(month), day, published)


_Reader = Callable[[re.Match[str], date | None, Month | None], Days | None]
_READERS: dict[str, _Reader] = {
    "iso": _iso,
    "iso_year_month": _iso_month,
    "slashed": _slashed,
    "years": _years,
    "anno": _anno,
    "full": _full,
    "month_day": _month_day,
    "near": _near,
    "near_year": _near_year,
    "day_of_week": _day_of_week,
    "of_week": _of_week,
    "relative": _relative,
    "only_day": _only_day,
    "only_hao": _only_day,
    "decade": decade,
    "en_part": part_of_english,
    "english": english,
    "last": relative_to_article,
    "on": on_weekday,
    "en_only_month": only_month,
    "only_year": _only_year,
    "century_alone": century,
    "en_century": english_century,
    "en_quarter": english_quarter,
    "en_decade": english_decade,
    "foreign": _foreign,
    "viet": _viet,
}


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


def add_dates(reading: FigureText) -> None:
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


def _add_date(reading: FigureText, match: re.Match[str], days: Days | None, *, may_have_time: bool) -> int:
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


def _end_of(pattern: re.Pattern[str], reading: FigureText, end: int) -> int:
    """Where a match at a place ends; the place where nothing matches, or it is taken."""
    match = pattern.match(reading.folded, end)
    return end if match is None or not reading.free(end, match.end()) else match.end()


def _add_days(reading: FigureText, start: int, end: int, days: Days | None) -> None:
    """Adds a date, with 前, 后 or 左右 after it: 7月底前 has no first day."""
    first = None if days is None else days.first.isoformat()
    last = None if days is None else days.last.isoformat()
    side = _SIDE.match(reading.folded, end)
    if side is None or not reading.free(end, side.end()):
        reading.add(_figure(reading, FigureKind.DATE, start=start, end=end, first=first, last=last))
        return
    read = _figure(reading, FigureKind.DATE, start=start, end=side.end(), first=first, last=last)
    if side["at_most"] is not None:
        read = replace(read, min=None, min_inclusive=False, qualifier="at_most")
    elif side["at_least"] is not None:
        read = replace(read, max=None, max_inclusive=False, qualifier="at_least")
    else:
        read = replace(read, qualifier="about")
    reading.add(read)


def _add_hours(reading: FigureText, start: int, end: int, days: Days | None) -> int | None:
    """Adds a date and the hours that follow it, 2月20日0-24时; returns where they end."""
    match = _HOURS_NEXT.match(reading.folded, end)
    if match is None or not reading.free(end, match.end()):
        return None
    hours = bare_hours(match, dated=True, day=None if days is None else days.first)
    if hours is None:
        return None
    reading.add(_figure(reading, FigureKind.TIME, start, match.end(), *hours))
    return match.end()


def _add_times(reading: FigureText) -> None:
    day = None if reading.published is None else reading.published.date()
    for match in _HOURS.finditer(reading.folded):
        if reading.free(*match.span()) and (hours := bare_hours(match, dated=False, day=day)) is not None:
            reading.add(_figure(reading, FigureKind.TIME, *match.span(), *hours))
    for match in _CLOCK.finditer(reading.folded):
        if reading.free(*match.span()) and (said := clock_time(match, dated=False)) is not None:
            reading.add(_time(reading, *match.span(), said, day))


def _time(reading: FigureText, start: int, end: int, said: ClockTime, day: date | None) -> Figure:
    spoken = said.time.isoformat("seconds" if said.time.second else "minutes")
    if day is not None and said.next_day:
        day += timedelta(days=1)
    moment = spoken if day is None else f"{day.isoformat()}T{spoken}"
    return _figure(reading, FigureKind.TIME, start=start, end=end, first=moment, last=moment, about=said.about)


def _figure(
    reading: FigureText,
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
    return Figure(
        kind=kind,
        min=first,
        max=last,
        min_inclusive=known,
        max_inclusive=known,
        unit="",
        unit_text="",
        currency="",
        qualifier=qualifier,
        text=reading.text[start:end],
        start=start,
        end=end,
    )
