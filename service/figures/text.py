"""A text while its figures are read: normalized once, numbers of other languages rewritten in place, each character taken by one figure at most.

1.250,50 of a Spanish text becomes 1,250.50, 3억5000만 3亿5000万, 2021년 5월 2021年 5月, and ٣٫٥٪ 3.5%.
"""

import re
import tomllib
from collections.abc import Iterable
from datetime import datetime
from importlib.resources import files

from indexer.core.figure import Figure
from indexer.text.normalize import normalize

_RULES = tomllib.loads(files("service.figures").joinpath("data", "marks.toml").read_text(encoding="utf-8"))
_DECIMAL_COMMA, _SPACE, _COMMA = (
    frozenset(_RULES[name].split()) for name in ("decimal_comma", "space_in_thousands", "comma_in_thousands")
)

_ARABIC_MARKS = re.compile("[٫٬٪]")
_ARABIC = str.maketrans("٫٬٪", ".,%")
_SWISS = re.compile("(?<![0-9])[0-9]{1,3}(?:['’][0-9]{3})++(?![0-9])")
_SPACED = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:[ \u2009][0-9]{3})++(?![0-9])")
_MARKED = re.compile(r"(?<![0-9.,])[0-9]++(?:[.,][0-9]++)+(?![0-9])")
_POINTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_DECIMALS = re.compile("[0-9]+,[0-9]+")
_THOUSANDS = re.compile("[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_SWAPPED = str.maketrans(".,", ",.")

_HANGUL = re.compile("[\uac00-\ud7a3]")
_KOREAN = re.compile(
    "(?<=[0-9])(?P<scaled>[ ]?[십백천만억조]+(?: ?[0-9]{1,4}(?:[십백천만억]+|(?<=[0-9]{3})))*여?)|(?<=[0-9])여(?= ?[가-힣])"
    "|(?<=[0-9])[년월일]간?|(?<=[0-9])시(?!간)(?: ?[0-9]{1,2}분)?|오[전후](?= ?[0-9])"
)
_WITHIN = re.compile(" (?=[0-9])")
_AS_HAN = str.maketrans("십백천만억조여년월일간시분", "十百千万亿兆余年月日间时分")
_HALVES = {"오전": "上午", "오후": "下午"}


def as_read(folded: str, language: str) -> str:
    """The text with its numbers as the grammar reads them; as long as before.

    Args:
        folded: As `indexer.text.normalize.normalize` gives it.
        language: Code of the text's language, "es" or "zh-Hant"; "" where nobody knows: then marks that mean different
            things in different languages stay.
    """
    written = folded.translate(_ARABIC) if _ARABIC_MARKS.search(folded) else folded
    code = language.partition("-")[0]
    if "'" in written or "’" in written:
        written = _SWISS.sub(lambda match: re.sub("['’]", "\u00a0", match.group()), written)
    if code in _SPACE:
        written = _SPACED.sub(lambda match: match.group().translate({0x20: 0xA0, 0x2009: 0xA0}), written)
    if code in _DECIMAL_COMMA:
        is_point = _THOUSANDS if code in _COMMA else None
        written = _MARKED.sub(lambda match: _with_point(match.group(), is_point), written)
    return _KOREAN.sub(_korean, written) if _HANGUL.search(written) else written


def _with_point(number: str, thousands: re.Pattern[str] | None) -> str:
    """The number with a point before its decimals, if a comma is there, and commas between its thousands."""
    if thousands is not None and thousands.fullmatch(number):
        return number
    if _POINTS.fullmatch(number) or _DECIMALS.fullmatch(number):
        return number.translate(_SWAPPED)
    return number


def _korean(match: re.Match[str]) -> str:
    # 3억 5000만 is one number: 零 may stand between its parts, a space may not.
    written = _HALVES.get(match.group()) or match.group().translate(_AS_HAN)
    return written if match["scaled"] is None else _WITHIN.sub("零", written)


class FigureText:
    """What every part of the grammar reads, and the figures found so far.

    Parts run in a fixed order, most certain first (docs/figures.md); what one has taken the next leave alone.
    """

    def __init__(self, text: str, published: datetime | None, language: str) -> None:
        self.text = text
        self.folded = as_read(normalize(text), language)
        self.language = language.partition("-")[0]
        self.published = published
        self._figures: dict[int, Figure] = {}
        """By their start: no two overlap."""
        self._taken = bytearray(len(text))

    def free(self, start: int, end: int) -> bool:
        """Whether no character of the span is taken."""
        return self._taken.find(1, start, end) < 0

    def free_before(self, end: int, start: int) -> int:
        """The least place from `start` up from which all characters to `end` are free."""
        taken = self._taken.rfind(b"\x01", start, end)
        return start if taken < 0 else taken + 1

    def take(self, spans: Iterable[tuple[int, int]]) -> None:
        """Keeps spans from every later part."""
        for start, end in spans:
            self._taken[start:end] = b"\x01" * (end - start)

    def add(self, figure: Figure) -> None:
        """Adds a figure and takes its span."""
        self._figures[figure.start] = figure
        self.take([(figure.start, figure.end)])

    def replace(self, old: Iterable[Figure], new: Figure) -> None:
        """Puts one figure in place of several that it covers."""
        for figure in old:
            del self._figures[figure.start]
        self.add(new)

    def in_order(self) -> tuple[Figure, ...]:
        """The figures by their start."""
        return tuple(sorted(self._figures.values(), key=lambda figure: figure.start))
