"""A number with its unit: 两个半小时, 3元5角, US$1.5bn; one side of a range, or a whole amount before what qualifies it."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from indexer.figure import FigureKind
from indexer.numerals.numeral import Amount, Numeral, plain_value
from service.figures.units import FoundUnit, Unit, currency_before, unit_at

# 两个多月, 一个半小时, 三年半: what stands inside or after the unit.
_INSIDE = re.compile("个(?P<more>多|半|余|来)(?=月|小时|钟头|星期|世纪|季度|礼拜)")
_HALF_AFTER = re.compile("半(?![年月天个小夜径岛导空途点场决程数价固官壁公])")
_SMALLER = {
    ("foot", "inch"): 12,
    ("year", "month"): 12,
    ("day", "hour"): 24,
    ("hour", "minute"): 60,
    ("minute", "second"): 60,
}
_JOINT = re.compile("[零又]?")
_SHORT_MINUTES = re.compile("分(?![钟之])|秒")
_MEASURES = frozenset(FigureKind) - {FigureKind.COUNT}
_CENTS = re.compile("分(?![钟之])")
_CENT = Unit(FigureKind.MONEY, "CNY", "CNY", Decimal("0.01"))
_SECOND, _MINUTE = Unit(FigureKind.DURATION, "second"), Unit(FigureKind.DURATION, "minute")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a unit, and the span of both; `unit` is None for a number alone."""

    number: Numeral
    amount: Amount
    unit: Unit | None
    unit_text: str
    start: int
    end: int


def quantity(number: Numeral, folded: str, text: str) -> Quantity:
    """A numeral with the currency before it, the unit after it, or neither."""
    amount, found = _in_unit(number, folded, text)
    prefix = currency_before(folded, number.start)
    if prefix is not None and (found is None or found.unit.kind is FigureKind.MONEY):
        currency, start, end = prefix
        unit = Unit(FigureKind.MONEY, currency, currency) if found is None else found.unit
        unit_text = text[start:end] if found is None else text[found.start : found.end]
        return Quantity(number, amount, unit, unit_text, start, number.end if found is None else found.end)
    if found is None:
        return Quantity(number, amount, None, "", number.start, number.end)
    unit, end = found.unit, found.end
    amount = amount.times(unit.factor)
    if amount.approximation == "exact" and unit.kind in _MEASURES and _HALF_AFTER.match(folded, end):
        half = plain_value(amount.min + unit.factor / 2)
        amount, end = Amount(half, half), end + 1
    return Quantity(number, amount, unit, text[found.start : found.end], number.start, end)


def _in_unit(number: Numeral, folded: str, text: str) -> tuple[Amount, FoundUnit | None]:
    """The amount and its unit, with what stands within the unit: the 多 of 两个多月."""
    if (inside := _INSIDE.match(folded, number.end)) is None:
        return number.amount, unit_at(folded, number.end, text=text)
    found = unit_at(
        "个" + folded[inside.end() : inside.end() + 3], 0, text="个" + text[inside.end() : inside.end() + 3]
    )
    if found is None:
        return number.amount, None
    value = number.amount.min
    if inside["more"] == "半":
        amount = Amount(value + Decimal("0.5"), value + Decimal("0.5"))
    elif inside["more"] == "来":
        amount = Amount(value, value, "about")
    else:
        amount = Amount(value, None, "more_than")
    return amount, FoundUnit(found.unit, inside.end(), inside.end() + found.end - 1)


def joined(first: Quantity, second: Quantity) -> Quantity | None:
    """3小时20分钟 as 200 minutes, 3元5角 as 3.5 CNY; None where the second is an amount of its own."""
    if first.unit is None or second.unit is None or not (first.number.exact and second.number.exact):
        return None
    if first.unit.kind is FigureKind.MONEY:
        if second.unit.currency != first.unit.currency or not second.amount.min < first.unit.factor:
            return None
        total = plain_value(first.amount.min + second.amount.min)
        unit = first.unit
    elif factor := _SMALLER.get((first.unit.name, second.unit.name)):
        total = plain_value(first.amount.min * factor + second.amount.min)
        unit = second.unit
    else:
        return None
    unit_text = first.unit_text if unit == first.unit else second.unit_text
    return replace(second, amount=Amount(total, total), unit=unit, unit_text=unit_text, start=first.start)


def with_decimals(first: Quantity, second: Quantity, folded: str) -> Quantity | None:
    """1米75 as 1.75 metres, 3块5 and 3块5毛 as 3.5 CNY; None where the second is no such decimals."""
    length = second.number.end - second.number.start
    spoken = first.unit_text in {"米", "块"} and first.number.exact and second.number.exact
    if not spoken or second.unit is not None or second.number.start != first.end or length > 2:
        return None
    total = plain_value(first.amount.min + second.amount.min / 10**length)
    end = second.end + folded.startswith("毛", second.end)
    return replace(first, amount=Amount(total, total), end=end)


def with_short_unit(part: Quantity, before: Quantity, folded: str) -> Quantity:
    """The 20分 of 3小时20分, and the 30秒 after it: 分 alone is a point of a score."""
    if before.unit is not None and before.unit.currency == "CNY" and _CENTS.match(folded, part.number.end):
        return replace(
            part, amount=part.amount.times(_CENT.factor), unit=_CENT, unit_text="分", end=part.number.end + 1
        )
    if (
        before.unit is None
        or before.unit.kind is not FigureKind.DURATION
        or not _SHORT_MINUTES.match(folded, part.number.end)
    ):
        return part
    unit = _SECOND if folded[part.number.end] == "秒" else _MINUTE
    return replace(part, unit=unit, unit_text=folded[part.number.end], end=part.number.end + 1)


def adjoin(first: Quantity, second_start: int, folded: str) -> bool:
    """Whether nothing but 零, 又 or "and" stands between a quantity and the next number."""
    return _JOINT.fullmatch(folded, first.end, second_start) is not None or folded[first.end : second_start] in (
        " ",
        " and ",
    )
