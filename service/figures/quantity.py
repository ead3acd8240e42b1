"""A number with its unit: 两个半小时, 3元5角, US$1.5bn; one side of a range, or a whole amount before what qualifies it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from indexer.figure import FigureKind
from indexer.numerals.chinese import chinese_value
from indexer.numerals.numeral import Amount, Numeral, plain_value
from service.figures.unit_words import Unit
from service.figures.units import FoundUnit, currency_before, unit_at

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
        return Quantity(number, amount, unit, unit_text, start, number.end if found is None else found.end)
    if found is None:
        if aged := _AGED.search(folded[max(0, number.start - 6) : number.start]):
            start = number.start - len(aged.group())
            return Quantity(number, amount, _YEAR, text[start : start + 4], start, number.end)
        return Quantity(number, amount, None, "", number.start, number.end)
    unit, end = found.unit, found.end
    amount = amount.times(unit.factor)
    if amount.approximation == "exact" and (more := _after_unit(folded, found)) is not None:
        part, end = more
        value = plain_value(amount.min + part)
        amount = Amount(value, value)
    return Quantity(number, amount, unit, text[found.start : found.end], number.start, end)


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
