"""Quotations that only markup marks (`<q>`): they get the marks that a browser shows around them."""

from itertools import islice

from lxml import html

from indexer.extract.dom import holds_blocks
from indexer.extract.patterns import QUOTES

_OTHERS = "other"
_MOST_ABOVE = 60
"""Elements above a quotation that may say its language."""

_LONGEST = 2_000
"""Characters of a quotation: what is longer was likely never closed."""

_DEEPEST = 2
"""Quotations in quotations have inner marks, and what is nested further is hardly one."""

_OPENING = frozenset(mark.strip() for marks in QUOTES.values() for mark in marks[::2]) | {'"', "'"}


def settle_quotations(root: html.HtmlElement) -> bool:
    """Write marks around each quotation of a tree that has none; whether there was any."""
    depths: dict[html.HtmlElement, int] = {}
    changed = False
    for quotation in root.iter("q"):
        around = next(islice(quotation.iterancestors("q"), 1), None)
        depths[quotation] = depth = 1 + (depths[around] if around is not None else 0)
        if depth > _DEEPEST:
            continue
        text = "".join(map(str, islice(quotation.itertext(), _LONGEST))).strip()
        marked = {text[:1], _text_before(quotation).rstrip()[-1:]} & _OPENING
        if not text or len(text) > _LONGEST or marked or holds_blocks(quotation):
            continue
        marks = _marks(quotation)[2:] if depth == _DEEPEST else _marks(quotation)[:2]
        quotation.text = marks[0] + (quotation.text or "").lstrip()
        last = quotation[-1] if len(quotation) else None
        if last is None:
            quotation.text = quotation.text.rstrip() + marks[1]
        else:
            last.tail = (last.tail or "").rstrip() + marks[1]
        changed = True
    return changed


def _text_before(element: html.HtmlElement) -> str:
    beside = element.getprevious()
    if beside is not None:
        return beside.tail or ""
    parent = element.getparent()
    return (parent.text or "") if parent is not None else ""


def _marks(element: html.HtmlElement) -> tuple[str, ...]:
    """The marks of an element's language: outer ones, then inner ones."""
    above = (element, *islice(element.iterancestors(), _MOST_ABOVE))
    said = next((language for each in above if (language := each.get("lang") or each.get("xml:lang"))), "").lower()
    while said and said not in QUOTES:
        said = said.rpartition("-")[0]
    return QUOTES[said or _OTHERS]
