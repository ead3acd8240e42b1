"""The elements around a page's lines: where each is in the tree, what it says it is for, and how much text lies in it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from lxml import html

from indexer.extract.dom import attribute

Rows = npt.NDArray[np.float32]

LEVELS = 4
"""Elements around a line that are looked at, the nearest first."""

_INLINE = frozenset(
    ["a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "label", "mark", "q", "small", "span", "strong", "sub", "sup", "time", "u"]
)  # fmt: skip
_AROUND = [
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
]
_ROLES = {
    "navigation": "nav",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
    "dialog": "form",
    "main": "main",
    "article": "article",
}
_BITS = {name: 1 << bit for bit, name in enumerate(_AROUND)}
_JUNK, _CONTAINER, _HIDDEN, _BODY, _COMMENTS = (1 << (len(_AROUND) + bit) for bit in range(5))
_KINDS = len(_AROUND) + 5
_HIDDEN_BY_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LONGEST_STYLE = 300


@dataclass(frozen=True, slots=True)
class Marked:
    """Elements of a page that are known before its lines are looked at."""

    junk: frozenset[html.HtmlElement]
    """No part of the article, by shape or name."""
    comments: frozenset[html.HtmlElement]
    """Those of them that are readers' comments."""
    container: html.HtmlElement | None
    """The element with the densest prose."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A page's elements by their number in reading order."""

    numbers: dict[html.HtmlElement, int]
    parents: list[int]
    """-1 for the root."""
    levels: list[int]
    around: list[int]
    """A bit for each kind of element that it is or lies in."""
    holders: list[int]
    """The nearest element that is more than a part of a line, itself perhaps."""
    alike: list[int]
    """Children of its parent that have its tag and class, itself with them."""
    signatures: list[tuple[str, str]]
    """Its tag and its first class, which is compared and never read."""


def survey(elements: Sequence[html.HtmlElement], marked: Marked) -> Surroundings:
    """What there is to know of elements in reading order without their text."""
    found = Surroundings(
        {element: number for number, element in enumerate(elements)},
        [],
        levels=[],
        around=[],
        holders=[],
        alike=[],
        signatures=[],
    )
    groups: Counter[tuple[int, tuple[str, str]]] = Counter()
    for number, element in enumerate(elements):
        above = element.getparent()
        parent = found.numbers.get(above, -1) if above is not None else -1
        tag = str(element.tag)
        signature = (tag, (attribute(element, "class").split(maxsplit=1) or [""])[0])
        groups[parent, signature] += 1
        inherited = found.around[parent] if parent >= 0 else 0
        found.parents.append(parent)
        found.levels.append(found.levels[parent] + 1 if parent >= 0 else 0)
        found.around.append(inherited | _kinds_of(element, tag, marked))
        found.holders.append(found.holders[parent] if tag in _INLINE and parent > 0 else number)
        found.signatures.append(signature)
    found.alike.extend(groups[each] for each in zip(found.parents, found.signatures, strict=True))
    return found


def _kinds_of(element: html.HtmlElement, tag: str, marked: Marked) -> int:
    kinds = 0
    if element in marked.junk:
        kinds |= _JUNK | (_COMMENTS if element in marked.comments else 0)
    # A footer that is no junk is the article's own: a correction, a note of the editors.
    if tag != "footer" or kinds:
        kinds |= _BITS.get(tag, 0)
    if element is marked.container:
        kinds |= _CONTAINER
    for name, value in element.items():
        if name == "role":
            kinds |= _BITS.get(_ROLES.get(value, ""), 0)
        elif name == "hidden" or (name == "style" and _HIDDEN_BY_STYLE.search(value[:_LONGEST_STYLE])):
            kinds |= _HIDDEN
        elif name in ("itemprop", "property") and value.lower() == "articlebody":
            kinds |= _BODY
    return kinds


def holders_of(place: int, found: Surroundings) -> list[int]:
    """Numbers of the elements around a text in element `place`, the nearest first; the root again where there are no more."""
    chain = [found.holders[place]]
    while len(chain) < LEVELS:
        chain.append(max(0, found.parents[chain[-1]]))
    return chain


def kinds_around(found: Surroundings, owners: Sequence[int]) -> Rows:
    """Whether each line lies in an element of each kind; shape (lines, kinds)."""
    bits = np.array([found.around[owner] for owner in owners], dtype=np.int64)
    return (bits[:, None] >> np.arange(_KINDS) & 1).astype(np.float32)


def in_comments(found: Surroundings, owners: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Whether each line stands among readers' comments."""
    return np.array([bool(found.around[owner] & _COMMENTS) for owner in owners], dtype=np.bool_)


def amounts(found: Surroundings, owners: Sequence[int], texts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Text, link text and prose under each element, and its lines; shape (elements, 4).

    Args:
        found: The elements.
        owners: The element of each line.
        texts: Length, link text and prose of each line.
    """
    sums = np.zeros((len(found.parents), 4))
    np.add.at(sums, np.asarray(owners), np.hstack([texts, np.ones((len(texts), 1))]))
    rows: list[list[float]] = sums.tolist()
    # Children come after their parent, so one pass backwards adds up.
    for number in range(len(rows) - 1, 0, -1):
        row = rows[number]
        if row[3] and (parent := found.parents[number]) >= 0:
            above = rows[parent]
            above[0] += row[0]
            above[1] += row[1]
            above[2] += row[2]
            above[3] += row[3]
    return np.asarray(rows)
