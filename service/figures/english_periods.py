"""English months and days whose ends share a month or a year: "March to May 2020", "Jan 28 to Feb 3, 2019", "1-5 March"."""

import re
from datetime import date

from indexer.numerals.months import MONTH_NAME, month_number
from service.figures.days import Days, month_days, year_of_month

_TO = r"(?: ?[-–—~] ?| (?:to|until|till|through) )"
_DAY = r"(?:[12]?[0-9]|3[01])(?:st|nd|rd|th)?"
_MONTH_DAY = rf"{MONTH_NAME}(?: {_DAY})?"
_DAY_MONTH = rf"{_DAY}(?: {MONTH_NAME})?"
ENGLISH_PERIOD = re.compile(
    rf"(?=[0-9]|\b[jfmasond])(?<![\w.])(?:(?P<from>{_MONTH_DAY}){_TO}(?P<to>{_MONTH_DAY})(?!\w)|(?P<from_day>{_DAY_MONTH}){_TO}(?P<to_day>{_DAY} {MONTH_NAME}))"
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
