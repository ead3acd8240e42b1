"""Raised and lowered characters: powers, units, fractions and isotopes keep what they mean, and marks of notes go."""

import re
from collections.abc import Iterator, Sequence
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
_BEFORE = 24
"""Characters that stand before a mark and tell what it is."""

_LONGEST_MARK = 8


def raised(text: str) -> str:
    """A whole number or n in raised characters; "" for what has none.

    >>> raised("-12"), raised("k")
    ('⁻¹²', '')
    """
    return text.translate(_RAISED) if _POWER.fullmatch(text) else ""


def written(runs: Sequence[tuple[str, int]]) -> str:
    """Runs of a line as its text, raised and lowered ones by what they mean.

    Args:
        runs: Each text with where it stands: 1 is raised, -1 lowered, 0 neither.
    """
    line = ""
    for place, (text, level) in enumerate(runs):
        after = runs[place + 1][0] if place + 1 < len(runs) else ""
        inner = text.strip()
        if not level or len(inner) > _LONGEST_MARK:
            line += text
        else:
            line += lowered_mark(inner, after) if level < 0 else raised_mark(inner, line[-_BEFORE:], after)
    return line


def lowered_mark(inner: str, after: str) -> str:
    """A lowered text as it is typed: CO2 is searched for so; before another digit it must be told apart."""
    return inner.translate(_LOWERED) if after[:1].isdigit() and _POWER.fullmatch(inner) else inner


def raised_mark(inner: str, before: str, after: str) -> str:
    """A raised text between two others: a power, a unit's or an isotope's number in its own characters; "" for a note's mark."""
    power = _BASE.search(before) or (inner.lstrip("-−–") in ("2", "3", "1") and _UNIT.search(before))
    if (power or _is_of_isotope(inner, before, after)) and (number := raised(inner)):
        return number
    return "" if before.strip() and _NOTE.fullmatch(inner) else inner


def settle_script(element: html.HtmlElement) -> bool:
    """Write a raised or lowered element as what it means.

    Returns:
        Whether the element was changed.
    """
    inner = _inner(element)
    before, after = _before(element)[-_BEFORE:], element.tail or ""
    linked = element.find("a") is not None
    if element.tag == "sub":
        text = inner if linked else lowered_mark(inner, after)
    elif _is_over(element):
        text = f" {inner}" if inner.isdecimal() and before[-1:].isdigit() else inner
    elif linked:
        text = "" if before.strip() and _NOTE.fullmatch(inner) else inner
    else:
        text = raised_mark(inner, before, after)
    return text != inner and _write(element, text)


def is_note(link: html.HtmlElement) -> bool:
    """Whether a link is the mark of a note that no raising shows: "[1]", or what its role says."""
    if any((link.get(name) or "").lower() in _ROLES_OF_NOTES for name in ("role", "epub:type")):
        return bool(_NOTE.fullmatch(_inner(link)))
    return "#" in (link.get("href") or "") and bool(_BRACKETED_NOTE.fullmatch(_inner(link)))


def _is_over(element: html.HtmlElement) -> bool:
    """Whether a raised number is a fraction's, with a stroke and a lowered one behind it: "³⁄₄"."""
    below = element.getnext()
    return below is not None and below.tag == "sub" and (element.tail or "").strip() in _STROKES


def _is_of_isotope(inner: str, before: str, after: str) -> bool:
    """Whether a raised number before an element's sign is how heavy its atoms are: "¹⁴C"."""
    named = _ELEMENT.match(after)
    return named is not None and inner + named[0] in ISOTOPES and not re.search(r"[A-Za-z\d]$", before)


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
