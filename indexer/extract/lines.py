"""What the lines of a page look like by structure: a row of numbers for each, which says nothing of any site's names.

The order of the numbers is that of the fitted trees (`body_trees.json`): whoever changes it fits them anew.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np
import numpy.typing as npt
from lxml import html

from indexer.extract.blocks import Block, attribute
from indexer.extract.boilerplate import ends_sentence, is_furniture, is_prose, starts_related
from indexer.extract.dates import read_date, read_date_in_words
from indexer.extract.labels import cut
from indexer.extract.titles import same_title

Rows = npt.NDArray[np.float32]
"""A row for each line; shape (lines, features)."""


@dataclass(frozen=True, slots=True)
class Described:
    """A page's lines as numbers."""

    rows: Rows
    chains: npt.NDArray[np.int64]
    """Numbers of the elements around each line, the nearest first; shape (lines, levels)."""
    in_comments: npt.NDArray[np.bool_]
    """Whether each line stands among readers' comments."""
    entry_times: tuple[int, ...] = ()
    """Places of lines that are the time of the entry below, where a page has several: a live report's."""


_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK_WEIGHT = 1.5
"""A character of these scripts says as much as two and a half of an alphabet: so many more than one."""
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "label",
        "mark",
        "q",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
    }
)
_AROUND = (
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "figure",
    "article",
    "main",
    "ul",
    "ol",
    "table",
    "p",
    "a",
    "blockquote",
    "details",
)
_ROLES = {
    "navigation": "nav",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
    "dialog": "form",
    "main": "main",
    "article": "article",
}
_TAGS = ("p", "li", "div", "td", "tr", "br", "h1", "h2", "h3", "h4", "figcaption", "blockquote", "dd", "pre")
_LEVELS = 4
_SENTENCES = re.compile(r"[.!?。！？؟।…](?:\s|$|[”\"»’)）])|[。！？]")
_COMMAS = re.compile("[,，、;；،]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FAR = 200
_KINDS = 5
"""Kinds of elements that no tag tells: junk, the container, what is hidden, what is marked as the body, comments."""

_IN_COMMENTS = 1 << (len(_AROUND) + _KINDS - 1)
_LONGEST_LABELLED = 120


@dataclass(slots=True)
class _Place:
    """An element: where it is in the tree, and what lies in it."""

    parent: int
    level: int
    around: int
    alike: int
    """Children of its parent of the same tag and class."""
    text: float = 0.0
    linked: float = 0.0
    prose: float = 0.0
    lines: int = 0


def describe_lines(
    blocks: Sequence[Block],
    *,
    elements: Sequence[html.HtmlElement],
    junk: frozenset[html.HtmlElement],
    comments: frozenset[html.HtmlElement],
    container: html.HtmlElement | None,
    title: str,
) -> Described:
    """What each line of a page looks like, and which elements are around it.

    Args:
        blocks: The page's lines.
        elements: All its elements in reading order.
        junk: Subtrees that are no part of the article by shape or name.
        comments: Those of them that are readers' comments.
        container: The element with the densest prose.
        title: The article's title.
    """
    places, numbers = _places(elements, junk, comments, container)
    owners = [_owner(numbers[block.pieces[0].owner], places, elements) for block in blocks]
    texts = [_text_of(block) for block in blocks]
    for owner, (length, linked, prose, *_) in zip(owners, texts, strict=True):
        place = places[owner]
        place.text += length
        place.linked += linked
        place.prose += prose
        place.lines += 1
    for place in reversed(places):
        if place.parent >= 0:
            above = places[place.parent]
            above.text += place.text
            above.linked += place.linked
            above.prose += place.prose
            above.lines += place.lines
    return _rows(blocks, texts, owners, places, elements, title)


def _places(
    elements: Sequence[html.HtmlElement],
    junk: frozenset[html.HtmlElement],
    comments: frozenset[html.HtmlElement],
    container: html.HtmlElement | None,
) -> tuple[list[_Place], dict[html.HtmlElement, int]]:
    numbers = {element: number for number, element in enumerate(elements)}
    names = {name: 1 << bit for bit, name in enumerate(_AROUND)}
    in_junk, in_container, hidden, body, in_comments = (1 << (len(_AROUND) + bit) for bit in range(_KINDS))
    places: list[_Place] = []
    groups: Counter[tuple[int, str, str]] = Counter()
    keys: list[tuple[int, str, str]] = []
    for element in elements:
        above = element.getparent()
        parent = numbers.get(above, -1) if above is not None else -1
        around = places[parent].around if parent >= 0 else 0
        tag = str(element.tag)
        # A footer that is no junk is the article's own: a correction, a note of the editors.
        around |= names.get(tag, 0) * (tag != "footer" or element in junk) | names.get(
            _ROLES.get(element.get("role") or "", ""), 0
        )
        around |= (
            in_comments * (element in comments) | in_junk * (element in junk) | in_container * (element is container)
        )
        around |= body * ((element.get("itemprop") or element.get("property") or "").lower() == "articlebody")
        if element.get("hidden") is not None or _HIDDEN.search((element.get("style") or "")[:300]):
            around |= hidden
        key = (parent, tag, (attribute(element, "class").split() or [""])[0])
        groups[key] += 1
        keys.append(key)
        places.append(_Place(parent, places[parent].level + 1 if parent >= 0 else 0, around, 0))
    for place, key in zip(places, keys, strict=True):
        place.alike = groups[key]
    return places, numbers


def _owner(number: int, places: Sequence[_Place], elements: Sequence[html.HtmlElement]) -> int:
    """The nearest element around a text that is more than a part of a line."""
    while elements[number].tag in _INLINE and places[number].parent > 0:
        number = places[number].parent
    return number


def _text_of(block: Block) -> tuple[float, float, float, float, float, float]:
    text = block.text
    cjk = len(_CJK.findall(text[:2000]))
    weight = 1 + _CJK_WEIGHT * cjk / max(1, min(block.length, 2000))
    length = block.length * weight
    linked = block.linked * weight
    prose = length - linked if is_prose(text) else 0.0
    return (
        length,
        linked,
        prose,
        float(len(_SENTENCES.findall(text))),
        float(len(_COMMAS.findall(text))),
        cjk / max(1, min(block.length, 2000)),
    )


def _rows(
    blocks: Sequence[Block],
    texts: Sequence[tuple[float, ...]],
    owners: Sequence[int],
    places: Sequence[_Place],
    elements: Sequence[html.HtmlElement],
    title: str,
) -> Described:
    count = len(blocks)
    chains = np.zeros((count, _LEVELS), dtype=np.int64)
    total = max(1.0, places[0].text)
    all_prose = max(1.0, places[0].prose)
    paths: list[tuple[object, ...]] = []
    for row, owner in enumerate(owners):
        number = owner
        for level in range(_LEVELS):
            chains[row, level] = number
            number = max(0, places[number].parent)
        paths.append(
            tuple(
                (elements[each].tag, (attribute(elements[each], "class").split() or [""])[0])
                for each in chains[row, :3]
            )
        )
    same: dict[tuple[object, ...], list[float]] = {}
    repeated: Counter[str] = Counter()
    for path, block, (length, linked, prose, *_) in zip(paths, blocks, texts, strict=True):
        sums = same.setdefault(path, [0.0, 0.0, 0.0, 0.0])
        sums[:] = [sums[0] + 1, sums[1] + length, sums[2] + linked, sums[3] + prose]
        repeated[block.text] += 1
    heading = next((row for row, block in enumerate(blocks) if same_title(block.text, title)), None)
    if heading is None:
        heading = next((row for row, block in enumerate(blocks) if block.tag == "h1"), -1)
    rows = np.zeros((count, 0), dtype=np.float32)
    before = 0.0
    related = -_FAR
    for row, (block, values, owner) in enumerate(zip(blocks, texts, owners, strict=True)):
        length, linked, prose, sentences, commas, cjk = values
        text = block.text
        place = places[owner]
        if starts_related(text):
            related = row
        dated = block.length <= 120 and bool(read_date(text) or read_date_in_words(text))
        letters = sum(map(str.isalpha, text[:200]))
        numbers = [
            log1p(length), linked / max(1.0, length), sentences, commas, 100 * (sentences + commas) / max(30.0, length), cjk,
            float(prose > 0), float(ends_sentence(text)), float(dated), float(block.length <= 640 and is_furniture(text)),
            sum(map(str.isdigit, text[:200])) / max(1, min(200, len(text))), sum(map(str.isupper, text[:200])) / max(1, letters),
            float(text[:1].islower()), float(text.endswith((":", "："))), float(text.endswith(("…", "...", "[…]"))), float(any(sign in text for sign in "|©»›")),
            float(len(block.pieces)), float(min(3, repeated[text])), float(min(_FAR, row - related)), float(row == related),
            row / max(1, count), before / total, float(max(-_FAR, min(_FAR, row - heading))), float(heading >= 0),
            float(block.length <= _LONGEST_LABELLED and any(part.kind for part in cut(text))), log1p(count), log1p(total), all_prose / total, places[0].linked / total, float(place.level),
        ]  # fmt: skip
        numbers += [float(block.tag == tag) for tag in _TAGS]
        numbers += [float(place.around >> bit & 1) for bit in range(len(_AROUND) + _KINDS)]
        for each in map(int, chains[row]):
            at = places[each]
            numbers += [
                log1p(at.text),
                at.linked / max(1.0, at.text),
                at.prose / max(1.0, at.text),
                at.prose / all_prose,
                at.text / total,
                log1p(at.lines),
                log1p(at.alike),
            ]
        sums = same[paths[row]]
        numbers += [log1p(sums[0]), log1p(sums[1] / sums[0]), sums[2] / max(1.0, sums[1]), sums[3] / all_prose]
        if not row:
            rows = np.zeros((count, len(numbers)), dtype=np.float32)
        rows[row] = numbers
        before += length
    in_comments = np.array([bool(places[owner].around & _IN_COMMENTS) for owner in owners], dtype=np.bool_)
    return Described(
        np.hstack([rows, _beside(texts, chains)]),
        chains,
        in_comments,
        tuple(entry_times([block.text for block in blocks])),
    )


_CLOCK = re.compile(
    r"[【\[(]?(?:\D{0,4}\d{1,4}[-/.年月]){0,2}(?:\d{1,2}日?\s{0,2})?(?:[01]?\d|2[0-3])\s?[:：h.]\s?[0-5]\d(?:[:：][0-5]\d)?\s?(?:[ap]\.?m\.?|uhr|分|h|GMT|UTC|ET)?[】\])]?\s?[:：·•|—–-]?",
    re.IGNORECASE,
)
_LONGEST_CLOCK = 24


def entry_times(texts: Sequence[str]) -> list[int]:
    """Places of lines that are the time of the entry below, where a page has several: a live report's."""
    clocks = [len(text) <= _LONGEST_CLOCK and bool(_CLOCK.fullmatch(text)) for text in texts]
    found = [place for place in range(len(texts) - 1) if clocks[place] and not clocks[place + 1]]
    return found if len(found) > 1 else []


def _beside(texts: Sequence[tuple[float, ...]], chains: npt.NDArray[np.int64]) -> Rows:
    """Length, links and prose of the lines before and behind each, and of the wider neighbourhood."""
    values = np.asarray([each[:3] for each in texts], dtype=np.float32).reshape(len(texts), 3)
    columns: list[npt.NDArray[np.float32]] = []
    for step in (-2, -1, 1, 2):
        moved = shifted(values, step)
        columns += [np.log1p(moved[:, 0]), moved[:, 1] / np.maximum(1, moved[:, 0]), np.log1p(moved[:, 2])]
    for step in (-1, 1):
        columns.append((shifted(chains[:, 1:2].astype(np.float32), step)[:, 0] == chains[:, 1]).astype(np.float32))
    for reach in (4, 12):
        near = summed(values, reach)
        columns += [
            np.log1p(near[:, 0]),
            near[:, 1] / np.maximum(1, near[:, 0]),
            near[:, 2] / np.maximum(1, near[:, 0]),
        ]
    return np.stack(columns, axis=1).astype(np.float32)


def shifted(values: Rows, step: int) -> Rows:
    """The rows that stand `step` further down; zeros where none does."""
    moved = np.zeros_like(values)
    if abs(step) < len(values):
        if step > 0:
            moved[:-step] = values[step:]
        else:
            moved[-step:] = values[:step]
    return moved


def summed(values: Rows, reach: int) -> Rows:
    """For each row the sum of those up to `reach` before and behind it, itself with them."""
    sums = np.vstack([np.zeros((1, values.shape[1]), dtype=np.float64), np.cumsum(values, axis=0, dtype=np.float64)])
    ends = np.minimum(len(values), np.arange(len(values)) + reach + 1)
    starts = np.maximum(0, np.arange(len(values)) - reach)
    return (sums[ends] - sums[starts]).astype(np.float32)
