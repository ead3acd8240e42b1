"""Finds the unit after a number and the currency before it, by the words of the unit files."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.resources import files
from itertools import groupby
from typing import Any

from indexer.core.figure import FigureKind


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts. A value is multiplied by `factor`: 三成 is 30 percent, 5角 is 0.5 CNY."""

    kind: FigureKind
    name: str
    currency: str = ""
    factor: Decimal = Decimal(1)


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("service.figures").joinpath("data", name).read_text(encoding="utf-8"))


def _units(table: dict[str, Any]) -> Iterable[tuple[str, Unit]]:
    """Each word with its unit, as the file writes it."""
    for part in table.pop("parts", ()):
        unit = _unit(part["kind"], part["unit"], Decimal(part["factor"]))
        yield from ((word, unit) for word in part["words"].split())
    for kind, rows in table.items():
        for name, words in rows.items():
            yield from ((word, _unit(kind, name)) for word in words.split())


def _unit(kind: str, name: str, factor: Decimal = Decimal(1)) -> Unit:
    return Unit(FigureKind(kind), name, name if kind == FigureKind.MONEY else "", factor)


def any_of_many(words: Iterable[tuple[str, str]]) -> str:
    """A pattern for any of many words, each with the pattern it is written as: of two that fit, the longer one.

    They are grouped by their first letter, so that a place where none begins costs one look a letter, not one a word.
    """
    ordered = sorted(words, key=lambda word: (word[0][0], -len(word[0])))
    groups = [(re.escape(first), list(group)) for first, group in groupby(ordered, key=lambda word: word[0][0])]
    alternatives = (
        f"{first}(?:{'|'.join(pattern.removeprefix(first) for _, pattern in group)})" for first, group in groups
    )
    return f"(?=[{''.join(first for first, _ in groups)}])(?:{'|'.join(alternatives)})"


def _joined(written: str) -> tuple[str, str]:
    word, slash, not_before = written.partition("/")
    # km/h and 米/秒 have the mark within them: what must not follow is a set of letters, or begins with a letter before one.
    if slash and "[" not in not_before and "(" not in not_before:
        return written, re.escape(written)
    return word, re.escape(word) + (f"(?!{not_before})" if slash else "")


_JOINED_ROWS = [(*_joined(written), unit) for written, unit in _units(_table("joined_units.toml"))]
JOINED = {word: unit for word, _, unit in _JOINED_ROWS}
"""Unit of a word that needs no end of a word behind it: 吨, 円, 명."""
JOINED_WORD = any_of_many((word, pattern) for word, pattern, _ in _JOINED_ROWS)
"""A pattern for one of them in folded text."""
SPACED = {word.replace("_", " "): unit for word, unit in _units(_table("spaced_units.toml"))}
"""Unit of a word in a script that parts words by spaces."""
SPACED_WORD = any_of_many((word, re.escape(word).replace(r"\ ", "[ -]")) for word in SPACED)
"""A pattern for one of them in folded text."""


_NOT_COIN = re.compile(
    "(?!一[杯斤个件只瓶份碗次晚天人串盒]|[一二三四五六七八九](?:毛|[^\u3400-\u9fff]|$))[\u3400-\u9fff]"
)
# Han letters, kana and Hangul may follow a word in Latin letters, 45kW直流, and Korean particles a number's unit.
_ENDS = r"(?!(?![\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[^\W\d_])"
_UNIT = re.compile(
    rf"[ \u00a0]?(?:de |d['’]|(?<=s )of )?(?:(?P<joined>{JOINED_WORD})|-?(?P<spaced>{SPACED_WORD}){_ENDS})"
)
_EACH_TIME = re.compile("次(?![品要日级年数于])")
_PER = re.compile("(?:/|每)(?P<many>[0-9]{1,4})?")
_CAPITAL_LETTERS = frozenset("w")  # 44W
_ANY_LETTERS = frozenset("l")  # 5L and 5l
_NO_DIVISOR = frozenset({FigureKind.PERCENT, FigureKind.RATIO, FigureKind.MONEY})
_UNDIVIDED = frozenset({FigureKind.PERCENT, FigureKind.RATIO, FigureKind.DURATION})


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
    if match["joined"] is not None:
        return _per(_joined_unit(match, folded), folded, text)
    word, start = match["spaced"], match.start("spaced")
    if len(word) == 1 and word not in _ANY_LETTERS and (text[start] == word) is (word in _CAPITAL_LETTERS):
        return None
    return _per(FoundUnit(SPACED[word if word in SPACED else word.replace("-", " ")], start, match.end()), folded, text)


def _joined_unit(match: re.Match[str], folded: str) -> FoundUnit:
    word, start, end = match["joined"], match.start("joined"), match.end()
    unit = JOINED[word]
    if word == "块" and not _NOT_COIN.match(folded, end):  # 两万块 and 两块五, not 两万块砖
        unit = JOINED["块钱"]
    # 架次, 场次, 万亩次: so many times over.
    if unit.kind in (FigureKind.COUNT, FigureKind.AREA) and word != "个" and _EACH_TIME.match(folded, end):
        end += 1
    return FoundUnit(unit, start, end)


def _per(found: FoundUnit, folded: str, text: str) -> FoundUnit:
    """The unit with the one that it is divided by: 元/股 and 美元/桶 stay money, 立方米每秒 and Wh/kg are rates."""
    if found.unit.kind in _UNDIVIDED or (sign := _PER.match(folded, found.end)) is None:
        return found
    if found.unit.kind is FigureKind.COUNT and sign.group() == "每":  # 一种每平方米只有1.6克的纸
        return found
    each = _UNIT.match(folded, sign.end())
    if each is None or each.start("joined") > sign.end() or each.start("spaced") > sign.end():
        return found
    divisor = JOINED[each["joined"]] if each["joined"] is not None else SPACED[each["spaced"].replace("-", " ")]
    if divisor.kind in _NO_DIVISOR:
        return found
    if found.unit.kind is FigureKind.MONEY:
        return replace(found, end=each.end())
    name = "_".join(filter(None, (found.unit.name, "per", sign["many"], divisor.name)))
    return FoundUnit(replace(found.unit, kind=FigureKind.COUNT, name=name), found.start, each.end())


_PREFIXES = {
    "us$": "USD", "hk$": "HKD", "nt$": "TWD", "au$": "AUD", "a$": "AUD", "ca$": "CAD", "c$": "CAD", "nz$": "NZD",
    "s$": "SGD", "$": "USD", "rs": "INR", "rs.": "INR", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "rmb¥": "CNY", "cn¥": "CNY", "₽": "RUB",
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
