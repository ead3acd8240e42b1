"""Reads every numeral of a text, also those in words of other languages: quatre-vingts, dreiundzwanzig."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from indexer.text.normalize import normalize
from indexer.text.numerals import Amount, Numeral, Script
from indexer.text.numerals_en import (
    ENGLISH_NUMERAL,
    MONEY_DIGITS,
    SCALED_DIGITS,
    english_scale,
    english_value,
    scaled_value,
)
from indexer.text.numerals_zh import HAN_NUMERAL, chinese_value, last_scale

_NUMERAL = re.compile(
    rf"(?=[ 0-9零〇一二三四五六七八九十百千万亿两几数好廿卅壹贰叁肆伍陆柒捌玖拾佰仟]|\b[a-z])(?:(?P<money>{MONEY_DIGITS})|(?P<scaled>{SCALED_DIGITS})|(?P<han>{HAN_NUMERAL})|(?P<words>{ENGLISH_NUMERAL}))"
)
_BARE = re.compile("[十百千万亿拾佰仟]+[多余馀来]?[万亿]*")


def numerals(text: str) -> Iterator[Numeral]:
    """Yields the numerals of a text, in order, whatever they count.

    The 一 of 统一 is among them: what follows and goes before decides whether a numeral is an amount
    (`service.figures`). Digits of an id longer than 18 give nothing.

    >>> [(n.start, n.end, n.min) for n in numerals("共3万4千元")]
    [(1, 5, Decimal('34000'))]
    """
    return numerals_of(normalize(text))


def numerals_of(folded: str) -> Iterator[Numeral]:
    """Yields the numerals of a folded text."""
    for match in _NUMERAL.finditer(folded):
        if (numeral := _read(match)) is not None:
            yield numeral


def _read(match: re.Match[str]) -> Numeral | None:
    written, start, end = match.group(), match.start(), match.end()
    if match.lastgroup == "words":
        amount = english_value(written)
        return None if amount is None else Numeral(start, end, amount, "words", english_scale(written))
    if match.lastgroup == "han":
        amount = chinese_value(written)
        script: Script = "digits" if written[0].isdigit() else "han"
        if amount is None:
            return None
        return Numeral(
            start, end, amount=amount, script=script, scale=last_scale(written), bare=bool(_BARE.fullmatch(written))
        )
    plain = written.lstrip(" ")
    if (scaled := scaled_value(plain)) is None:
        return None
    value, scale = scaled
    return Numeral(end - len(plain), end, Amount(value, value), "digits", scale)


_TEN_TIMES = -10
"""In place of a word's value: the digit before counts tens, as in "hai mươi"."""
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class _Words:
    """The number words of a language: their values, one pattern for a run of them, and one for each within it."""

    values: dict[str, int]
    run: re.Pattern[str]
    word: re.Pattern[str]
    joins: frozenset[str]
    small_first: bool


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("service.figures").joinpath("data", "number_words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def _words(language: str) -> _Words | None:
    if (table := _tables().get(language)) is None:
        return None
    written = table["words"].split()
    values = {
        word: int(value) for same, value in zip(written[::2], written[1::2], strict=True) for word in same.split("/")
    } | dict.fromkeys(table.get("tens", "").split(), _TEN_TIMES)
    joins = frozenset(table.get("joins", "").split())
    any_word = "|".join(sorted(map(re.escape, values), key=len, reverse=True))
    any_join = "|".join(joins)
    between = r"[ -]" if not joins else rf"[ -](?:(?:{any_join})[ -]?)?"
    if table.get("together", False):
        between = rf"(?:(?:{any_join})|{between})?"
    run = re.compile(rf"(?<!\w)(?:{any_word})(?:{between}(?:{any_word})){{0,{_MOST_WORDS}}}(?!\w)")
    return _Words(
        values, run, re.compile(f"{any_word}|{any_join}" if joins else any_word), joins, table.get("small_first", False)
    )


def worded_numerals(folded: str, language: str) -> Iterator[Numeral]:
    """Yields the numbers that are written in words of a language; none where the language has no table.

    Args:
        folded: A folded text.
        language: Code of two letters.
    """
    if (words := _words(language)) is None:
        return
    for match in words.run.finditer(folded):
        parts = [each for each in words.word.finditer(folded, *match.span()) if each.group() not in words.joins]
        yield from _numbers(parts, words)


def _numbers(parts: list[re.Match[str]], words: _Words) -> Iterator[Numeral]:
    """One number, or the several that a list of words is."""
    start = 0
    while start < len(parts):
        total = group = 0
        place = start
        while place < len(parts):
            grown = _grown(group, words.values[parts[place].group()], small_first=words.small_first)
            if grown is None:
                break
            group = grown
            if (scale := words.values[parts[place].group()]) >= 1000:
                total, group = total + group, 0
                if place + 1 < len(parts) and words.values[parts[place + 1].group()] >= scale:
                    place += 1
                    total *= words.values[parts[place].group()]
            place += 1
        value = Decimal(total + group)
        if value > 1:  # "ein Haus" is a house
            yield Numeral(parts[start].start(), parts[place - 1].end(), Amount(value, value), "words")
        start = max(place, start + 1)


def _grown(group: int, value: int, *, small_first: bool) -> int | None:
    """What is said so far with one word more; None where that begins another number."""
    if value == _TEN_TIMES:
        return group + 9 * (group % 10) if group % 10 > 1 else None
    if value >= 1000 or (value == 100 and 0 < group < 10):
        return max(group, 1) * value
    if small_first and 0 < group % 100 < 10 and value % 10 == 0 and 10 <= value < 100:
        return group + value
    room = 1
    while group and group % (10 * room) == 0:
        room *= 10
    if group and not value < max(room, 20 if group % 100 in (60, 80) else room):  # soixante-dix, quatre-vingt-onze
        return None
    return group + value
