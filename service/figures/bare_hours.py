"""Hours of which the first is a bare number: 9-11时, 下午3至5点, 0-24时, "9 to 11 a.m."."""

import re
from datetime import date, datetime, time, timedelta

from service.figures.clock import CLOCK, PART, clock_time, half_day
from service.figures.days import whole

BARE_HOURS = (
    # Tried only where one of them can begin: the look ahead makes the scan several times faster.
    rf"(?=[0-9一二两三四五六七八九十上下晚夜凌清早中傍深午当今昨])(?:(?P<first_part>{PART})|(?<![0-9.:/第一二三四五六七八九十-]))"
    r"(?P<first_hour>1[0-9]|2[0-3]|0?[0-9]|十[一二]?|[一二两三四五六七八九])(?P<first_minute>:[0-5][0-9])?"
    rf"(?: ?(?:—{{1,2}}|–|-|~) ?|至|到| to ){CLOCK}"
)
"""A pattern for them in folded text, with the groups of CLOCK for the second; `bare_hours` reads what it matches."""


def bare_hours(match: re.Match[str], *, dated: bool, day: date | None) -> tuple[str, str] | None:
    """The two ends of a match of BARE_HOURS, in ISO 8601; None where it is no time (三至五点要求).

    Args:
        match: Of BARE_HOURS.
        dated: Whether a date stands right before.
        day: That date, or the article's; None where neither is known.
    """
    said = match["first_part"]
    second = clock_time(match, dated=dated or said is not None)
    if second is None:
        return None
    hour = half_day(whole(match["first_hour"]), said or match["part"], None)
    last = second.time
    meridiem = match["meridiem"] or match["meridiem2"]
    if meridiem is not None and meridiem.startswith("p") and hour < 12 and hour < last.hour % 12:
        hour += 12
    if said is not None and match["part"] is None and meridiem is None:
        last = last.replace(hour=half_day(last.hour, said, None) % 24)
    return _ends(time(hour % 24, int((match["first_minute"] or ":0")[1:])), last, day)


def _ends(first: time, last: time, day: date | None) -> tuple[str, str] | None:
    """On one day, or past midnight where the second is the earlier; None where no day tells."""
    if day is None:
        return (first.isoformat("minutes"), last.isoformat("minutes")) if first < last else None
    begun, ended = datetime.combine(day, first), datetime.combine(day, last)
    if ended <= begun:
        ended += timedelta(days=1)
    return begun.isoformat(timespec="minutes"), ended.isoformat(timespec="minutes")
