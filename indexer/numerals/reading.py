"""Reads every numeral of a text, in order, from one pattern."""

import re
from collections.abc import Iterator

from indexer.fold import fold
from indexer.numerals.chinese import HAN_NUMERAL, chinese_value, last_scale
from indexer.numerals.numeral import Amount, Numeral, Script
from indexer.numerals.words import (
    ENGLISH_NUMERAL,
    MONEY_DIGITS,
    SCALED_DIGITS,
    english_scale,
    english_value,
    scaled_value,
)

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
    return numerals_of(fold(text))


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
        return Numeral(start, end, amount, script, last_scale(written), bool(_BARE.fullmatch(written)))
    plain = written.lstrip(" ")
    if (scaled := scaled_value(plain)) is None:
        return None
    value, scale = scaled
    return Numeral(end - len(plain), end, Amount(value, value), "digits", scale)
