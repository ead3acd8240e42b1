"""Raised and lowered characters: powers, units, fractions and isotopes keep what they mean, and marks of notes go."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import html

from indexer.extract.patterns import ISOTOPES, SQUARED_UNITS

_RAISED = str.maketrans("0123456789+-−–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻ⁿ")
_LOWERED = str.maketrans("0123456789+-−–", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋")
_POWER = re.compile(r"[-−–]?(?:\d{1,3}|n)")
_NOTE = re.compile(r"[\[［(（【〔]?\s*(?:注?\s*\d{1,3}|[*＊†‡§¶①-⑳]{1,3}|注)\s*[\]］)）】〕]?")
_BRACKETED_NOTE = re.compile(r"[\[［【〔]\s*(?:注?\s*\d{1,3}|注)\s*[\]］】〕]")
# 10 to some power: alone, or after a sign of multiplication; and one digit, as in 2⁸. 3万元¹ and 2019¹ carry a note.
_BASE = re.compile(r"(?:^|[^\d.,])(?:10|\d)\s?$")
_UNIT = re.compile(rf"(?:[\d\s/·⁄每\u4e00-\u9fff]|^)(?:{'|'.join(map(re.escape, SQUARED_UNITS))})\s?$")
_STROKES = ("/", "⁄", "∕")
_ELEMENT = re.compile(r"[A-Z][a-z]?(?![A-Za-z])")
_ROLES_OF_NOTES = ("doc-noteref", "noteref")
_MOST_NODES = 40


def raised(text: str) -> str:
    """A whole number or n in raised characters; "" for what has none.

    >>> raised("-12"), raised("k")
    ('⁻¹²', '')
    """
    return text.translate(_RAISED) if _POWER.fullmatch(text) else ""


def settle_script(element: html.HtmlElement) -> bool:
    """Write a raised or lowered number as its own characters where it is a power, a unit's or an isotope's, and empty a note's mark.

    Returns:
        Whether the element was changed.
    """
    inner = _inner(element)
    before = _before(element)[-24:]
    if element.tag == "sub":
        # CO2 is searched for as it is typed; before another digit it must be told apart.
        digit_follows = (element.tail or "")[:1].isdigit()
        told = digit_follows and _POWER.fullmatch(inner) and element.find("a") is None
        return _write(element, inner.translate(_LOWERED)) if told else False
    if element.find("a") is None:
        if inner.isdecimal() and _is_over(element):
            return _write(element, f" {inner}") if before[-1:].isdigit() else False
        power = _BASE.search(before) or (inner.lstrip("-−–") in ("2", "3", "1") and _UNIT.search(before))
        if (power or _is_of_isotope(element, inner, before)) and (written := raised(inner)):
            return _write(element, written)
    return _write(element, "") if before.strip() and _NOTE.fullmatch(inner) and not _is_over(element) else False


def is_note(link: html.HtmlElement) -> bool:
    """Whether a link is the mark of a note that no raising shows: "[1]", or what its role says."""
    if any((link.get(name) or "").lower() in _ROLES_OF_NOTES for name in ("role", "epub:type")):
        return bool(_NOTE.fullmatch(_inner(link)))
    return "#" in (link.get("href") or "") and bool(_BRACKETED_NOTE.fullmatch(_inner(link)))


def _is_over(element: html.HtmlElement) -> bool:
    """Whether a raised number is a fraction's, with a stroke and a lowered one behind it: "³⁄₄"."""
    below = element.getnext()
    return below is not None and below.tag == "sub" and (element.tail or "").strip() in _STROKES


def _is_of_isotope(element: html.HtmlElement, inner: str, before: str) -> bool:
    """Whether a raised number before an element's sign is how heavy its atoms are: "¹⁴C"."""
    named = _ELEMENT.match(element.tail or "")
    return bool(named) and inner + named[0] in ISOTOPES and not re.search(r"[A-Za-z\d]$", before)  # type: ignore[index]


def _write(element: html.HtmlElement, text: str) -> bool:
    element.clear(keep_tail=True)
    element.text = text or None
    return True


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
