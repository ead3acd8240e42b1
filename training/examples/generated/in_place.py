"""Chinese questions that put the question word where the figure stands: 捐赠3000万元物资 asks 捐赠多少元物资?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.core.figure import Figure, FigureKind

_OPENING = re.compile(
    "^(?:原标题[：:]|据[^，。]{2,20}(?:报道|消息)[，,]|.{0,12}?(?:讯|电)[ 　]|此外[，,]?|其中[，,]?|同时[，,]?|另外[，,]?|而|并|还|目前[，,]?)+"
)
_BOUNDARY = re.compile("[，。；：！？、（）()“”\n]")
_LACKS_SUBJECT = re.compile(
    "^(?:[向为给将并共总已占达其该他她它这那此比]|同比|环比|累计|合计|其中|净|约|近|超|期间|先后|不断|连续|预计|包括|听取|显示|庆祝)"
)
_CURRENCY = re.compile("美元|港元|港币|欧元|日元|英镑|卢布|卢比|泰铢|韩元|新元|加元|澳元")
_HAN = re.compile("[\u4e00-\u9fff]")
_LEAST_WORDS, _MOST_WORDS = 7, 44
_BEHIND = 14
"""Characters of the clause behind the figure: with more, what is asked for is lost among them."""

_WORDS: Mapping[FigureKind, str] = {FigureKind.PERCENT: "百分之多少", FigureKind.DATE: "什么时候"}
_BY_UNIT = frozenset(
    {FigureKind.COUNT, FigureKind.MASS, FigureKind.LENGTH, FigureKind.AREA, FigureKind.VOLUME, FigureKind.DURATION}
)


@dataclass(frozen=True, slots=True)
class Clause:
    """The part of a sentence around a figure that makes a question."""

    before: str
    after: str


def in_place_question(sentence: str, figure: Figure) -> str:
    """A question for a figure of a sentence; empty where its clause says too little, or the figure can't be asked for.

    >>> from service.figures.read import figures
    >>> text = "途虎养车宣布向青田县慈善协会捐款300万元人民币，用于防汛。"
    >>> in_place_question(text, figures(text)[0])
    '途虎养车宣布向青田县慈善协会捐款多少钱？'

    Args:
        sentence: One sentence.
        figure: One of its figures, with places in the sentence.
    """
    clause = _clause(sentence, figure)
    if clause is None:
        return ""
    word = _word(figure, clause.after)
    asked = _OPENING.sub("", clause.before) + word + clause.after
    plain = len(_HAN.findall(asked.replace(word, "", 1))) if word else 0
    return f"{asked}？" if plain >= _LEAST_WORDS and len(asked) <= _MOST_WORDS else ""


def _clause(sentence: str, figure: Figure) -> Clause | None:
    """From the clause's beginning, or that of the one before where it has no subject, to its end; None for one of a list."""
    cuts = [0, *(cut.end() for cut in _BOUNDARY.finditer(sentence[: figure.start]))]
    start = cuts[-1]
    if len(cuts) > 1 and (_LACKS_SUBJECT.match(sentence[start:]) or figure.start - start < 4):
        start = cuts[-2]
    found = _BOUNDARY.search(sentence, figure.end)
    end = found.start() if found else len(sentence)
    before, after = sentence[start : figure.start].lstrip(), sentence[figure.end : end]
    listed = "、" in (sentence[max(start - 1, 0)], sentence[end : end + 1])
    unclear = len(after) > _BEHIND or _LACKS_SUBJECT.match(before) or before.endswith(("前", "每", "，", "、"))
    return None if listed or unclear else Clause(before, after)


def _word(figure: Figure, after: str) -> str:
    """The question word: 多少 with the figure's unit, 什么时候 for a day; empty for what is not asked for."""
    if figure.kind is FigureKind.MONEY:
        foreign = _CURRENCY.search(figure.text)
        return f"多少{foreign.group()}" if foreign else "多少元" if after else "多少钱"
    if figure.kind in _BY_UNIT:
        return f"多少{figure.unit_text}" if figure.unit_text else ""
    return _WORDS.get(figure.kind, "")
