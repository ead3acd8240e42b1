"""Small amounts that no numeral says: 几天, 数以万计, "several months", "half an hour", "two and a half years"."""

import re
from decimal import Decimal

from indexer.core.figure import Figure, FigureKind, Qualifier
from indexer.text.numerals import Amount, plain_value
from indexer.text.numerals_zh import chinese_value
from service.figures.quantities import Bounds, qualified
from service.figures.text import FigureText
from service.figures.units import FoundUnit, unit_at

# 几 of 前几天 and 近几年 tells when, of 几天？ it asks; 十几 and 几百 are numerals.
_SOME_HAN = re.compile(
    "(?<![第哪这那前后近头未去茶没0-9零一二三四五六七八九十百千万亿])好?几"
    "(?=个?(?:月|小时|钟头|星期|礼拜|世纪|季度)|[天年周秒名位人个只件家辆次户吨斤米亩台场起例艘架箱瓶本条种项所张座头棵株套袋桶份]|分钟|公里|公斤|千克|[块毛]钱|元)"
    "(?![^,，。;；！!\n]{0,12}[？?])"
)
# 七旬老人 is in the eighth decade of life, 年过七旬 past the seventh.
_DECADE = re.compile("(?P<said>年?[过逾超近])?(?P<tens>[四五六七八九])旬")
_IDIOM = re.compile("数以(?P<scale>[十百千万亿]{1,2})计")
_SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBER = rf"(?:[0-9]{{1,3}}|an?|{'|'.join(_SMALL)})"
_ENGLISH = re.compile(
    r"(?<![\w-])(?:(?P<few>several|a few)(?= )|(?P<pair>a couple of)(?= )|(?P<half>half an?)(?= )"
    rf"|(?P<before>{_NUMBER}) and a half(?: (?P<scale_word>hundred|thousand|million|billion)\b)?(?= |$|[,.;)])"
    rf"|(?P<whole>an?|one) (?P<unit>[a-z]+) and a half\b)"
)
_SCALES = {
    "": Decimal(1),
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
}
_FEW = Amount(Decimal(2), Decimal(9), "range")
_HALF = Decimal("0.5")


def add_vague(reading: FigureText) -> None:
    """Adds them where they stand free."""
    for match in _SOME_HAN.finditer(reading.folded):
        _add(reading, match.start(), unit_at(reading.folded, match.end(), text=reading.text), _FEW)
    for match in _IDIOM.finditer(reading.folded):
        amount = chinese_value("数" + match["scale"])
        if amount is not None and reading.free(*match.span()):
            reading.add(_figure(reading, match.start(), match.end(), None, amount))
    for match in _DECADE.finditer(reading.folded):
        _add_decade(reading, match)
    for match in _ENGLISH.finditer(reading.folded):
        _add_english(reading, match)


def _add_decade(reading: FigureText, match: re.Match[str]) -> None:
    tens = chinese_value(match["tens"])
    if tens is None or not reading.free(*match.span()):
        return
    first = tens.min * 10
    if match["said"] is None:
        bounds: Bounds = first, first + 9, True, True, "range"
    else:
        bounds = qualified(Amount(first, first), "less_than" if match["said"].endswith("近") else "more_than")
    low, high, low_in, high_in, qualifier = bounds
    start, end = match.span()
    reading.add(
        Figure(
            kind=FigureKind.DURATION,
            min=low,
            max=high,
            min_inclusive=low_in,
            max_inclusive=high_in,
            unit="year",
            unit_text="旬",
            currency="",
            qualifier=qualifier,
            text=reading.text[start:end],
            start=start,
            end=end,
        )
    )


def _add_english(reading: FigureText, match: re.Match[str]) -> None:
    if match["whole"] is not None:
        found = unit_at(reading.folded, match.start("unit"), text=reading.text)
        if found is not None and found.end == match.end("unit"):
            _add(reading, match.start(), FoundUnit(found.unit, found.start, match.end()), Amount(1 + _HALF, 1 + _HALF))
        return
    if match["few"] is not None:
        amount = _FEW
    elif match["pair"] is not None:
        amount = Amount(Decimal(2), Decimal(2))
    else:
        value = _HALF if match["half"] is not None else _value(match["before"]) + _HALF
        amount = Amount(value, value).times(_SCALES[match["scale_word"] or ""])
        if match["scale_word"] is not None and unit_at(reading.folded, match.end(), text=reading.text) is None:
            if reading.free(*match.span()):
                reading.add(_figure(reading, *match.span(), None, amount))
            return
    _add(reading, match.start(), unit_at(reading.folded, match.end(), text=reading.text), amount)


def _value(written: str) -> Decimal:
    """Of digits, a small number in words, or an article."""
    if written.isdigit():
        return Decimal(written)
    return Decimal(_SMALL.index(written) + 1 if written in _SMALL else 1)


def _add(reading: FigureText, start: int, found: FoundUnit | None, amount: Amount) -> None:
    if found is not None and reading.free(start, found.end):
        reading.add(_figure(reading, start, found.end, found, amount))


def _figure(reading: FigureText, start: int, end: int, found: FoundUnit | None, amount: Amount) -> Figure:
    text = reading.text
    if found is None:
        kind, unit, unit_text, currency = FigureKind.COUNT, "", "", ""
    else:
        kind, unit, currency = found.unit.kind, found.unit.name, found.unit.currency
        unit_text = text[found.start : found.end]
        amount = amount.times(found.unit.factor)
    low, high = plain_value(amount.min), plain_value(amount.min if amount.max is None else amount.max)
    qualifier: Qualifier = "range" if amount.approximation == "range" else "exact"
    return Figure(
        kind=kind, min=low, max=high, min_inclusive=True, max_inclusive=True, unit=unit, unit_text=unit_text,
        currency=currency, qualifier=qualifier, text=text[start:end], start=start, end=end,
    )  # fmt: skip
