"""Formulas (MathML) as they are typed in a line: a half is "1/2" and a square kilometre "km²"."""

from collections.abc import Callable, Sequence

from lxml import etree, html

from indexer.extract.raised import raised
from indexer.text.characters import one_line

_DEEPEST = 60
_MOST_NODES = 2_000
"""Of a formula that are read: a longer one is left out."""

_UNREAD = frozenset({"annotation", "annotation-xml", "mphantom", "mglyph"})


def formula_line(formula: html.HtmlElement) -> str:
    """A formula as a line of text; empty for one that is nested or long as none in news is."""
    return one_line(_said(formula)) if _is_small(formula) else ""


def _is_small(formula: html.HtmlElement) -> bool:
    depth = nodes = 0
    for event, _ in etree.iterwalk(formula, events=("start", "end")):
        depth += 1 if event == "start" else -1
        nodes += event == "start"
        if depth > _DEEPEST or nodes > _MOST_NODES:
            return False
    return True


def _said(element: html.HtmlElement) -> str:
    tag = str(element.tag).rpartition(":")[2]
    if tag in _UNREAD:
        return ""
    parts = [_said(child) for child in element]
    if len(parts) > 1 and (write := _WRITTEN.get(tag)):
        return write(parts)
    within = "".join(_beside(parts)) if tag != "mtable" else "; ".join(parts)
    text = (element.text or "").strip("\t\r\n") + within
    return root((text, "")) if tag == "msqrt" else text


def _beside(parts: Sequence[str]) -> Sequence[str]:
    """Parts of a row; between a number and a fraction is a blank: "1 1/2"."""
    return [
        f" {part}" if place and "/" in part and parts[place - 1][-1:].isdigit() and part[:1].isdigit() else part
        for place, part in enumerate(parts)
    ]


def fraction(parts: Sequence[str]) -> str:
    """A numerator and a denominator."""
    return f"{_bracketed(parts[0])}/{_bracketed(parts[1])}"


def power(parts: Sequence[str]) -> str:
    """A base and what is raised behind it."""
    return parts[0] + (raised(parts[1]) or f"^{_bracketed(parts[1])}")


def _indexed_power(parts: Sequence[str]) -> str:
    return power([parts[0] + parts[1], parts[-1]])


def root(parts: Sequence[str]) -> str:
    """What a root is of, and which: "" for a square root."""
    return f"{raised(parts[1]) or parts[1]}√{_bracketed(parts[0])}"


def _bracketed(text: str) -> str:
    """A part of a formula in brackets where it is more than a number or a word."""
    plain = text.strip()
    return plain if plain.replace(".", "").replace(",", "").isalnum() else f"({plain})"


_WRITTEN: dict[str, Callable[[Sequence[str]], str]] = {
    "mfrac": fraction,
    "msup": power,
    "msubsup": _indexed_power,
    "mroot": root,
    "semantics": lambda parts: parts[0],
}
