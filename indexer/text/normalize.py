"""Normalizes text for matching, one character to one character, so that offsets hold in the original text.

Traditional becomes Simplified, full width becomes half width, upper case becomes lower, digits are 0 to 9. Never shown, only compared.
"""

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from indexer.core.errors import load_dictionary
from indexer.text.japanese_forms import chinese_forms

if TYPE_CHECKING:
    # Loaded when a long text is looked up: clients of a service, which stand on this, do without.
    import numpy as np
    import numpy.typing as npt

JOINERS = frozenset("\u200c\u200d" + "".join(map(chr, range(0xFE00, 0xFE10))))
"""Zero-width joiner and non-joiner and the variation selectors: how a word is written, never which word it is."""

_HAN_BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF))
_FULL_WIDTH = (0xFF01, 0xFF5E)
_FULL_WIDTH_SHIFT = 0xFEE0


@lru_cache(maxsize=1)
def _normalization_table() -> dict[int, int]:
    """Code point to code point; made once, in about 50 ms."""
    table: dict[int, int] = {}
    for code in range(0x80, 0x2000):
        lowered = chr(code).lower()
        if len(lowered) == 1 and ord(lowered) != code:
            table[code] = ord(lowered)
    table[0x130] = ord("i")  # of İstanbul; its lower case is two characters
    table |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
    for code in range(_FULL_WIDTH[0], _FULL_WIDTH[1] + 1):
        table[code] = ord(chr(code - _FULL_WIDTH_SHIFT).lower())
    table[0x3000] = ord(" ")
    for code in range(0xFF66, 0xFFA0):  # half-width kana and its two marks
        table[code] = ord(unicodedata.normalize("NFKC", chr(code)))
    for code in range(0x80, 0x10000):
        digit = unicodedata.decimal(chr(code), -1)
        if digit >= 0:  # Arabic, Devanagari and other scripts' own
            table[code] = ord("0") + digit

    han = [chr(code) for first, last in _HAN_BLOCKS for code in range(first, last + 1)]
    simplified = load_dictionary(
        "Traditional and Simplified characters",
        lambda: _simplified(han),
        han,
        effect="what is written in one script is not found in the other",
        package="opencc",
    )
    for character, simple in zip(han, simplified, strict=True):
        plain = unicodedata.normalize("NFKC", simple)
        if len(plain) == 1 and plain != character:
            table[ord(character)] = ord(plain)
    return table


def _simplified(characters: list[str]) -> list[str]:
    """The Simplified form of each character."""
    # Here and not at the top: where it is broken, the rest of the folding goes on.
    import opencc

    # One call for every character: they are kept apart by a line end that OpenCC leaves alone.
    simplified: list[str] = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    if len(simplified) != len(characters):
        raise ValueError(f"{len(characters)} characters became {len(simplified)}")
    return simplified


def normalize(text: str) -> str:
    """Returns the text as it is compared: same length, character i stands for character i.

    >>> fold("柳河村捐贈ＡＢＣ３萬")
    '柳河村捐赠abc3万'
    """
    if text.isascii():
        return text.lower()  # what the table says of these
    if len(text) >= _LOOKED_UP_FROM:
        import numpy as np

        with suppress(IndexError):  # of a character beyond the table
            codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
            return _normalized_codes().take(codes).tobytes().decode("utf-32-le", "surrogatepass")
    return text.translate(_normalization_table())


_LOOKED_UP_FROM = 40
"""Characters from which on it is faster to look all of a text up at once: a chunk in a third of the time."""
_LAST_CHANGED = 0x2FFFF
"""Of the table."""


@lru_cache(maxsize=1)
def _normalized_codes() -> "npt.NDArray[np.uint32]":
    """The table by place, shape (code points,)."""
    import numpy as np

    codes = np.arange(_LAST_CHANGED + 1, dtype="<u4")
    for code, other in _normalization_table().items():
        codes[code] = other
    return codes


