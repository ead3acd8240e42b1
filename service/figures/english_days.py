"""English dates, and those that count from the day of the article: last Friday, early March, "March 1-5, 2021"."""

import re
from datetime import date, timedelta

from indexer.numerals.months import month_number
from service.figures.date_words import ENGLISH_WEEKDAYS, RELATIVE
from service.figures.days import (
    Days,
    month_away,
    part_of_month,
    part_of_year,
    valid_day,
    week_days,
    weekday,
    year_of_month,
)


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
