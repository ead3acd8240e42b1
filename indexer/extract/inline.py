"""What inline markup means, written into the text: powers raised, notes and struck words gone, readings and hidden words too.

A tree is changed in place, and elements are emptied and never taken out: what stands behind one stays where it is.
"""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree, html

from indexer.extract.patterns import SQUARED_UNITS

_RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_LOWERED = str.maketrans("0123456789+-−–", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋")
_POWER = re.compile(r"[-−–]?\d{1,3}")
_NOTE = re.compile(r"[\[［(（【〔]?\s*(?:注?\s*\d{1,3}|[*＊†‡§¶①-⑳]{1,3}|注)\s*[\]］)）】〕]?")
_BRACKETED_NOTE = re.compile(r"[\[［【〔]\s*(?:注?\s*\d{1,3}|注)\s*[\]］】〕]")
# 10 to some power: alone, or after a sign of multiplication; and one digit, as in 2⁸. 3万元¹ and 2019¹ carry a note.
_BASE = re.compile(r"(?:^|[^\d.,])(?:10|\d)\s?$")
_UNIT = re.compile(rf"(?:[\d\s/·⁄每\u4e00-\u9fff]|^)(?:{'|'.join(map(re.escape, SQUARED_UNITS))})\s?$")
_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:!important)?\s*(?:;|$))", re.IGNORECASE
)
_LINED_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,40}line-through", re.IGNORECASE)
_STYLED = etree.XPath("//*[@hidden or @aria-hidden or @style]")

_INLINE = frozenset(
    {"span", "a", "b", "i", "em", "strong", "font", "small", "u", "sup", "sub", "label", "mark", "bdi", "q", "cite"}
)
_LONGEST_STYLE = 500
_STRUCK = ("del", "s", "strike")
_BLOCKS = frozenset({"p", "div", "br", "li", "table", "section", "article", "h1", "h2"})
_MOST_NODES = 40
"""Of a struck or raised element that are looked at: one that was never closed holds the rest of the page."""


def settle_inline(root: html.HtmlElement) -> bool:
    """Write what inline markup means into the text of a tree; whether anything was changed.

    Ten to the fourth is "10⁴" and a square kilometre "km²", where their tags alone said so; marks of notes, struck words,
    the readings beside ruby characters, and words that no reader sees are emptied.
    """
    changed = False
    for element in root.iter("rt", "rp", "rtc", *_STRUCK, "sup", "sub", "a"):
        if element.tag in ("sup", "sub"):
            changed |= _settle_script(element)
        elif element.tag == "a":
            if "#" in (element.get("href") or "") and _BRACKETED_NOTE.fullmatch(_inner(element)):
                changed |= _empty(element)
        elif element.tag not in _STRUCK or _is_inline(element):
            changed |= _empty(element)
    for element in _STYLED(root):
        # Hidden blocks stay: one is often the text itself, which a script shows.
        gone = is_hidden(element) or _LINED_THROUGH.search((element.get("style") or "")[:_LONGEST_STYLE])
        if element.tag in _INLINE and gone and _is_inline(element):
            changed |= _empty(element)
    return changed


def is_hidden(element: html.HtmlElement) -> bool:
    """Whether an element's own markup says that no reader sees it."""
    if element.get("hidden") is not None or _HIDDEN.search((element.get("style") or "")[:_LONGEST_STYLE]):
        return True
    return (element.get("aria-hidden") or "").lower() == "true"


def _settle_script(element: html.HtmlElement) -> bool:
    """A raised or lowered number as its own characters where it is a power or a unit's; a note's mark emptied."""
    inner = _inner(element)
    before = _before(element)[-24:]
    lowered = element.tag == "sub"
    if _POWER.fullmatch(inner) and element.find("a") is None:
        if lowered:
            # CO2 is searched for as it is typed; before another digit it must be told apart.
            digit_follows = (element.tail or "")[:1].isdigit()
            return _write(element, inner.translate(_LOWERED)) if digit_follows else False
        if _BASE.search(before) or (inner.lstrip("-−–") in ("2", "3", "1") and _UNIT.search(before)):
            return _write(element, inner.translate(_RAISED))
    if not lowered and before.strip() and _NOTE.fullmatch(inner):
        return _empty(element)
    return False


def _write(element: html.HtmlElement, text: str) -> bool:
    element.clear(keep_tail=True)
    element.text = text
    return True


def _empty(element: html.HtmlElement) -> bool:
    element.clear(keep_tail=True)
    return True


def _is_inline(element: html.HtmlElement) -> bool:
    """Whether an element holds words of a line only."""
    inner = list(islice(element.iterdescendants(), _MOST_NODES))
    return len(inner) < _MOST_NODES and not any(each.tag in _BLOCKS for each in inner)


def _inner(element: html.HtmlElement) -> str:
    """What a small element holds; empty for one that holds more than a mark."""
    texts = list(islice(_texts(element), _MOST_NODES))
    return "".join(texts).strip() if len(texts) < _MOST_NODES and sum(map(len, texts)) < _MOST_NODES else ""


def _texts(element: html.HtmlElement) -> Iterator[str]:
    return (str(text) for text in element.itertext())


def _before(element: html.HtmlElement) -> str:
    """The text right before an element in its line."""
    beside = element.getprevious()
    if beside is None:
        parent = element.getparent()
        return (parent.text or "") if parent is not None else ""
    return (beside.tail or "") or (beside.text or "")
