"""Times of day: 上午9时30分, 10:45:54, 3 p.m., 7.30pm; and hours of which the first is a bare number: 9-11时."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from indexer.text.numerals_zh import chinese_value
from service.figures.days import whole

PART = "午前|上午|下午|晚上|半夜|夜里|晚间|夜间|凌晨|清晨|早晨|早上|中午|傍晚|深夜|午后|午夜|当晚|今晚|昨晚|早|晚|夜"
_HOUR = "[0-9]{1,2}|二十[一二三四]?|十[一二三四五六七八九]?|[一二两三四五六七八九零]"
_MINUTE = "[0-9]{1,2}|[二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九]"
_AFTER_HOUR = r"半|整|钟|左右|许|前|后|起|至|到|多|[,，。;；、)）]|$"
CLOCK = (
    rf"(?:(?P<part>{PART}) ?)?(?:"
    rf"(?P<colon>(?<![0-9:.])[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?![0-9:])(?: ?(?P<meridiem>[ap]\.m\b\.?|[ap]m\b))?)(?P<colon_about>左右|许)?"
    rf"|(?<![0-9第调涨跌升降加挫得扣.])(?P<hour>{_HOUR}) ?(?:时(?![候代期间速刻段装空下政])|点(?!意|建|要|希|体|启|思|看|认|计)(?:钟)?)"
    rf"(?:(?P<half>半)|(?P<quarter>[一三]刻)|整| ?(?P<minute>{_MINUTE}) ?(?:分(?!之)|(?=[^0-9%]|$))(?:(?P<second>{_MINUTE})秒)?)?"
    r"(?P<about>左右|许)?"
    r"|(?P<english>(?<![0-9.:])[0-9]{1,2})(?P<english_minute>[:.][0-5][0-9])? ?(?P<meridiem2>[ap]\.m\b\.?|[ap]m\b|o'clock))"
)
"""A pattern for a time in folded text; `clock_time` reads what it matches."""
_SURE = re.compile(rf"(?:时|点钟?(?:{_AFTER_HOUR}|{_MINUTE}分|[0-9]{{1,2}}))")
_LATER = ("下午", "晚", "傍晚", "深夜", "午后", "夜", "当晚")
_NIGHT = ("晚", "深夜", "夜", "当晚", "半夜", "午夜")


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day, and whether it is said to be about then."""

    time: time
    about: bool
    next_day: bool = False
    """Whether it is the end of the day that is said, 24时 or 晚上12点: 00:00 of the next."""


def clock_time(match: re.Match[str], *, dated: bool, evening: bool = False) -> ClockTime | None:
    """The time of a match of CLOCK; None where it is none (25:70, 三点要求).

    Args:
        match: Of CLOCK, in folded text.
        dated: Whether a date stands before: then 3点 alone is a time.
        evening: Whether that date is an evening, as 昨晚.
    """
    if match["colon"] is not None:
        hour, minute, *rest = (int(part) for part in re.split(":", re.sub("[^0-9:]", "", match["colon"])))
        return _clock(
            half_day(hour, match["part"], match["meridiem"]),
            minute,
            rest[0] if rest else 0,
            about=match["colon_about"] is not None,
        )
    if match["english"] is not None:
        minute = int((match["english_minute"] or ":0")[1:])
        return _clock(half_day(int(match["english"]), None, match["meridiem2"]), minute, 0)
    if not (dated or match["part"] or _SURE.match(match.string, match.end("hour"))):
        return None
    minute = 30 if match["half"] else {None: 0, "一刻": 15, "三刻": 45}[match["quarter"]]
    if match["minute"]:
        minute = _whole(match["minute"])
    second = _whole(match["second"]) if match["second"] else 0
    hour = half_day(_whole(match["hour"]), match["part"] or ("晚" if evening else None), None)
    return _clock(hour, minute, second, about=match["about"] is not None)


def half_day(hour: int, part: str | None, meridiem: str | None) -> int:
    """下午3点 and 3 p.m. are 15; 晚上12点 is 24, the end of the day; 深夜1点 is 1."""
    if meridiem is not None:
        return hour % 12 + (12 if meridiem.startswith("p") else 0) if meridiem[0] in "ap" else hour
    if part is not None and part.startswith(_NIGHT) and (hour == 12 or 1 <= hour <= 4):
        return 24 if hour == 12 else hour
    if part is not None and part.startswith(_LATER) and 1 <= hour < 12:
        return hour + 12
    if part == "凌晨" and hour == 12:
        return 0
    if part == "中午" and hour in (1, 2):
        return hour + 12
    return hour


def _clock(hour: int, minute: int, second: int, *, about: bool = False) -> ClockTime | None:
    next_day = hour == 24 and minute == second == 0
    if next_day:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return ClockTime(time(hour, minute, second), about, next_day)


def _whole(written: str) -> int:
    amount = chinese_value(written.lstrip("零") or "零")
    return 99 if amount is None else int(amount.min)


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
