"""English dates, decades, centuries and quarters, also those that count from the day of the article."""

import re
from datetime import date, timedelta

from indexer.text.numerals_en import month_number
from service.figures.date_words import CENTURIES, ENGLISH_WEEKDAYS, QUARTERS, RELATIVE
from service.figures.days import (
    Days,
    month_away,
    months_days,
    part_of_month,
    part_of_year,
    valid_day,
    week_days,
    weekday,
    whole,
    year_of_month,
)

_SATURDAY = 5
"""As `date.weekday` has it."""


def english(match: re.Match[str], published: date | None, _: object) -> Days | None:
    """February 21, 2020; 21 Feb; March 1-5, 2021."""
    month = month_number(match["en_month"] or match["en_month2"] or match["en_month3"])
    said, day = match["en_year"] or match["en_year2"] or match["en_year3"], match["en_day"] or match["en_day2"]
    first = in_year(said, month, day, published)
    if match["en_last"] is None or first is None:
        return first
    last = date(first.first.year, month, int(match["en_last"]))
    if last <= first.first:
        raise ValueError(match.group())
    return Days(first.first, last)


def in_year(said: str | None, month: int, day: str | None, published: date | None) -> Days | None:
    """A month or a day of it, in the year said, or the one nearest to the article."""
    if said is not None:
        year = int(said)
    elif published is None:
        if day is not None and valid_day(2000, month, int(day)) is None:
            raise ValueError(day)
        return None
    else:
        year = year_of_month(published, month)
    return part_of_month(year, month, "") if day is None else Days.one(date(year, month, int(day)))


def relative_to_article(match: re.Match[str], published: date | None, _: object) -> Days | None:
    """Last week, this year, next Monday, last December."""
    if published is None:
        return None
    away, what = RELATIVE[match["which"]], match["what"]
    if what == "week":
        return _last_week(published) if away < 0 else week_days(published, away)
    if what == "month":
        return part_of_month(*month_away(published, away), "")
    if what == "year":
        return part_of_year(published.year + away, "")
    if what in ENGLISH_WEEKDAYS:
        return Days.one(_named_weekday(published, ENGLISH_WEEKDAYS.index(what), away))
    month = month_number(what)
    years = {-1: -1 if month >= published.month else 0, 0: 0, 1: 1 if month <= published.month else 0}[away]
    return part_of_month(published.year + years, month, "")


def _last_week(published: date) -> Days:
    """Monday to Sunday of the week before; a paper of the weekend may mean the working days that have just passed, too."""
    before = week_days(published, -1)
    is_weekend = published.weekday() >= _SATURDAY
    return Days(before.first, published - timedelta(days=1)) if is_weekend else before


def _named_weekday(published: date, number: int, away: int) -> date:
    """Last Friday is the latest before the article's day, next Friday the first after it."""
    if away == 0:
        return weekday(published, number, 0)
    ahead = (number - published.weekday()) % 7
    return published + timedelta(days=(ahead or 7) if away > 0 else (ahead - 7))


def on_weekday(match: re.Match[str], published: date | None, _: object) -> Days | None:
    """Wednesday: the last one up to the article's day."""
    return None if published is None else Days.one(weekday(published, ENGLISH_WEEKDAYS.index(match["on"]), None))


_WHEN = {
    "early": "上旬", "mid": "中旬", "late": "下旬", "start of": "初", "beginning of": "初", "middle of": "中旬", "end of": "底",
}  # fmt: skip


def part_of_english(match: re.Match[str], published: date | None, _: object) -> Days | None:
    """Late March is 下旬, the end of March 月底."""
    whole_month = in_year(match["en_when_year"], month_number(match["en_when_month"]), None, published)
    if whole_month is None:
        return None
    return part_of_month(whole_month.first.year, whole_month.first.month, _WHEN[match["en_when"]])


def only_month(match: re.Match[str], published: date | None, _: object) -> Days | None:
    """In January."""
    return in_year(None, month_number(match["en_only_month"]), None, published)


# Fifths and halves of a century; of a decade, 初 is its years 0 to 3 and 末 7 to 9.
_PARTS_OF_CENTURY = {
    "初": (0, 20), "early": (0, 20), "末": (80, 100), "late": (80, 100), "中叶": (40, 60), "中期": (40, 60), "mid": (40, 60),
    "上半叶": (0, 50), "前半叶": (0, 50), "下半叶": (50, 100), "后半叶": (50, 100),
}  # fmt: skip


def decade(match: re.Match[str], published: date | None, _: object) -> Days | None:
    """上世纪90年代初: four years from its first."""
    tens, said = whole(match["tens"]), match["century"]
    if said is None:
        hundreds = 1900
    elif said in "上本":
        if published is None:
            return None
        hundreds = _hundreds(published, said)
    else:
        hundreds = (whole(said) - 1) * 100
    first, last = {"初": (0, 3), "中期": (4, 6), "末": (7, 9), None: (0, 9)}[match["decade_part"]]
    return Days(date(hundreds + tens + first, 1, 1), date(hundreds + tens + last, 12, 31))


def english_decade(match: re.Match[str], _: date | None, __: object) -> Days:
    """The 1990s."""
    first = int(match["en_decade"])
    return Days(date(first, 1, 1), date(first + 9, 12, 31))


def century(match: re.Match[str], published: date | None, _: object) -> Days | None:
    """21世纪, 上世纪末."""
    said = match["of_century"]
    if said[0] not in "上本":
        return _of_century(whole(said), match["century_part"])
    return None if published is None else _of_century(_hundreds(published, said[0]) // 100 + 1, match["century_part"])


def english_century(match: re.Match[str], _: date | None, __: object) -> Days:
    """The late 19th century."""
    said = match["of_en_century"]
    return _of_century(int(said) if said.isdigit() else CENTURIES[said], match["century_when"])


def _hundreds(published: date, said: str) -> int:
    """The first digits of the years of 上世纪 or 本世纪: 1900 of the 20th century."""
    return published.year // 100 * 100 - (100 if said == "上" else 0)


def _of_century(number: int, part: str | None) -> Days:
    """The 21st century is 2001 to 2100, and 21世纪初 its first fifth."""
    first, last = _PARTS_OF_CENTURY[part] if part else (0, 100)
    start = number * 100 - 99
    return Days(date(start + first, 1, 1), date(start + last - 1, 12, 31))


def english_quarter(match: re.Match[str], _: date | None, __: object) -> Days:
    """Q1 2020, the first quarter of 2020, the second half of 2019."""
    if match["half_word"] is not None:
        return part_of_year(int(match["quarter_year"]), "上半年" if match["half_word"] == "first" else "下半年")
    quarter = int(match["quarter"] or QUARTERS[match["quarter_word"]])
    return months_days(int(match["quarter_year"]), 3 * quarter - 2, 3 * quarter)
