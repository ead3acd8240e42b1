"""Dates as news pages print them, and ISO 8601 as an article keeps them."""

import re
from datetime import datetime, timedelta, timezone

from indexer.extract.patterns import BETWEEN_DATES, any_of
from indexer.text.months import PAGE_MONTHS

_CHINA = timezone(timedelta(hours=8))
_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-3])\s?[:：时時]\s?(?P<minute>[0-5]\d)(?:\s?[:：分]\s?(?P<second>[0-5]\d))?分?(?:\.\d+)?秒?"
)
_ZONE = r"(?:\s?(?P<zone>Z|[+-][01]\d:?[0-5]\d)(?![\d:]))?"
_BETWEEN = r"(?:T|[\s,，]*(?:(?:星期|周)[一二三四五六日天])?[\s|]*)"
_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?[-/.年]\s?(?P<month>0?[1-9]|1[0-2])\s?[-/.月]\s?"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d(?!\d?[:：]))\s?[日号]?" + rf"(?:{_BETWEEN}{_CLOCK}{_ZONE})?"
)
# "发布时间：18-03-08 23:16": two digits are a year only where the page says that this is a date.
_SHORT_YEAR = re.compile(
    r"(?:时间|日期|发布|发表)\s?[:：]?\s?(?P<year>\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>3[01]|[12]\d|0[1-9])"
    rf"(?!\d)(?:\s*{_CLOCK})?(?P<zone>)"
)
# "二〇二一年十一月五日", as offices sign.
_IN_NUMERALS = re.compile(
    r"(?P<year>[一二][〇零○ОO0一二三四五六七八九]{3})年(?P<month>十[一二]?|[一二三四五六七八九])月(?P<day>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日"
)
_NUMERALS = {"〇": 0, "零": 0, "○": 0, "О": 0, "O": 0, "0": 0} | {
    sign: n for n, sign in enumerate("一二三四五六七八九", 1)
}
# "11月 7, 2014", as WordPress prints days in Chinese.
_MONTH_FIRST = re.compile(
    r"(?<!\d)(?P<month>1[0-2]|0?[1-9])月\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日,，]\s*(?P<year>(?:19|20)\d\d)(?!\d)"
)
_COMPACT = re.compile(r"(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>3[01]|[12]\d|0[1-9])")
# "7 September 2019", "16-Sep-2022", "6. Mai 2020", "3 de mayo de 2022", "September 7, 2019".
_NAMED = rf"(?:{any_of(PAGE_MONTHS)})(?![^\W\d_])\.?"
_PARTED = rf"\s*(?:{any_of(BETWEEN_DATES)}|-)?\s*"
_IN_WORDS = re.compile(
    rf"(?<![\w])(?P<month>{_NAMED})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)(?!\d)"
    rf"|(?<!\d)(?P<day2>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?{_PARTED}(?P<month2>{_NAMED}),?{_PARTED}(?P<year2>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
# "04.02.2022", "22/8/2024", "22-08-2024": which of the first two is the day, the point says, or that there are twelve months.
_DAY_FIRST = re.compile(
    r"(?<![\d.,/-])(?P<first>0?[1-9]|[12]\d|3[01])(?P<sign>\.\s?|[/-])(?P<second>0?[1-9]|[12]\d|3[01])(?P=sign)(?P<year>(?:19|20)\d\d)(?![\d/-]|\.\d)"
)
_MONTHS_IN_YEAR = 12
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?([0-2]\d|3[01])(?=[/_.-]|$)")


def read_date(text: str) -> str:
    """The first date in `text` as ISO 8601 at its own precision, or "".

    >>> read_date("2019年09月07日08:36　来源：")
    '2019-09-07T08:36'
    """
    found = _DATE.search(text) or _SHORT_YEAR.search(text)
    if found is None and (printed := _MONTH_FIRST.search(text)):
        return _checked(f"{printed['year']}-{int(printed['month']):02}-{int(printed['day']):02}")
    if found is None and (signed := _IN_NUMERALS.search(text)):
        year = "".join(str(_NUMERALS[sign]) for sign in signed["year"])
        return _checked(f"{year}-{_number(signed['month']):02}-{_number(signed['day']):02}")
    return _iso(found) if found else ""


def _number(numerals: str) -> int:
    """A number below a hundred in Chinese numerals: "二十一" is 21."""
    tens, ten, ones = numerals.rpartition("十")
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)


