"""What inline markup means, written into the text: powers raised, notes and struck words gone, readings and hidden words too.

A tree is changed in place, and elements are emptied and never taken out: what stands behind one stays where it is.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from lxml import etree, html

from indexer.extract.formulas import formula_line
from indexer.extract.quotations import settle_quotations
from indexer.extract.raised import is_note, settle_script

_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:font-size\s*:\s*0(?:px|pt|em|rem|%)?|opacity\s*:\s*0(?:\.0+)?%?)\s*(?:!important)?\s*(?:;|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4,5}px)",
    re.IGNORECASE,
)
_LINED_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,40}line-through", re.IGNORECASE)
_VERTICAL = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(super|sub)\s*(?:!important)?\s*(?:;|$)", re.IGNORECASE)
_TAGS_OF_SCRIPTS = {"super": "sup", "sub": "sub"}
_STYLED = etree.XPath("//*[@hidden or @aria-hidden or @style]")

_INLINE = frozenset(
    {"span", "a", "b", "i", "em", "strong", "font", "small", "u", "sup", "sub", "label", "mark", "bdi", "q", "cite"}
)
_LONGEST_STYLE = 500
_STRUCK = ("del", "s", "strike")
_READINGS = ("rt", "rp", "rtc")
_BLOCKS = frozenset({"p", "div", "br", "li", "table", "section", "article", "h1", "h2"})
_MOST_NODES = 40
"""Of a struck or raised element that are looked at: one that was never closed holds the rest of the page."""

_NEAR = 3
"""Elements before and behind a struck one that it is compared with."""

_MOST_STRUCK = 100
"""Elements of struck paragraphs, and texts beside them, that are looked at."""


def settle_inline(root: html.HtmlElement) -> bool:
    """Write what inline markup means into the text of a tree; whether anything was changed.

    Ten to the fourth is "10⁴" and a square kilometre "km²", where their tags alone said so; a formula is a line, a quotation has its
    marks; marks of notes, struck words, the readings beside ruby characters, and words that no reader sees are emptied.
    """
    changed = False
    styled = _STYLED(root)
    for element in styled:
        if element.tag in _INLINE and (moved := _VERTICAL.search(_style(element))):
            element.tag = _TAGS_OF_SCRIPTS[moved[1].lower()]
    # All at once: what is written empties elements that a walk would go on to.
    for element in list(root.iter(*_SETTLED)):
        changed |= _SETTLED[str(element.tag)](element)
    for element in styled:
        # Hidden blocks stay: one is often the text itself, which a script shows.
        gone = is_hidden(element) or _LINED_THROUGH.search(_style(element))
        if element.tag in _INLINE and gone and _is_inline(element):
            changed |= _empty(element)
    return settle_quotations(root) or changed


def is_hidden(element: html.HtmlElement) -> bool:
    """Whether an element's own markup says that no reader sees it."""
    if element.get("hidden") is not None or _HIDDEN.search(_style(element)):
        return True
    return (element.get("aria-hidden") or "").lower() == "true"


def _style(element: html.HtmlElement) -> str:
    return (element.get("style") or "")[:_LONGEST_STYLE]


def _settle_formula(formula: html.HtmlElement) -> bool:
    line = formula_line(formula)
    formula.tag = "span"
    return _write(formula, line)


def _settle_ruby(ruby: html.HtmlElement) -> bool:
    return _is_inline(ruby) and _write(ruby, "".join(_without_readings(ruby)))


def _settle_link(link: html.HtmlElement) -> bool:
    return is_note(link) and _empty(link)


def _settle_struck(element: html.HtmlElement) -> bool:
    return (_is_inline(element) or _is_struck_apart(element)) and _empty(element)


def _without_readings(element: html.HtmlElement, *, is_read: bool = True) -> Iterator[str]:
    """The texts of a ruby element but its readings: an end that is left out puts the next characters into the reading before."""
    if is_read:
        yield element.text or ""
    for child in element:
        inner = child.tag == "rb" or (is_read and child.tag not in _READINGS)
        yield from _without_readings(child, is_read=inner)
        if is_read:
            yield child.tail or ""


def _is_struck_apart(element: html.HtmlElement) -> bool:
    """Whether struck paragraphs were closed and are a few beside others: what is never closed goes on to the end."""
    follows = element.getnext() is not None or (element.tail or "").strip()
    parent = element.getparent()
    if not follows or parent is None or len(list(islice(element.iterdescendants(), _MOST_STRUCK))) == _MOST_STRUCK:
        return False
    beside = (*islice(element.itersiblings(), _NEAR), *islice(element.itersiblings(preceding=True), _NEAR))
    texts = islice((text for each in beside for text in each.itertext()), _MOST_STRUCK)
    return _size(element.itertext()) <= _size(texts)


def _size(texts: Iterable[object]) -> int:
    return sum(len(str(text).strip()) for text in texts)


def _empty(element: html.HtmlElement) -> bool:
    return _write(element, "")


def _write(element: html.HtmlElement, text: str) -> bool:
    element.clear(keep_tail=True)
    element.text = text or None
    return True


def _is_inline(element: html.HtmlElement) -> bool:
    """Whether an element holds words of a line only."""
    inner = list(islice(element.iterdescendants(), _MOST_NODES))
    return len(inner) < _MOST_NODES and not any(each.tag in _BLOCKS for each in inner)


_SETTLED: dict[str, Callable[[html.HtmlElement], bool]] = {
    "ruby": _settle_ruby,
    **dict.fromkeys(_READINGS, _empty),
    **dict.fromkeys(_STRUCK, _settle_struck),
    "sup": settle_script,
    "sub": settle_script,
    "a": _settle_link,
    "math": _settle_formula,
}