_ARABIC_SIGNS = "\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
"""Of a regular expression's class: vowel signs that most texts leave out, and the stroke that stretches a word."""
_HEBREW_SIGNS = "\u05b0-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
_NUKTA, _VIRAMA, _BINDU = "\u093c", "\u094d", "\u0902"
_COMBINING = "\u0300-\u036f\u3099\u309a"
_LEFT_OUT = f"{''.join(sorted(JOINERS))}{_ARABIC_SIGNS}{_HEBREW_SIGNS}{_NUKTA}"
_OTHERWISE = {
    **dict(zip("\u06cc\u0649\u06a9", "\u064a\u064a\u0643", strict=True)),  # Persian ye and kaf, and ye without points
    "\u0901": _BINDU,  # गाँव is written गांव too
    **dict(zip("\u0929\u0931\u0934", "\u0928\u0930\u0933", strict=True)),
    **dict(
        zip(
            "\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f",
            "\u0915\u0916\u0917\u091c\u0921\u0922\u092b\u092f",
            strict=True,
        )
    ),
}
"""Letters that are written in one way or the other: Hindi's as Lucene's HindiNormalizer has them, with a dead n as bindu."""
_AM = {"\u0e4d\u0e32": "\u0e33", "\u0ecd\u0eb2": "\u0eb3"}
_AM_BEGINS = "\u0e4d\u0ecd"
"""Thai and Lao: a vowel in two parts, as some keyboards and old files have it."""
_TONED = {"o": "àáảãạèéẻẽẹ", "u": "ỳýỷỹỵ"}
"""Vietnamese: hoà is written hòa too, thuỷ thủy, each tone a letter to the left."""


@lru_cache(maxsize=1)
def _rewriting() -> tuple[re.Pattern[str], re.Pattern[str], dict[int, str]]:
    """What is rewritten, whether a text has any of it, which most have not and is told at a fraction of the cost, and letters for letters."""
    letters = {ord(one): other for one, other in (*_OTHERWISE.items(), *chinese_forms().items())}
    others = "".join(map(chr, sorted(letters)))
    toned = "|".join(f"(?<![q]){vowel}[{marked}](?!\\w)" for vowel, marked in _TONED.items())
    pattern = re.compile(
        # No letter of any script has more marks than eight; putting a run of thousands in order takes time in its square.
        rf"(?P<left_out>[{_LEFT_OUT}]+)|(?P<otherwise>[{others}]+)|(?P<bindu>\u0928{_VIRAMA}(?=[\u0915-\u0939]))|(?P<am>{'|'.join(_AM)})|(?P<toned>{toned})|\w[{_COMBINING}]{{1,8}}"
    )
    return (
        pattern,
        re.compile(f"[{_LEFT_OUT}{_COMBINING}{others}{_VIRAMA}{_AM_BEGINS}{''.join(_TONED.values())}]"),
        letters,
    )


def unjoined(text: str) -> str:
    """The text as words are compared: without joiners, Arabic and Hebrew vowel signs and the dots under Hindi letters, letters and their marks composed.

    Letters that are written in several ways are one: Japanese forms of characters, Persian and Arabic ones, tones of Vietnamese.

    >>> unjoined("می\u200cخواهیم") == "ميخواهيم", unjoined("ガ"), unjoined("مُحَـمّد"), unjoined("広岛")
    (True, 'ガ', 'محمد', '广岛')
    """
    if text.isascii():
        return text
    pattern, any_of, _ = _rewriting()
    return pattern.sub(_rewritten, text) if any_of.search(text) else text


def one_form(text: str) -> str:
    """A normalized text with one form of each letter that has several; character i stands for character i.

    >>> one_form("広岛의 髙桥")
    '广岛의 高桥'
    """
    _, any_of, letters = _rewriting()
    return text.translate(letters) if not text.isascii() and any_of.search(text) else text


def _rewritten(found: re.Match[str]) -> str:
    """What a run of what may be written otherwise is compared as."""
    group, written = found.lastgroup, found.group()
    if group == "left_out":
        return ""
    if group == "otherwise":
        return written.translate(_rewriting()[2])
    if group == "bindu":
        return _BINDU
    if group == "am":
        return _AM[written]
    if group == "toned":
        vowel, tone = written[0], unicodedata.normalize("NFD", written[1])
        return unicodedata.normalize("NFC", vowel + tone[1:]) + tone[0]
    return unicodedata.normalize("NFC", written)


def unjoined_places(text: str) -> tuple[str, Sequence[int]]:
    """The same with the place in `text` of each character that is left.

    >>> unjoined_places("a\u200db")
    ('ab', [0, 2])
    """
    pattern, any_of, _ = _rewriting()
    if text.isascii() or not any_of.search(text):
        return text, range(len(text))
    places: list[int] = []
    last = 0
    for found in pattern.finditer(text):
        places.extend(range(last, found.start()))
        places.extend(range(found.start(), found.start() + len(_rewritten(found))))  # composing shortens or keeps
        last = found.end()
    places.extend(range(last, len(text)))
    return unjoined(text), places


def word_pattern(word: str) -> str:
    """A word by itself, * for any letters; Chinese, Japanese and Korean are not spaced."""
    escaped = re.escape(normalize(word)).replace(r"\*", r"\w*")
    return escaped if re.match("[\u3040-\u9fff\uac00-\ud7af]", word) else rf"(?<!\w){escaped}(?!\w)"
