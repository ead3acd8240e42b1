"""XML of strangers as a tree: no entity of its own is expanded, nothing outside of it is loaded, and its depth has an end."""

import re
from html.entities import html5

from lxml import etree

from indexer.input.documents.document import damaged, unsafe
from indexer.text.characters import clean_characters
from indexer.text.encoding import decode

_DECLARATION = re.compile(r"\A\s*+<\?xml\b[^>]*+>")
_TYPE = re.compile(r"\A(?:\s++|<\?(?>.*?\?>)|<!--(?>.*?-->))*+<!DOCTYPE\b[^\[>]*+(\[)?", re.DOTALL)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_TOO_DEEP = (etree.ErrorTypes.ERR_NAME_TOO_LONG, etree.ErrorTypes.ERR_RESOURCE_LIMIT)


def parse_xml(data: bytes, *, what: str, charset: str = "") -> etree._Element:
    """The root element, of broken XML as far as it can be made out; entities of HTML are the characters that they name.

    Raises:
        PageError: It declares a type of its own, or goes beyond all bounds, of depth for one (`UNSAFE`); nothing can be made of it
            (`UNREADABLE`); its bytes are no text (`BINARY`, `UNDECODABLE`).
    """
    return parse_xml_text(decode(data, hint=charset)[0], what=what)


def parse_xml_text(text: str, *, what: str) -> etree._Element:
    """The same of text."""
    source = _DECLARATION.sub("", clean_characters(text), count=1).strip()
    if (kind := _TYPE.match(source)) and kind[1]:
        raise unsafe(f"The {what} declares a document type of its own, which is how harmful XML is made.")
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: etree._Element | None = etree.fromstring(
            _ENTITY.sub(_character, source).encode("utf-8", "ignore"), parser
        )
    except etree.XMLSyntaxError as error:
        raise damaged(what, error.msg or "") from error
    if root is None:
        raise damaged(what, "no element in it")
    for entry in parser.error_log:
        if "depth" in entry.message or entry.type in _TOO_DEEP:
            raise unsafe(f"The {what} goes beyond what is safe to read: {entry.message.strip()}.")
    return root


def local(element: etree._Element) -> str:
    """The name of an element without its namespace, in lower case; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def value_of(element: etree._Element) -> str:
    """The attribute that elements of a DOCX say their value in."""
    return attribute_of(element, "val")


def attribute_of(element: etree._Element, name: str) -> str:
    """An attribute by its name without namespace, of which formats have several."""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")


def text_of(element: etree._Element | None) -> str:
    """All text in an element, without white space around it."""
    return "" if element is None else "".join(element.itertext()).strip()


def _character(found: re.Match[str]) -> str:
    """The character that an entity of HTML names; those of XML are left to the parser."""
    return found[0] if found[1] in _OF_XML else html5.get(found[1], found[0])
