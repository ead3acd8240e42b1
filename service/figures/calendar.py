"""Dates: 2020年2月21日, 去年12月, 上月底, 本周三, 昨日, last Friday; resolved against the day of the article."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.numerals.chinese import chinese_value
from indexer.numerals.months import month_number
from service.figures.date_words import (
    CENTURIES,
    DAYS,
    ENGLISH_WEEKDAYS,
    FOREIGN_MONTHS,
    MONTHS,
    QUARTERS,
    RELATIVE,
    WEEKDAYS,
    WEEKS,
    YEARS,
)
from service.figures.days import (
    Days,
    day_of_month,
    month_away,
    months_days,
    part_of_month,
    part_of_year,
    valid_day,
    week_days,
    weekday,
    year_of_month,
)


@dataclass(frozen=True, slots=True)
class Month:
    """The month that the date before was in, for the 25日 of 2月21日至25日."""

    year: int
    month: int


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


def _whole(written: str) -> int:
    if len(written) == 4 and not written.isdigit():
        amount = chinese_value(written)
        return 0 if amount is None else int(amount.min)
    amount = chinese_value(written.lstrip("0") or "0")
    if amount is None:
        raise ValueError(written)
    return int(amount.min)


def _one(year: int, month: int, day: int) -> Days:
    return Days.one(date(year, month, day))


def _iso(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    return _one(int(match["iso_year"]), int(match["iso_month"]), int(match["iso_day"]))


def _years(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    first, last = int(match["from_year"]), int(match["to_year"])
    if first >= last:
        raise ValueError(match.group())
    return Days(date(first, 1, 1), date(last, 12, 31))


def _full(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    if match["year"] is not None:
        year = _whole(match["year"])
    elif published is None:
        return None
    else:
        year = published.year + YEARS[match["said_year"]]
    if match["month"] is None:
        return part_of_year(year, _year_part(match["year_part"]))
    if match["day"] is None:
        return part_of_month(year, _whole(match["month"]), match["part"] or "")
    return _one(year, _whole(match["month"]), _whole(match["day"]))


def _year_part(written: str | None) -> str:
    plain = (written or "").removeprefix("年").removeprefix("第")
    return plain.translate(str.maketrans("1234", "一二三四")) if plain.endswith("季度") else plain


def _month_day(match: re.Match[str], published: date | None, before: Month | None) -> Days | None:
    month = _whole(match["month2"] or match["month3"])
    if before is not None:
        year = before.year
    elif published is None:
        _one(2000, month, _whole(match["day2"] or "1"))  # 2月30日 is no date
        return None
    else:
        year = year_of_month(published, month)
    if match["day2"] is None:
        return part_of_month(year, month, match["part2"] or "")
    return _one(year, month, _whole(match["day2"]))


def _near(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    if published is None:
        return None
    year, month = month_away(published, MONTHS[match["said_month"]])
    if match["day4"] is not None:
        return _one(year, month, _whole(match["day4"]))
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
    day = _whole(match["day5"] or match["day6"])
    if before is not None:
        return _one(before.year, before.month, day)
    found = None if published is None else day_of_month(published, day)
    return None if found is None else Days.one(found)


def _decade(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    tens, said = _whole(match["tens"]), match["century"]
    if said is None:
        century = 1900
    elif said in "上本":
        if published is None:
            return None
        century = published.year // 100 * 100 - (100 if said == "上" else 0)
    else:
        century = (_whole(said) - 1) * 100
    first, last = {"初": (0, 3), "中期": (4, 6), "末": (7, 9), None: (0, 9)}[match["decade_part"]]
    return Days(date(century + tens + first, 1, 1), date(century + tens + last, 12, 31))


def _english(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    month = month_number(match["en_month"] or match["en_month2"] or match["en_month3"])
    said, day = match["en_year"] or match["en_year2"] or match["en_year3"], match["en_day"] or match["en_day2"]
    first = _in_year(said, month, day, published)
    if match["en_last"] is None or first is None:
        return first
    last = _one(first.first.year, month, int(match["en_last"])).last
    if last <= first.first:
        raise ValueError(match.group())
    return Days(first.first, last)


def _in_year(said: str | None, month: int, day: str | None, published: date | None) -> Days | None:
    if said is not None:
        year = int(said)
    elif published is None:
        if day is not None and valid_day(2000, month, int(day)) is None:
            raise ValueError(day)
        return None
    else:
        year = year_of_month(published, month)
    return part_of_month(year, month, "") if day is None else _one(year, month, int(day))


def _last(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    if published is None:
        return None
    away, what = RELATIVE[match["which"]], match["what"]
    if what == "week":
        return week_days(published, away)
    if what == "month":
        return part_of_month(*month_away(published, away), "")
    if what == "year":
        return part_of_year(published.year + away, "")
    if what in ENGLISH_WEEKDAYS:
        return Days.one(_named_weekday(published, ENGLISH_WEEKDAYS.index(what), away))
    month = month_number(what)
    years = {-1: -1 if month >= published.month else 0, 0: 0, 1: 1 if month <= published.month else 0}[away]
    return part_of_month(published.year + years, month, "")


def _named_weekday(published: date, number: int, away: int) -> date:
    """Last Friday is the latest before the article's day, next Friday the first after it."""
    if away == 0:
        return weekday(published, number, 0)
    ahead = (number - published.weekday()) % 7
    return published + timedelta(days=(ahead or 7) if away > 0 else (ahead - 7))


def _on(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    return None if published is None else Days.one(weekday(published, ENGLISH_WEEKDAYS.index(match["on"]), None))


def _only_month(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    return _in_year(None, month_number(match["en_only_month"]), None, published)


def _only_year(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    return part_of_year(int(match["only_year"]), "")


def _century(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    return _of_century(_whole(match["of_century"]))


def _en_century(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    said = match["of_en_century"]
    return _of_century(int(said) if said.isdigit() else CENTURIES[said])


def _of_century(number: int) -> Days:
    """The 21st century is 2001 to 2100."""
    return Days(date(number * 100 - 99, 1, 1), date(number * 100, 12, 31))


def _en_quarter(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    quarter = int(match["quarter"] or QUARTERS[match["quarter_word"]])
    return months_days(int(match["quarter_year"]), 3 * quarter - 2, 3 * quarter)


def _en_decade(match: re.Match[str], _: date | None, __: Month | None) -> Days:
    first = int(match["en_decade"])
    return Days(date(first, 1, 1), date(first + 9, 12, 31))


def _foreign(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    return _in_year(match["f_year"], FOREIGN_MONTHS[match["f_month"]], match["f_day"], published)


def _viet(match: re.Match[str], published: date | None, _: Month | None) -> Days | None:
    return _in_year(match["v_year"], int(match["v_month"]), match["v_day"], published)


_Reader = Callable[[re.Match[str], date | None, Month | None], Days | None]
_READERS: dict[str, _Reader] = {
    "iso": _iso,
    "years": _years,
    "full": _full,
    "month_day": _month_day,
    "near": _near,
    "near_year": _near_year,
    "day_of_week": _day_of_week,
    "of_week": _of_week,
    "relative": _relative,
    "only_day": _only_day,
    "only_hao": _only_day,
    "decade": _decade,
    "english": _english,
    "last": _last,
    "on": _on,
    "en_only_month": _only_month,
    "only_year": _only_year,
    "century_alone": _century,
    "en_century": _en_century,
    "en_quarter": _en_quarter,
    "en_decade": _en_decade,
    "foreign": _foreign,
    "viet": _viet,
}
