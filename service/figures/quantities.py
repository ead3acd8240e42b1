"""A number with its unit: powers of ten, bounds, 两个半小时, 3小时20分, US$1.5bn."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from indexer.core.figure import Bound, FigureKind, Qualifier
from indexer.text.numerals import Amount, Numeral, plain_value
from indexer.text.numerals_zh import chinese_value
from service.figures.units import FoundUnit, Unit, currency_before, unit_at

_POWER = re.compile(
    r"(?:(?<![0-9.,])(?P<times>[0-9]{1,9}(?:\.[0-9]{1,9})?) ?[×x*·] ?)?(?<![0-9.,])10(?:\^(?P<plain>-?[0-9]{1,2})(?![0-9])|(?P<raised>⁻?[⁰¹²³⁴-⁹]{1,2}))"
)
_RAISES = re.compile("[\\^⁰¹²³⁴-⁹⁻]")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def powers(folded: str) -> Iterator[Numeral]:
    """Yields the powers of ten of a folded text, with what multiplies them."""
    if _RAISES.search(folded) is None:
        return
    for match in _POWER.finditer(folded):
        exponent = int(match["plain"] or match["raised"].translate(_RAISED))
        value = plain_value(Decimal(match["times"] or 1) * Decimal(10) ** exponent)
        yield Numeral(match.start(), match.end(), Amount(value, value), "digits")


Bounds: TypeAlias = tuple[Bound, Bound, bool, bool, Qualifier]
"""Lower and upper end, whether each is included, and the qualifier of the whole."""


def qualified(amount: Amount, said: Qualifier) -> tuple[Bound, Bound, bool, bool, Qualifier]:
    """Ends, whether each is included, and the qualifier, of an amount as qualified: 近百万 is below 1,000,000."""
    low, high = amount.min, amount.max
    if said == "more_than" or (amount.approximation == "more_than" and said != "at_least"):
        return low, None, False, False, "more_than"
    if said == "at_least":
        return low, None, amount.approximation != "more_than", False, "at_least"
    if said == "less_than":
        return None, high, False, False, "less_than"
    if said == "at_most":
        return None, high, False, True, "at_most"
    if said == "about" or amount.approximation == "about":
        return low, high, True, True, "about"
    return low, high, True, True, "range" if low != high else "exact"


# 两个多月, 一个半小时, 三年半: what stands inside or after the unit.
_INSIDE = re.compile("个(?P<more>多|半|余|来)(?=月|小时|钟头|星期|世纪|季度|礼拜)")
_HALF_AFTER = re.compile("半(?![年月天个小夜径岛导空途点场决程数价固官壁公])")
# 一斤八两, 一公斤二两: a liang is a tenth of a jin; 一米七五 is 1.75 metres.
_LIANG = re.compile("零?(?P<liang>[1-9一二两三四五六七八九半])两(?![个名位人天年日月次三四五]|银|岸)")
_IN_LIANG = {"jin": Decimal("0.1"), "kilogram": Decimal("0.05")}
_CENTIMETRES = re.compile("(?P<tens>[一二三四五六七八九])(?P<ones>[一二三四五六七八九])(?![十百千万个名人天多年])")
_MAO = re.compile("(?P<mao>[一二三四五六七八九])(?:毛(?P<fen>[一二三四五六七八九])?分?钱?|(?![\u3400-\u9fff]))")
_AGED = re.compile(r"(?<!\w)aged $")
_YEAR = Unit(FigureKind.DURATION, "year")
_MEASURES = frozenset(FigureKind) - {FigureKind.COUNT}


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
        return Quantity(
            number, amount, unit=unit, unit_text=unit_text, start=start, end=number.end if found is None else found.end
        )
    if found is None:
        if aged := _AGED.search(folded[max(0, number.start - 6) : number.start]):
            start = number.start - len(aged.group())
            return Quantity(number, amount, unit=_YEAR, unit_text=text[start : start + 4], start=start, end=number.end)
        return Quantity(number, amount, unit=None, unit_text="", start=number.start, end=number.end)
    unit, end = found.unit, found.end
    amount = amount.times(unit.factor)
    if amount.approximation == "exact" and (more := _after_unit(folded, found)) is not None:
        part, end = more
        value = plain_value(amount.min + part)
        amount = Amount(value, value)
    return Quantity(number, amount, unit=unit, unit_text=text[found.start : found.end], start=number.start, end=end)


def _after_unit(folded: str, found: FoundUnit) -> tuple[Decimal, int] | None:
    """What is said after a unit without one that a number alone has, and its end: 三年半, 一斤八两, 一米七五."""
    unit, end = found.unit, found.end
    if unit.kind in _MEASURES and _HALF_AFTER.match(folded, end):
        return unit.factor / 2, end + 1
    if unit.name in _IN_LIANG and (liang := _LIANG.match(folded, end)) is not None:
        said = chinese_value(liang["liang"])
        many = Decimal("0.5") if said is None else said.min
        return many * _IN_LIANG[unit.name], liang.end()
    if unit.name == "CNY" and folded.startswith("块", found.start) and (coins := _MAO.match(folded, end)):
        mao, fen = chinese_value(coins["mao"]), chinese_value(coins["fen"] or "零")
        if mao is not None and fen is not None:
            return mao.min / 10 + fen.min / 100, coins.end()
    if unit.name == "metre" and folded.startswith("米", found.start) and (more := _CENTIMETRES.match(folded, end)):
        tens, ones = chinese_value(more["tens"]), chinese_value(more["ones"])
        if tens is not None and ones is not None:
            return tens.min / 10 + ones.min / 100, more.end()
    return None


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
