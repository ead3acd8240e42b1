"""Amounts of two numbers: 3小时20分 and 3元5角 in one unit, 1米75 and 3块5 as decimals, "6ft 2in"."""

import re
from dataclasses import replace
from decimal import Decimal

from indexer.figure import FigureKind
from indexer.numerals.numeral import Amount, plain_value
from service.figures.quantity import Quantity
from service.figures.unit_words import Unit

_SMALLER = {
    ("foot", "inch"): 12,
    ("year", "month"): 12,
    ("day", "hour"): 24,
    ("hour", "minute"): 60,
    ("minute", "second"): 60,
    ("point", "second"): 60,  # 2分30秒
}
_JOINT = re.compile("[零又]?")
_SHORT_MINUTES = re.compile("分(?![钟之])|秒")
_INCHES = re.compile(r" ?in\b(?! [a-z])|(?<=[0-9])in\b")
_CENTS = re.compile("分(?![钟之])")
_CENT = Unit(FigureKind.MONEY, "CNY", "CNY", Decimal("0.01"))
_SECOND, _MINUTE = Unit(FigureKind.DURATION, "second"), Unit(FigureKind.DURATION, "minute")
_INCH = Unit(FigureKind.LENGTH, "inch")


def joined(first: Quantity, second: Quantity) -> Quantity | None:
    """3小时20分钟 as 200 minutes, 3元5角 as 3.5 CNY; None where the second is an amount of its own."""
    if first.unit is None or second.unit is None or not (first.number.exact and second.number.exact):
        return None
    if first.unit.kind is FigureKind.MONEY:
        if second.unit.currency != first.unit.currency or not second.amount.min < first.unit.factor:
            return None
        total = plain_value(first.amount.min + second.amount.min)
        unit = first.unit
    elif (factor := _SMALLER.get((first.unit.name, second.unit.name))) and second.amount.min < factor:
        total = plain_value(first.amount.min * factor + second.amount.min)
        unit = second.unit
    else:
        return None
    unit_text = first.unit_text if unit == first.unit else second.unit_text
    return replace(second, amount=Amount(total, total), unit=unit, unit_text=unit_text, start=first.start)


def with_decimals(first: Quantity, second: Quantity, folded: str) -> Quantity | None:
    """1米75 as 1.75 metres, 9秒58 as 9.58 seconds, 3块5 and 3块5毛 as 3.5 CNY; None where the second is no such decimals."""
    length = second.number.end - second.number.start
    spoken = first.unit_text in {"米", "块", "秒"} and first.number.exact and second.number.exact
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
    if before.unit is not None and before.unit.name == "foot" and part.unit is None:
        inches = _INCHES.match(folded, part.number.end)
        return part if inches is None else replace(part, unit=_INCH, unit_text="in", end=inches.end())
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
