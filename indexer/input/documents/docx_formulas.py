"""Formulas of a DOCX (OMML) as they are typed in a line: a half is "1/2" and a square kilometre "km²"."""

from collections.abc import Callable, Mapping

from lxml import etree

from indexer.extract.formulas import fraction, power, root
from indexer.input.documents.xml import local


def formula_text(element: etree._Element) -> str:
    """A formula, or a part of one, as a line of text."""
    name = local(element)
    if name == "t":
        return element.text or ""
    parts = [(local(child), formula_text(child)) for child in element if not local(child).endswith("pr")]
    write = _WRITTEN.get(name)
    if write is None:
        return "".join(text for _, text in parts)
    said: dict[str, str] = {}
    for part, text in parts:
        said[part] = said.get(part, "") + text
    return write(said) if _NEEDED[name] in said else "".join(said.values())


def _power(said: Mapping[str, str]) -> str:
    return power((said["e"] + said.get("sub", ""), said.get("sup", "")))


_NEEDED = {"f": "num", "ssup": "e", "ssubsup": "e", "rad": "e", "d": "e"}
_WRITTEN: dict[str, Callable[[Mapping[str, str]], str]] = {
    "f": lambda said: fraction((said.get("num", ""), said.get("den", ""))),
    "ssup": _power,
    "ssubsup": _power,
    "rad": lambda said: root((said["e"], said.get("deg", ""))),
    "d": lambda said: f"({said['e']})",
}
