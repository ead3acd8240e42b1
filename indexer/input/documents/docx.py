"""A DOCX as a record: its paragraphs and tables as they read with every change accepted, and what it says of itself."""

from collections.abc import Iterator

from lxml import etree

from indexer.core.article import Page, PageKind
from indexer.core.errors import PageError
from indexer.extract.titles import same_title
from indexer.input.documents.document import Document, damaged
from indexer.input.documents.packed import Packed, inside
from indexer.input.documents.xml import local, parse_xml, text_of
from indexer.text.characters import one_line

_ROOT = "_rels/.rels"
_DOCUMENT = "/officeDocument"
_PROPERTIES = "/core-properties"
_WORDS = {"tab": " ", "br": "\n", "cr": "\n", "nobreakhyphen": "-", "ptab": " "}
_LEFT_OUT = frozenset(
    {"del", "movefrom", "instrtext", "deltext", "fallback", "ppr", "rpr", "sectpr", "tblpr", "tcpr", "trpr"}
)
"""What is struck or is no text; the fallback of what an older program can't draw says the same again."""

_TITLES = ("title", "heading 1")
_LONGEST_TITLE = 120
# What programs write where nobody has said who wrote.
_NOBODY = frozenset({"python-docx", "anonymous", "unknown", "user", "admin", "administrator", "microsoft office user"})


def read_docx(document: Document) -> Iterator[Page]:
    """The record of a DOCX.

    Raises:
        PageError: It can't be read.
    """
    with Packed(document, "DOCX") as packed:
        parts = _parts(packed)
        if _DOCUMENT not in parts:
            raise damaged("DOCX", "it names no document")
        root = parse_xml(packed.read(parts[_DOCUMENT]), what="DOCX")
        facts = _facts(packed, parts)
        styles = _styles(packed, inside(parts[_DOCUMENT], "../styles.xml"))
    lines = [(style, line) for style, text in _paragraphs(root, styles) for line in text.split("\n") if line]
    title = _title(lines) or str(facts.pop("title", ""))
    if title and lines and same_title(lines[0][1], title):
        lines = lines[1:]
    record = {**facts, "title": title, "text": "\n".join(line for _, line in lines)}
    yield Page(document.name, PageKind.RECORD, record=record, address=document.address)


def _parts(packed: Packed) -> dict[str, str]:
    """Names of the parts that the package names, by the end of what says what each is."""
    found: dict[str, str] = {}
    for element in parse_xml(packed.read(_ROOT), what="DOCX"):
        kind = "/" + element.get("Type", "").rpartition("/")[2]
        found.setdefault(kind, inside("", element.get("Target", "")))
    return found


def _facts(packed: Packed, parts: dict[str, str]) -> dict[str, object]:
    if parts.get(_PROPERTIES, "") not in packed:
        return {}
    try:
        properties = parse_xml(packed.read(parts[_PROPERTIES]), what="DOCX")
    except PageError:  # the text is there all the same
        return {}
    found = {local(element): text_of(element) for element in properties}
    author = found.get("creator", "")
    return {
        "title": one_line(found.get("title", "")),
        "author": "" if author.lower() in _NOBODY else author,
        "published_at": found.get("created", ""),
        "keywords": found.get("keywords", ""),
        "lang": found.get("language", ""),
    }


def _styles(packed: Packed, name: str) -> dict[str, str]:
    """Names of paragraph styles, the same in every language, by the ids under which paragraphs name them."""
    if name not in packed:
        return {}
    found: dict[str, str] = {}
    for style in parse_xml(packed.read(name), what="DOCX"):
        if local(style) == "style":
            named = next((_value(each) for each in style if local(each) == "name"), "")
            found[_attribute(style, "styleId")] = named.lower()
    return found


def _paragraphs(root: etree._Element, styles: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Style and text of each paragraph in reading order; a row of a table is one line."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        name = local(element)
        if name in _LEFT_OUT or name in {"p", "tr"}:
            walk.skip_subtree()
        if name == "p":
            yield _style(element, styles), one_text(element)
        elif name == "tr":
            cells = (one_line(one_text(cell).replace("\n", " ")) for cell in element.iter() if _is_cell(cell, element))
            yield "", " ".join(cell for cell in cells if cell)


def _is_cell(element: etree._Element, row: etree._Element) -> bool:
    """Whether it is a cell of this row, and not of a table inside one of its cells."""
    return local(element) == "tc" and next(each for each in element.iterancestors() if local(each) == "tr") is row


def one_text(element: etree._Element) -> str:
    """The text of a paragraph or a cell, lines that were broken by hand on lines of their own."""
    words: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        name = local(each)
        if event == "end":
            if name == "p" and each is not element:
                words.append("\n")
            continue
        if name in _LEFT_OUT:
            walk.skip_subtree()
        elif name == "t":
            words.append(each.text or "")
        else:
            words.append(_WORDS.get(name, ""))
    return "\n".join(line for part in "".join(words).split("\n") if (line := one_line(part)))


def _style(paragraph: etree._Element, styles: dict[str, str]) -> str:
    for properties in paragraph:
        if local(properties) == "ppr":
            named = next((_value(each) for each in properties if local(each) == "pstyle"), "")
            return styles.get(named, named.lower())
    return ""


def _title(lines: list[tuple[str, str]]) -> str:
    """The first line of the style of titles, else of first headings."""
    for wanted in _TITLES:
        for style, line in lines:
            if style == wanted and len(line) <= _LONGEST_TITLE:
                return line
    return ""


def _value(element: etree._Element) -> str:
    return _attribute(element, "val")


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name without namespace, of which the format has two."""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")
