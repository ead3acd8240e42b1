"""Amounts: numerals with their units, ranges and qualifiers, where they count or measure something."""

import re
from collections.abc import Iterator
from decimal import Decimal

from indexer.core.figure import Figure, FigureKind
from indexer.text.numerals import Amount, Numeral
from service.figures.numerals import numerals_of, worded_numerals
from service.figures.qualifiers import qualifier_after, qualifier_before
from service.figures.quantities import (
    Quantity,
    adjoin,
    joined,
    powers,
    qualified,
    quantity,
    with_decimals,
    with_short_unit,
)
from service.figures.ranges import BETWEEN_BEFORE, between, separated, sign_before, signed_between, turned
from service.figures.text import FigureText

_HALF = re.compile("(?<![一大多各折夜])半(?=个?(?:月|小时|世纪|钟头|星期|年|天|吨|公里|斤|公斤|米|亩|秒)(?![度球]))")
_NO_NUMERAL = re.compile("零(?=下)|(?:(?<=[年月天日时钟元米周])零|(?<=唯)一)(?=[一二两三四五六七八九十0-9])")
# A lone 一 with these is an article, "a", more often than a number.
_ARTICLE = frozenset(
    "个只项条枚样款块片根支把粒枝次趟遍场届宗桩案台部座层间套本册份张封批箱盒瓶袋包桶株头种类对副组处字页轮期行门首篇班步级股家位队起回席面眼则笔群节具杯碗串束"
)
# A lone Chinese digit with these is a grade or a part of a name: 二级巡视员, 五里桥.
_GRADES = frozenset("级类里期步头班面席点分字节金银铜球眼")
_HUNDRED_MILLIONS = re.compile("(?<=[0-9])个亿")  # 7个亿
_A_HALF = Decimal("0.5")
_POETIC = frozenset("年天里分度米秒岁")
_NOT_ONE = re.compile("[有某每同这那哪统第唯万专逐另任]$")
_EXACTLY = frozenset({"只有", "仅有", "共有", "唯一"})
"""What makes a number of 一个: 只有一名医生."""
_ZEROS = re.compile("0[0-9]")  # 02-21, 007
_LATIN_OR_DIGIT = re.compile(r"[a-z0-9_]")
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile("[\u3400-\u9fff]")
# Han characters that may follow a number that counts something unnamed: 捐款三万的, 增至500并.
_MAY_FOLLOW = frozenset("的了和与及并而但且还也又就在从到至是为之中多余后前时又")
_CAPITALISED = re.compile(r"(?:^|[^.!?] )[A-Z][A-Za-z]+ $")


def add_amounts(reading: FigureText) -> None:
    """Adds the amounts of a text to what was read before."""
    found = [quantity(number, reading.folded, reading.text) for number in _numbers(reading)]
    place = 0
    while place < len(found):
        place = _add_from(reading, found, place)


def _numbers(reading: FigureText) -> Iterator[Numeral]:
    """Free numerals of the text, and 半 where it measures."""
    folded = reading.folded
    said_otherwise = [Numeral(m.start(), m.end(), Amount(_A_HALF, _A_HALF), "han") for m in _HALF.finditer(folded)]
    said_otherwise += [*powers(folded), *worded_numerals(folded, reading.language)]
    # The 零 of 一年零三个月 joins, that of 零下 is a sign, and the 一 of 唯一 belongs to it: as numerals they would hide what follows.
    plain = _NO_NUMERAL.sub("又", folded)
    if "个亿" in plain:
        plain = _HUNDRED_MILLIONS.sub(" 亿", plain)
    everything = sorted([*numerals_of(plain), *said_otherwise], key=lambda number: (number.start, -number.end))
    last_end = 0
    for number in everything:
        if number.start >= last_end and reading.free(number.start, number.end):
            last_end = number.end
            yield number


def _add_from(reading: FigureText, found: list[Quantity], place: int) -> int:
    """Reads the amount that begins with one quantity; returns the place of the next one to read."""
    folded, first = reading.folded, found[place]
    place += 1
    while place < len(found) and found[place].number.start < first.end:  # the 七八 of 一米七八
        place += 1
    both = None if place == len(found) else _both(first, found[place], folded)
    if both is not None:
        first, place = both, place + 1
    while place < len(found) and adjoin(first, found[place].number.start, folded):
        part = with_decimals(first, found[place], folded) or joined(first, with_short_unit(found[place], first, folded))
        if part is None:
            break
        first, place = part, place + 1
    if reading.free(first.start, first.end) and (figure := _figure(first, reading)) is not None:
        reading.add(figure)
    return place


def _both(first: Quantity, second: Quantity, folded: str) -> Quantity | None:
    """The range that two quantities are the ends of."""
    if (signed := signed_between(first, second, folded)) is not None:
        return signed
    return between(first, second) if separated(first, second, folded) else None


def _figure(found: Quantity, reading: FigureText) -> Figure | None:
    folded = reading.folded
    start, end, amount = found.start, found.end, found.amount
    sign = None if found.amount.min < 0 else sign_before(found, folded)
    is_negative = sign is not None and reading.free(sign, start)
    if sign is not None and is_negative:
        start = sign
    before = qualifier_before(folded, start, bare=found.number.bare)
    if before is not None and (not reading.free(before.start, start) or _recent(found, before.start, folded)):
        before = None
    after = None if before is not None and before.qualifier != "about" else qualifier_after(folded, end)
    is_qualified = before is not None or after is not None or amount.approximation not in ("exact",)
    if not _counts(found, reading, qualified=is_qualified):
        return None
    if is_negative and amount.max is not None:
        amount, is_negative = Amount(-amount.max, -amount.min, amount.approximation), False
    if before is not None:
        start, said = before.start, before.qualifier
        bounds = qualified(amount, said)
    else:
        bounds = turned(qualified(amount, "exact")) if is_negative else qualified(amount, "exact")
        if amount.approximation == "range" and (opening := BETWEEN_BEFORE.search(folded[max(0, start - 8) : start])):
            start = start - len(opening.group())
    if after is not None and reading.free(end, after.end):
        end = after.end
        bounds = qualified(amount, after.qualifier)
    low, high, low_in, high_in, qualifier = bounds
    unit = found.unit
    return Figure(
        kind=FigureKind.COUNT if unit is None else unit.kind,
        min=low, max=high, min_inclusive=low_in, max_inclusive=high_in,
        unit="" if unit is None else unit.name,
        unit_text=found.unit_text,
        currency="" if unit is None else unit.currency,
        qualifier=qualifier,
        text=reading.text[start:end], start=start, end=end,
    )  # fmt: skip


