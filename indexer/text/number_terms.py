"""Terms by which equal numbers and dates of different wordings meet in the index: 3万, 三万 and 30,000 are all #30000."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from indexer.text.numerals import DIGITS
from indexer.text.numerals_en import (
    ENGLISH_NUMERAL,
    MONTH_NAME,
    SCALED_DIGITS,
    english_value,
    month_number,
    scaled_value,
)
from indexer.text.numerals_zh import HAN_NUMERAL, chinese_value

NumberTerm = tuple[str, int, int]
"""A term and the span of the text that it was read from."""

_MONTH = "[0-9]{1,2}|十[一二]?|[一二三四五六七八九]"
_DAY = "[0-9]{1,2}|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]"
_YEAR = "[0-9]{4}|[一二][零〇一二三四五六七八九]{3}"
# What a lone Chinese digit must count to be a number: 二吨 is, 统一 and 一些 are not. 一个 is everywhere and says little.
_AFTER_ONE = re.compile("[吨元年岁]|公[斤里]|千[克米]|小时")
_AFTER_DIGIT = re.compile(rf"(?:{_AFTER_ONE.pattern}|[个名人位只台辆户件条所家次场届例起天月成倍度省市县区])")

# Tried only where a character can begin any of these: the look ahead makes the scan several times faster.
_HAN = re.compile(
    r"(?=[0-9零〇一二三四五六七八九十百千万亿两几数廿卅壹贰叁肆伍陆柒捌玖拾佰仟])(?:"
    rf"(?P<iso>(?<![0-9])[0-9]{{4}}(?P<mark>[-/.])[0-9]{{1,2}}(?P=mark)[0-9]{{1,2}}(?![0-9]))"
    rf"|(?P<date>(?:(?:{_YEAR})年)?(?:{_MONTH})月(?:{_DAY})[日号])"
    rf"|(?P<hundredth>百分之(?:{HAN_NUMERAL}))"
    rf"|(?P<percent>(?<![0-9.]){DIGITS}[ ]?[%\uff05])"
    rf"|(?P<scaled>(?<![a-z0-9.]){SCALED_DIGITS})"
    rf"|(?P<han>{HAN_NUMERAL}))"
)
_DATE = re.compile(rf"(?:({_YEAR})年)?({_MONTH})月({_DAY})[日号]")
_LETTERS = re.compile("[a-z]{3}")
_ENGLISH = re.compile(
    rf"\b(?:(?P<named>(?P<month>{MONTH_NAME}) (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>[0-9]{{4}})\b)?"
    rf"|(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month2>{MONTH_NAME}),?(?: (?P<year2>[0-9]{{4}})\b)?)"
    rf"|(?P<words>{ENGLISH_NUMERAL}))"
)
_PART_OF_NAME = re.compile(r"[a-z0-9.]$|[a-z]-$")
"""Before digits that are no number of their own: the 19 of b19 and covid-19, the 0.1 of 10.0.0.1."""


_MOST_DIGITS = 4
"""Digits that tell, leading and closing zeros aside, of a number that articles hold by chance; a telephone number has more."""
_BY_CHANCE = re.compile(
    "[#%.,/:0-9-]+|[0-9零〇一二三四五六七八九十百千万亿两几数多余第年月日号时分之元块角岁个名位人天度%]+"
    "|hundr|thousand|million|billion|trillion|percent"
)
"""Numbers, as terms have them, and what Chinese counts by, which stands beside numbers in any text."""


def is_said_by_chance(term: str) -> bool:
    """Whether a term is a number as any text may hold, or a part of one in words.

    >>> [is_said_by_chance(each) for each in ("42", "#30000", "四十", "million", "5550195", "c919", "三亚")]
    [True, True, True, True, False, False, False]
    """
    digits = re.sub("[^0-9]", "", term).strip("0")
    return len(digits) <= _MOST_DIGITS and _BY_CHANCE.fullmatch(term) is not None


def number_terms(folded_text: str) -> list[NumberTerm]:
    """Canonical terms of the numbers and calendar dates of a text.

    Args:
        folded_text: As `indexer.text.normalize.normalize` gives it.

    Returns:
        Terms in order of their start. "#30000" for 3万, 30000, 三万, 30,000, "30 thousand"; "#2-21" for 2月21日 and
        February 21, with "#2020-02-21" beside it where the year is said; "#3.5%" for 3.5% and 百分之三点五. 三万多 gives
        the number it names, #30000; what names none (几万) gives nothing.
    """
    found: list[NumberTerm] = []
    for match in _HAN.finditer(folded_text):
        _READERS[match.lastgroup or "han"](match, folded_text, found)
    if _LETTERS.search(folded_text):
        found = _with_english(found, folded_text)
    return found


def _with_english(found: list[NumberTerm], text: str) -> list[NumberTerm]:
    """Adds English words and dates; the numbers within an English date are the date, not numbers beside it."""
    english: list[NumberTerm] = []
    for match in _ENGLISH.finditer(text):
        if match["words"] is None:
            year, month = match["year"] or match["year2"], month_number(match["month"] or match["month2"])
            english.extend(_date_terms(year, month, int(match["day"] or match["day2"]), match.start(), match.end()))
        elif (amount := english_value(match.group())) is not None and amount.max == amount.min > 1:
            english.append((f"#{_written(amount.min)}", match.start(), match.end()))
    covered = {place for _, start, end in english for place in range(start, end)}
    return sorted([term for term in found if term[1] not in covered] + english, key=lambda term: term[1])


def _read_iso(match: re.Match[str], _: str, found: list[NumberTerm]) -> None:
    year, month, day = re.split(r"[-/.]", match.group())
    found.extend(_date_terms(year, int(month), int(day), match.start(), match.end()))


def _read_date(match: re.Match[str], _: str, found: list[NumberTerm]) -> None:
    if (parts := _DATE.fullmatch(match.group())) is None:
        return
    year = None if parts[1] is None else str(_whole(parts[1]))
    found.extend(_date_terms(year, _whole(parts[2]), _whole(parts[3]), match.start(), match.end()))


def _read_percent(match: re.Match[str], _: str, found: list[NumberTerm]) -> None:
    written = match.group().removeprefix("百分之").rstrip("% ")
    amount = chinese_value(written)
    if amount is not None:
        found.append((f"#{_written(amount.min)}%", match.start(), match.end()))


def _read_scaled(match: re.Match[str], _: str, found: list[NumberTerm]) -> None:
    if (scaled := scaled_value(match.group())) is not None:
        found.append((f"#{_written(scaled[0])}", match.start(), match.end()))


def _read_number(match: re.Match[str], text: str, found: list[NumberTerm]) -> None:
    written, start, end = match.group(), match.start(), match.end()
    if len(written) == 1 and not _counts(written, text, end):
        return
    if written[0].isdigit() and _PART_OF_NAME.search(text, max(0, start - 2), start):
        return
    amount = chinese_value(written)
    if amount is not None and amount.approximation != "range":
        found.append((f"#{_written(amount.min)}", start, end))


def _counts(digit: str, text: str, end: int) -> bool:
    """Whether a lone character is a number here: any 0-9, 二吨, 三名, 十年; not 统一, 一些, 千秋."""
    if digit.isdigit() and digit.isascii():
        return True
    if digit in "一壹":
        return _AFTER_ONE.match(text, end) is not None
    return digit in "二三四五六七八九十两" and _AFTER_DIGIT.match(text, end) is not None


def _date_terms(year: str | None, month: int, day: int, start: int, end: int) -> Iterator[NumberTerm]:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return
    yield f"#{month}-{day}", start, end
    if year is not None:
        yield f"#{year}-{month:02}-{day:02}", start, end


def _whole(written: str) -> int:
    amount = chinese_value(written)
    return 0 if amount is None else int(amount.min)


@lru_cache(maxsize=8192)
def _written(value: Decimal) -> str:
    """Digits without exponent or idle zeros: 30000, 3680.5."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


_READERS = {
    "iso": _read_iso,
    "date": _read_date,
    "hundredth": _read_percent,
    "percent": _read_percent,
    "scaled": _read_scaled,
    "han": _read_number,
}
