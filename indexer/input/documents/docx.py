"""A DOCX as a record: its paragraphs and tables as they read with every change accepted, and what it says of itself."""

from collections.abc import Iterator, Sequence
from html import escape

from lxml import etree

from indexer.core.article import Page, PageKind
from indexer.core.errors import PageError
from indexer.extract.dom import parse_html, read_blocks
from indexer.extract.raised import written
from indexer.extract.tables import MOST_ROWS, settle_tables
from indexer.extract.titles import same_title
from indexer.input.documents.document import Document, damaged
from indexer.input.documents.docx_formulas import formula_text
from indexer.input.documents.packed import Packed, inside
from indexer.input.documents.xml import attribute_of, local, parse_xml, text_of, value_of
from indexer.text.characters import one_line

_ROOT = "_rels/.rels"
_DOCUMENT = "/officeDocument"
_PROPERTIES = "/core-properties"
_WORDS = {"tab": " ", "br": "\n", "cr": "\n", "nobreakhyphen": "-", "ptab": " "}
_LEFT_OUT = frozenset(
    {"del", "movefrom", "instrtext", "deltext", "fallback", "rt", "ppr", "rpr", "sectpr", "tblpr", "tcpr", "trpr"}
)
"""What is struck, a reading beside its word, or no text; the fallback of what an older program can't draw says the same again."""

_RUN, _FORMULA, _TABLE = "r", "omath", "tbl"
_MARKS = {"superscript": 1, "subscript": -1}
_OFF = {"0", "false", "off", "none"}
_UNSEEN = frozenset({"strike", "dstrike", "vanish"})
"""Properties of runs that are struck or hidden."""

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
            named = next((value_of(each) for each in style if local(each) == "name"), "")
            found[attribute_of(style, "styleId")] = named.lower()
    return found


def _paragraphs(root: etree._Element, styles: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Style and text of each paragraph in reading order; a row of a table is one line."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        name = local(element)
        if name in _LEFT_OUT or name in {"p", _TABLE}:
            walk.skip_subtree()
        if name == "p":
            yield _style(element, styles), one_text(element)
        elif name == _TABLE:
            yield from (("", line) for line in table_lines(element))


def one_text(element: etree._Element) -> str:
    """The text of a paragraph or a cell, lines that were broken by hand on lines of their own."""
    runs: list[tuple[str, int]] = []
    level = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        name = local(each)
        if event == "end":
            level = 0 if name == _RUN else level
            if name == "p" and each is not element:
                runs.append(("\n", 0))
            continue
        if name in _LEFT_OUT or (name == _RUN and _is_unseen(each)):
            walk.skip_subtree()
        elif name == _FORMULA:
            runs.append((formula_text(each), 0))
            walk.skip_subtree()
        elif name == _RUN:
            level = _level(each)
        elif name == "t":
            runs.append((each.text or "", level))
        elif word := _WORDS.get(name):
            runs.append((word, 0))
    return "\n".join(line for part in written(runs).split("\n") if (line := one_line(part)))


def table_lines(table: etree._Element) -> Iterator[str]:
    """The rows of a table, each a line with its columns' headers where the table has any."""
    rows = [row for row in table.iter() if local(row) == "tr" and _within(row, _TABLE) is table]
    cells = [[(cell, _cell_text(cell)) for cell in row.iter() if _is_cell(cell, row)] for row in rows]
    markup = "".join(map(_row_as_html, rows, cells)) if 0 < len(rows) <= MOST_ROWS else ""
    root = parse_html(f"<table>{markup}</table>") if markup else None
    if root is not None and settle_tables(root):
        yield from (block.text for block in read_blocks(root))
    else:
        yield from filter(None, (" ".join(text for _, text in line if text) for line in cells))


def _cell_text(cell: etree._Element) -> str:
    return one_line(one_text(cell).replace("\n", " "))


def _row_as_html(row: etree._Element, cells: Sequence[tuple[etree._Element, str]]) -> str:
    tag = "th" if any(local(each) == "tblheader" for each in _of(row, "trpr")) else "td"
    spans = (
        next((value_of(each) for each in _of(cell, "tcpr") if local(each) == "gridspan"), "1") for cell, _ in cells
    )
    inner = "".join(
        f'<{tag} colspan="{escape(span)}">{escape(text)}</{tag}>' for span, (_, text) in zip(spans, cells, strict=True)
    )
    return f"<tr>{inner}</tr>"


def _of(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """What is said in an element's properties."""
    return (each for properties in element if local(properties) == name for each in properties)


def _within(element: etree._Element, name: str) -> etree._Element | None:
    return next((each for each in element.iterancestors() if local(each) == name), None)


def _is_cell(element: etree._Element, row: etree._Element) -> bool:
    """Whether it is a cell of this row, and not of a table inside one of its cells."""
    return local(element) == "tc" and _within(element, "tr") is row


def _properties(run: etree._Element) -> Iterator[tuple[str, str]]:
    return ((local(each), value_of(each)) for each in _of(run, "rpr"))


def _is_unseen(run: etree._Element) -> bool:
    return any(name in _UNSEEN and value not in _OFF for name, value in _properties(run))


def _level(run: etree._Element) -> int:
    """Where a run stands: 1 is raised, -1 lowered."""
    return next((_MARKS.get(value, 0) for name, value in _properties(run) if name == "vertalign"), 0)


def _style(paragraph: etree._Element, styles: dict[str, str]) -> str:
    for properties in paragraph:
        if local(properties) == "ppr":
            named = next((value_of(each) for each in properties if local(each) == "pstyle"), "")
            return styles.get(named, named.lower())
    return ""


def _title(lines: list[tuple[str, str]]) -> str:
    """The first line of the style of titles, else of first headings."""
    for wanted in _TITLES:
        for style, line in lines:
            if style == wanted and len(line) <= _LONGEST_TITLE:
                return line
    return ""
