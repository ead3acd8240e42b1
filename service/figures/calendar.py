"""Dates: 2020年2月21日, 去年12月, 上月底, 本周三, 昨日, last Friday; resolved against the day of the article."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from service.figures.date_words import (
    DAYS,
    FOREIGN_MONTHS,
    MONTHS,
    WEEKDAYS,
    WEEKS,
    YEARS,
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
from service.figures.english_days import english, in_year, on_weekday, only_month, part_of_english, relative_to_article
from service.figures.eras import century, decade, english_century, english_decade, english_quarter


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
