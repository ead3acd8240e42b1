"""Finds the unit after a number and the currency before it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from indexer.figure import FigureKind
from service.figures.han_units import HAN_MONEY, HAN_ROWS
from service.figures.latin_units import LATIN_MONEY, LATIN_ROWS


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts. A value is multiplied by `factor`: 三成 is 30 percent, 5角 is 0.5 CNY."""

    kind: FigureKind
    name: str
    currency: str = ""
    factor: Decimal = Decimal(1)


def _han_rows() -> dict[str, tuple[Unit, str]]:
    """Word to unit and to the characters it must not stand before."""
    rows: dict[str, tuple[Unit, str]] = {}
    for line in HAN_ROWS.strip().splitlines():
        kind, name, *words = line.split()
        for word in words:
            written, slash, not_before = word.partition("/[")
            rows[written] = (Unit(FigureKind(kind), name), not_before.rstrip("]") if slash else "")
    for written, currency, factor in HAN_MONEY:
        for word in written.split():
            rows[word] = (Unit(FigureKind.MONEY, currency, currency, Decimal(factor)), "")
    rows["刻钟"] = (Unit(FigureKind.DURATION, "minute", factor=Decimal(15)), "")
    rows["元"] = (rows["元"][0], "旦首月")
    rows["角"] = (rows["角"][0], "度落色")
    rows["成"] = (
        Unit(FigureKind.PERCENT, "percent", factor=Decimal(10)),
        "为立功员本果就长熟都绩交品批了名不天群因套效",
    )
    rows["折"] = (Unit(FigureKind.PERCENT, "percent", factor=Decimal(10)), "磨腾叠断返射")
    rows["%"] = rows["％"] = (Unit(FigureKind.PERCENT, "percent"), "")
    rows["‰"] = (Unit(FigureKind.PERCENT, "percent", factor=Decimal("0.1")), "")
    return rows


def _latin_rows() -> dict[str, Unit]:
    rows: dict[str, Unit] = {}
    for line in LATIN_ROWS.strip().splitlines():
        kind, name, *words = line.split()
        rows |= {word.replace("_", " "): Unit(FigureKind(kind), name) for word in words}
    for written, currency in LATIN_MONEY:
        rows |= {word.replace("_", " "): Unit(FigureKind.MONEY, currency, currency) for word in written.split()}
    return rows


_HAN = _han_rows()
_LATIN = _latin_rows()


def _alternatives(rows: dict[str, tuple[Unit, str]]) -> str:
    ordered = sorted(rows.items(), key=lambda row: len(row[0]), reverse=True)
    return "|".join(re.escape(word) + (f"(?![{without}])" if without else "") for word, (_, without) in ordered)


_NOT_COIN = re.compile("(?![一二三四五六七八九](?:毛|[^\u3400-\u9fff]|$))[\u3400-\u9fff]")
_LATIN_WORDS = "|".join(re.escape(word).replace(r"\ ", "[ -]") for word in sorted(_LATIN, key=len, reverse=True))
_UNIT = re.compile(
    rf"[ \u00a0]?(?:de |(?<=s )of )?(?:(?P<han>{_alternatives(_HAN)})|-?(?P<latin>{_LATIN_WORDS})(?![^\W\d_]))"
)


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit that follows a number, and its span."""

    unit: Unit
    start: int
    end: int


def unit_at(folded: str, place: int, *, text: str) -> FoundUnit | None:
    """The unit that begins at a place of folded text, or one space or hyphen after it.

    Capitals tell 5G and 8M from five grams and eight metres, so the text itself is looked at too.
    """
    if (match := _UNIT.match(folded, place)) is None:
        return None
    if match["han"] is not None:
        coin = match["han"] == "块" and not _NOT_COIN.match(folded, match.end())  # 两万块 and 两块五, not 两万块砖
        unit = _HAN["块钱"][0] if coin else _HAN[match["han"]][0]
        return FoundUnit(unit, match.start("han"), match.end())
    word = match["latin"]
    start = match.start("latin")
    if len(word) == 1 and text[start] != word and word != "l":
        return None
    return FoundUnit(_LATIN[word.replace("-", " ") if word not in _LATIN else word], start, match.end())


_PREFIXES = {
    "us$": "USD", "hk$": "HKD", "nt$": "TWD", "au$": "AUD", "a$": "AUD", "ca$": "CAD", "c$": "CAD", "nz$": "NZD",
    "s$": "SGD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "rmb¥": "CNY", "cn¥": "CNY", "₽": "RUB",
    "₩": "KRW", "₹": "INR", "฿": "THB", "₫": "VND", "rmb": "CNY", "cny": "CNY", "usd": "USD", "eur": "EUR",
    "hkd": "HKD", "gbp": "GBP", "jpy": "JPY", "人民币": "CNY", "港币": "HKD", "美金": "USD", "新台币": "TWD",
}  # fmt: skip
_PREFIX = re.compile(
    "(?:"
    + "|".join(
        ("(?<![a-z])" if word[0].isascii() and word[0].isalpha() else "") + re.escape(word)
        for word in sorted(_PREFIXES, key=len, reverse=True)
    )
    + r") ?$"
)


def currency_before(folded: str, place: int) -> tuple[str, int, int] | None:
    """The currency written right before a number, with its span: US$1.5bn, ￥300, RMB 5,000."""
    if (match := _PREFIX.search(folded, max(0, place - 5), place)) is None:
        return None
    word = match.group().rstrip(" ")
    return _PREFIXES[word], match.start(), match.start() + len(word)