def without_date(text: str, *, by: str = " ") -> str:
    """The text with a blank, or what is wanted, in the place of each date that it names."""
    return _IN_NUMERALS.sub(by, _MONTH_FIRST.sub(by, _DAY_FIRST.sub(by, _IN_WORDS.sub(by, _DATE.sub(by, text)))))


def read_loose_date(text: str) -> str:
    """As `read_date`, and also "20200221", "20200221104554", "Sept. 7, 2019" and Unix seconds or milliseconds.

    For values that are known to be dates: a meta tag, a field of a record.
    """
    value = text.strip()
    if re.fullmatch(r"1\d{9}(?:\d{3})?(?:\.\d+)?", value):
        return datetime.fromtimestamp(int(value[:10]), _CHINA).isoformat()
    if digits := re.fullmatch(r"((?:19|20)\d{6})(\d\d)?(\d\d)?(\d\d)?", value):
        day = _COMPACT.match(digits[1])
        clock = ":".join(part for part in digits.groups()[1:] if part)
        return read_date("-".join(day.groups()) + (f" {clock}" if clock else "")) if day else ""
    return read_date(value) or read_date_in_words(value)


def read_date_in_words(text: str, *, day_first: bool = False) -> str:
    """The first "September 7, 2019", "6. Mai 2020", "04.02.2022" in `text`, as a day, or "".

    Args:
        text: A short line: in prose, a day is as likely that of an event.
        day_first: Whether "3/4/2022" is in April, where nothing else tells; else it is no date.

    >>> read_date_in_words("Publicado el 3 de mayo de 2022")
    '2022-05-03'
    """
    if found := _IN_WORDS.search(text):
        month = PAGE_MONTHS[(found["month"] or found["month2"]).rstrip(".").casefold()]
        return _checked(f"{found['year'] or found['year2']}-{month:02}-{int(found['day'] or found['day2']):02}")
    for found in _DAY_FIRST.finditer(text):
        first, second = int(found["first"]), int(found["second"])
        certain = "." in found["sign"] or first > _MONTHS_IN_YEAR or first == second
        if second > _MONTHS_IN_YEAR and "/" in found["sign"]:
            first, second = second, first
        elif not (certain or day_first):
            continue
        if date := _checked(f"{found['year']}-{second:02}-{first:02}"):
            return date
    return ""


def date_in_url(url: str) -> str:
    """The day that a URL's path names, as in ".../2019-09/07/a.html" or ".../20190907/a.html", or ""."""
    path = re.sub(r"/((?:19|20)\d\d)[-/_]?(\d\d)/(\d\d)", r"/\1\2\3", url)
    found = _URL_DATE.search(path)
    return _checked("-".join(found.groups())) if found else ""


def finer(date: str, other: str) -> str:
    """`other` where it is the same instant told more exactly (seconds, a zone), else `date`."""
    return other if other.startswith(date) and len(other) > len(date) else date


def _iso(found: re.Match[str]) -> str:
    year = found["year"] if len(found["year"]) == 4 else "20" + found["year"]
    day = f"{year}-{int(found['month']):02}-{int(found['day']):02}"
    if not found["hour"]:
        return _checked(day)
    clock = f"{int(found['hour']):02}:{found['minute']}" + (f":{found['second']}" if found["second"] else "")
    zone = found["zone"] or ""
    if zone not in ("", "Z") and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    return _checked(f"{day}T{clock}{zone}")


def _checked(iso: str) -> str:
    """The day of 31 April is no date: better none than one that later fails to parse."""
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return ""
    return iso