def _recent(found: Quantity, start: int, folded: str) -> bool:
    """近三年 is the last three years, not nearly three."""
    if folded[start : found.start] != "近" or found.unit is None or found.unit.kind is not FigureKind.DURATION:
        return False
    return found.number.min < 10 or folded.startswith(("来", "间", "内", "以来", "里"), found.end)


def _counts(found: Quantity, reading: FigureText, *, qualified: bool) -> bool:
    """Whether this is an amount at all, not digits in a name or a numeral in a word."""
    folded, number = reading.folded, found.number
    before = folded[found.start - 1] if found.start else ""
    after = folded[found.end] if found.end < len(folded) else ""
    if number.script == "digits" and (_ZEROS.match(folded, found.start) or _glued(found, folded, before, after)):
        return False
    if found.unit is not None:
        return _is_no_hour(found) and _unit_counts(found, folded, qualified=qualified)
    if number.script == "words":
        return number.min >= 10 or qualified or folded.endswith("dozen", number.start, number.end)
    if number.bare:
        return qualified
    if number.script == "han":
        return len(folded[number.start : number.end]) > 1 and not _within_han_word(number, after, qualified=qualified)
    return _digits_count(number, reading, after, qualified=qualified)


def _glued(found: Quantity, folded: str, before: str, after: str) -> bool:
    """Digits that are part of a longer thing: B2, 4K, 1.2.3, 第5, 007."""
    written = folded[found.number.start : found.number.end]
    if before and found.start == found.number.start and (_LATIN_OR_DIGIT.match(before) or before in "第#/\\="):
        return True
    if len(folded) > 1 and before in ".-" and found.start > 1 and _LATIN_OR_DIGIT.match(folded[found.start - 2]):
        return True
    if found.unit is None and after and after.isascii() and (after.isalnum() or after in "_@"):
        return True
    begins = found.start == found.number.start  # not the 05 of 3小时05分
    return begins and len(written) > 1 and written[0] == "0" and written[1].isdigit()


def _is_no_hour(found: Quantity) -> bool:
    """3000点 and 24.5点 are points of an index; 3点 is a time, 三点 may be remarks."""
    is_point = found.unit is not None and found.unit.name == "index_point" and found.unit_text == "点"
    return not is_point or found.number.min > 24 or found.number.min != found.number.min.to_integral_value()


def _unit_counts(found: Quantity, folded: str, *, qualified: bool) -> bool:
    number, unit = found.number, found.unit
    if unit is None or qualified:
        return True
    if unit.kind is FigureKind.DURATION and folded.startswith(
        ("日", "月"), number.end
    ):  # 3日 is a date, 数日 and 3日内 a duration
        return not number.exact or folded.startswith(("日内", "日间", "日之内", "日以内"), number.end)
    if folded[number.start : number.end] == "十":  # 十年 and 十个 count; 十里, 十分 need not
        return found.unit_text not in _GRADES and found.unit_text != "里"
    if number.bare:  # 千元, 百人; not 百年, 千里
        return unit.name == "person" or (unit.kind is not FigureKind.COUNT and found.unit_text not in _POETIC)
    written = folded[number.start : number.end]
    if unit.name == "year" and found.unit_text == "年" and len(written) == 4 and number.exact:
        return number.scale != 1  # 2020年 is a date
    return not _only_a_word(written, found, folded)


def _only_a_word(written: str, found: Quantity, folded: str) -> bool:
    """The 一 of 一个 and 有一天, and a grade: 二级."""
    if written == "一" and folded[max(0, found.start - 2) : found.start] in _EXACTLY:
        return False
    if written == "一" and found.unit_text in _ARTICLE:
        return True
    if written == "一" and (
        _NOT_ONE.search(folded[found.start - 1 : found.start]) or folded.startswith("度", found.end)
    ):
        return True
    return len(written) == 1 and found.number.script == "han" and found.unit_text in _GRADES


def _within_han_word(number: Numeral, after: str, *, qualified: bool) -> bool:
    """二十四史, 十三陵: tens without a unit, right before another word."""
    return number.scale == 1 and not qualified and bool(_HAN.match(after)) and after not in _MAY_FOLLOW


def _digits_count(number: Numeral, reading: FigureText, after: str, *, qualified: bool) -> bool:
    """Digits without a unit: 3,680 and 3万 count; 2020, a 7-digit id, the 84 of a disinfectant, and Windows 10 do not."""
    if qualified or number.scale != 1:
        return True
    written = reading.folded[number.start : number.end]
    if "," in written or "\u00a0" in written:
        return True
    if len(written) >= 7 and "." not in written:
        return False
    if len(written) == 4 and written[:2] in ("19", "20"):
        return False
    if _HAN.match(after) and after not in _MAY_FOLLOW:
        return False
    return not _CAPITALISED.search(reading.text, max(0, number.start - 20), number.start)
