"""Widens a span that covers some items of an enumeration to all of them: "A、B" of A、B和C等, one title of 《甲》《乙》.

No mark in the text tells where the last item ends, nor where the first begins: 广东、广西、河南5省, 漏电、积水和地漏之类. A
logistic regression over what stands around a place and over the other items tells it (`python -m training lists`); items are
read one by one to either side, as long as the next one goes on to another mark between items.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from statistics import median

from indexer.core.article import Span
from indexer.text.normalize import normalize

FILE = "enumeration_weights.json"
LONGEST_ITEM = 40
"""Characters; what is longer is no item."""
_AROUND = 400
"""Characters to either side of a span in which its enumeration lies."""
_CLAUSE_END = re.compile(r"[。！？!?；;\n\r]|[.](?=\s|$)|[:：](?![0-9])")
_PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "〈": "〉", "（": "）", "(": ")", "【": "】", "«": "»"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
_MIRROR = str.maketrans({**_PAIRS, **_OPENING})
_AND = "and|or|y|e|o|u|et|ou|und|oder|sowie|и|или|và|hoặc"
_BETWEEN = re.compile(
    # A mark, and a word that joins the last item behind it.
    rf"\s*(?:[、・/]|[,،]\s|，(?=以及|和|及|与|或))\s*(?:(?:以及|或者|[和及与或])|(?:{_AND})(?=\s))?\s*"
    # A word alone; a Chinese one that is no part of another word: 参与, 涉及, 和平.
    r"|(?:以及|或者|(?<![共总饱温调缓平柔祥亲谐])和(?![平谐睦解尚气蔼善缓约谈])|(?<![以涉普提波危推顾论触遍企来])及(?![时其格早至])"
    r"|(?<![参给赠授])与(?![会其此否])|(?<!抑)或(?![许是将多])|と|や|및|와 |과 )\s*"
    rf"|\s+(?:{_AND})\s+"
    # Quotations and titles one after another.
    r"|(?<=[》」』”])(?=[《「『“])"
)
_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class ListItem:
    """What lies between two marks, in the direction of reading: an item of the enumeration, and what may stand behind it."""

    text: str
    """Where one reads to the left, reversed and with its brackets turned round."""
    behind: str
    """The character that ends it; empty at the end of the text."""
    joined: bool
    """Whether a mark between items ends it."""


def whole_list(text: str, span: Span, *, weights: Mapping[str, float] | None = None) -> Span:
    """The marked span with the other items of its enumeration, within its sentence.

    >>> text = "先后前往北京、太原、西安和重庆。"
    >>> whole = whole_list(text, Span(4, 6))
    >>> text[whole.start : whole.end]
    '北京、太原、西安和重庆'

    Args:
        text: A sentence, or more.
        span: Items of it. The caller knows that a list is asked for: in 张三和李四 each may be an answer by itself.
        weights: Of features, instead of those in the package.
    """
    weights = edge_weights() if weights is None else weights
    places = pieces_around(text, span)
    inside = [place for place in places if place.start < span.end and span.start < place.end]
    if not inside:
        return span
    first, last = places.index(inside[0]), places.index(inside[-1])
    start, end = span.start, span.end
    items = [text[max(start, place.start) : min(end, place.end)] for place in inside]
    # A mark that ends within an item is believed; one at an item's end, or at a mark between items, may go on.
    for place in places[last + 1 :] if end >= places[last].end else ():
        piece = ListItem(text[place.start : place.end], text[place.end : place.end + 1], place != places[-1])
        length = _best_end(piece, items, ">", weights)
        end = place.start + length
        items.append(text[place.start : end])
        if length < len(piece.text):
            break
    for place in reversed(places[:first] if start <= places[first].start else ()):
        before = text[place.start - 1 : place.start] if place.start else ""
        piece = ListItem(mirrored(text[place.start : place.end]), before, place != places[0])
        length = _best_end(piece, items, "<", weights)
        start = place.end - length
        items.append(text[start : place.end])
        if length < len(piece.text):
            break
    return Span(start, end)


def pieces_around(text: str, span: Span) -> list[Span]:
    """The clause around a span cut at the marks between items; marks within brackets and quotations cut nothing."""
    low, high = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
    low = max([low, *(match.end() for match in _CLAUSE_END.finditer(text, low, span.start))])
    after = _CLAUSE_END.search(text, span.end, high)
    high = after.start() if after else high
    origin = low
    depths = _depths(text[low:high])
    depth = min(depths[span.start - origin : span.end - origin], default=0)
    # What is marked within a bracket or a quotation is enumerated in there.
    outside = [place + origin for place, other in enumerate(depths[:-1]) if other < depth]
    low = max([low, *(place + 1 for place in outside if place < span.start)])
    high = min([high, *(place for place in outside if place >= span.end)])
    pieces, begin = [], low
    for match in _BETWEEN.finditer(text, low, high):
        if depths[match.start() - origin] == depth:
            pieces.append(Span(begin, match.start()))
            begin = match.end()
    pieces.append(Span(begin, high))
    return [each for each in pieces if each.start < each.end]


def _depths(clause: str) -> list[int]:
    """How many brackets and quotations are open around each character; one that is never closed is none."""
    changes = [0] * (len(clause) + 1)
    open_at: list[int] = []
    for place, character in enumerate(clause):
        if character in _PAIRS:
            open_at.append(place)
        elif character in _OPENING and open_at and clause[open_at[-1]] == _OPENING[character]:
            changes[open_at.pop() + 1] += 1
            changes[place] -= 1
    depths, depth = [], 0
    for change in changes:
        depth += change
        depths.append(depth)
    return depths


def mirrored(text: str) -> str:
    """The text as it is read to the left, brackets turned round."""
    return text[::-1].translate(_MIRROR)


def _best_end(piece: ListItem, items: Sequence[str], direction: str, weights: Mapping[str, float]) -> int:
    """How many characters of a piece are the next item, at least one."""
    scores = {
        place: sum(weights.get(name, 0.0) * value for name, value in features(piece, place, items, direction).items())
        for place in ends(piece)
    }
    return max(scores, key=lambda place: scores[place]) if scores else min(len(piece.text), LONGEST_ITEM)


def ends(piece: ListItem) -> list[int]:
    """The places where an item may end: in no word or number, in no bracket or quotation."""
    text = piece.text[: LONGEST_ITEM + 1]
    depths = _depths(piece.text[: 2 * LONGEST_ITEM])
    return [
        place
        for place in range(1, min(len(text), LONGEST_ITEM) + 1)
        if place == len(piece.text)
        or (
            not (depths[place] and depths[place - 1])
            and not (_WORD.match(text[place - 1]) and _WORD.match(text[place : place + 1]))
        )
    ]


def features(piece: ListItem, place: int, items: Sequence[str], direction: str) -> Mapping[str, float]:
    """What speaks for an end of the next item after so many characters of a piece."""
    text = normalize(piece.text)
    edge = 0 if direction == "<" else -1
    own = text[:place]
    lengths = [len(item) for item in items]
    off = abs(place - median(lengths)) if lengths else 0.0
    after = text[place : place + 2] or (
        f"${'' if piece.joined else normalize(piece.behind)}" if place == len(text) else ""
    )
    found = {
        f"{direction}after {after[:1] if after[:1] != '$' else after}": 1.0,
        f"{direction}after2 {after}": 1.0,
        f"{direction}last {own[-1]}": 1.0,
        f"{direction}joined": float(piece.joined and place == len(text)),
        f"{direction}off": math.log1p(off),
        f"{direction}long": math.log1p(place),
        f"{direction}same length": float(place in lengths),
        f"{direction}all same length": float(len(set(lengths)) == 1 and len(lengths) > 1 and place in lengths),
        f"{direction}same last": float(
            any(normalize(item[edge]).translate(_MIRROR if edge == 0 else {}) == own[-1] for item in items)
        ),
        f"{direction}script changes": float(place < len(text) and _script(text[place - 1]) != _script(text[place])),
        f"{direction}closes": float(own[-1] in _OPENING),
    }
    return {name: value for name, value in found.items() if value}


def _script(character: str) -> int:
    return 0 if character.isdigit() else 1 if _WORD.match(character) else 2


@lru_cache(maxsize=1)
def edge_weights() -> Mapping[str, float]:
    """The fitted weights in the package."""
    stored: dict[str, float] = json.loads((files("service.answer") / "data" / FILE).read_text("utf-8"))
    return stored
