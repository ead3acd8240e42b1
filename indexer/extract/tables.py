"""Tables of data as lines that can be quoted: a row is a line, and each cell has its column's header before it.

As in `inline`, a tree is changed in place. Tables that only lay a page out are left as they are.
"""

import re
from collections.abc import Sequence
from itertools import islice

from lxml import html

from indexer.extract.names_and_values import settle_names_and_values
from indexer.text.characters import one_line

MOST_ROWS = 2_000
"""Of a table whose rows are written out, at most."""

_MOST_COLUMNS = 30
_MOST_NODES = 60
"""In one cell: one that holds more is no figure and no name, and its table lays out the page."""

_LONGEST_CELL = 300
_LONGEST_REMARK = 100
"""Characters of a cell that says something in several paragraphs, and still is a cell of data."""

_LONGEST_HEADER = 40
_LONGEST_BARE_HEADER = 16
_FEWEST_BARE_ROWS = 3
"""Rows of a table whose first row is marked as a header by nothing but its words."""

_MOST_HEADERS = 3
"""Rows of headers above each other, at most."""

_CELLS = ("td", "th")
_LAYOUT = ("table", "form", "h1", "h2", "article", "section", "iframe", "ul", "ol")
_BLOCKS = ("p", "div", "center", "font")
_DIGIT = re.compile(r"\d|[一二三四五六七八九十百千万亿]{1,6}(?:元|人|户|%|个)")
_ENDS = re.compile(r"[。！？!?;；.]$")


def settle_tables(root: html.HtmlElement) -> bool:
    """Write the header of its column into each cell of a table of data; whether anything was changed.

    The rows of "村 | 捐款" read "村: 柳禾 · 捐款: 三万元", and the rows of headers alone are emptied. Lists of names and values are
    settled likewise.
    """
    changed = False
    for table in list(root.iter("table")):
        rows = _rows(table)
        if rows and (texts := _texts(rows)) is not None:
            _settle(rows, texts)
            changed = True
    return settle_names_and_values(root) or changed


def _rows(table: html.HtmlElement) -> list[list[html.HtmlElement]]:
    """The cells of a table row by row; none of one that has tables inside or is too large."""
    rows: list[list[html.HtmlElement]] = []
    for row in islice(table.iter("tr"), MOST_ROWS + 1):
        cells = [cell for cell in row if cell.tag in _CELLS]
        if cells:
            rows.append(cells)
    widest = max((len(cells) for cells in rows), default=0)
    if not 1 < len(rows) <= MOST_ROWS or not 1 < widest <= _MOST_COLUMNS:
        return []
    return rows


def _texts(rows: Sequence[Sequence[html.HtmlElement]]) -> list[list[str]] | None:
    """What stands in each cell; None where some cell holds more than a table of data has in one."""
    found: list[list[str]] = []
    for cells in rows:
        line: list[str] = []
        for cell in cells:
            inner = list(islice(cell.iterdescendants(), _MOST_NODES))
            if len(inner) == _MOST_NODES or any(each.tag in _LAYOUT for each in inner):
                return None
            text = one_line(" ".join(str(piece) for piece in cell.itertext()))
            if len(text) > _LONGEST_CELL or _has_paragraphs(inner, text):
                return None
            line.append(text)
        found.append(line)
    return found


def _has_paragraphs(inner: Sequence[html.HtmlElement], text: str) -> bool:
    """Whether a cell holds several paragraphs of sentences: an article's text, in a table that lays the page out."""
    paragraphs = sum(each.tag in ("p", "div") and bool(_ENDS.search(one_line(each.text_content()))) for each in inner)
    return paragraphs > 1 and len(text) > _LONGEST_REMARK


def _settle(rows: Sequence[Sequence[html.HtmlElement]], texts: Sequence[Sequence[str]]) -> None:
    headed = _header_rows(rows, texts)
    if headed:
        columns = _columns(rows[:headed], texts[:headed])
        for cells, line in zip(rows[headed:], texts[headed:], strict=True):
            _label(cells, line, columns)
        for cell in (cell for cells in rows[:headed] for cell in cells):
            cell.clear(keep_tail=True)
    for cells, line in zip(rows, texts, strict=True):
        names_value = not headed and [cell.tag for cell in cells] == ["th", "td"] and all(line)
        for cell in cells:
            _flatten(cell)
        if names_value:
            # A header before its value: "承办单位: 江湾镇政府".
            cells[1].text = f": {(cells[1].text or '').lstrip()}"
            cells[0].tail = None


def _header_rows(rows: Sequence[Sequence[html.HtmlElement]], texts: Sequence[Sequence[str]]) -> int:
    """How many rows at the top name the columns: those below the first go on where each cell is marked as a header."""
    if not _is_header(rows, texts):
        return 0
    most = min(_MOST_HEADERS, len(rows) - 1)
    return next((at for at in range(1, most) if len(rows[at]) == 1 or not _is_marked(rows[at])), max(1, most))


def _is_marked(cells: Sequence[html.HtmlElement]) -> bool:
    return all(cell.tag == "th" for cell in cells) or next(cells[0].iterancestors("thead"), None) is not None


def _is_header(rows: Sequence[Sequence[html.HtmlElement]], texts: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: it is marked so, or it is short words above figures."""
    first = texts[0]
    if len(first) < 2 or not any(first) or any(len(text) > _LONGEST_HEADER for text in first):
        return False
    inner = [cell for cells in rows[1:] for cell in cells]
    if _is_marked(rows[0]):
        return any(cell.tag == "td" for cell in inner)
    bare = all(
        text and len(text) <= _LONGEST_BARE_HEADER and not (_DIGIT.search(text) or _ENDS.search(text)) for text in first
    )
    if (
        not bare
        or len(rows) < _FEWEST_BARE_ROWS
        or len(set(first)) < len(first)
        or any(cell.tag == "th" for cell in inner)
    ):
        return False
    return any(
        2 * sum(bool(_DIGIT.search(line[column])) for line in texts[1:] if column < len(line)) > len(texts) - 1
        for column in range(len(first))
    )


def _columns(rows: Sequence[Sequence[html.HtmlElement]], texts: Sequence[Sequence[str]]) -> list[str]:
    """The header of each column; one that spans several stands for each of them, and those above each other are said together."""
    said: dict[tuple[int, int], str] = {}
    for place, (cells, line) in enumerate(zip(rows, texts, strict=True)):
        column = 0
        for cell, text in zip(cells, line, strict=True):
            while (place, column) in said:
                column += 1
            for row in range(place, min(len(rows), place + _span(cell, "rowspan"))):
                said |= {(row, column + beside): text.rstrip(":： ") for beside in range(_span(cell))}
            column += _span(cell)
    widest = max(column for _, column in said) + 1
    above = [[said.get((row, column), "") for row in range(len(rows))] for column in range(widest)]
    return [" ".join(filter(None, dict.fromkeys(names))) for names in above]


def _span(cell: html.HtmlElement, name: str = "colspan") -> int:
    span = (cell.get(name) or "1").strip()
    return min(_MOST_COLUMNS, max(1, int(span))) if span.isdecimal() and len(span) < 4 else 1


def _label(cells: Sequence[html.HtmlElement], texts: Sequence[str], columns: Sequence[str]) -> None:
    """Write headers before the cells of a row; one with fewer cells than columns hangs under a cell that spans rows.

    A cell that spans all columns heads the rows below it.
    """
    if len(cells) == 1 < len(columns) and _span(cells[0]) >= len(columns):
        return
    column = len(columns) - sum(map(_span, cells))
    first = True
    for cell, text in zip(cells, texts, strict=True):
        header = columns[column] if 0 <= column < len(columns) else ""
        column += _span(cell)
        if not text:
            continue
        before = "" if first else "· "
        cell.text = (
            f"{before}{header}: {(cell.text or '').lstrip()}" if header else f"{before}{(cell.text or '').lstrip()}"
        )
        first = False


def _flatten(cell: html.HtmlElement) -> None:
    """A cell, its paragraphs and its line breaks become parts of their row's line."""
    cell.tag = "span"
    cell.tail = f" {cell.tail or ''}"
    for each in cell.iterdescendants("br", *_BLOCKS):
        if each.tag == "br":
            each.tag = "wbr"
        elif each.tag != "font":
            each.tag = "span"
        each.tail = f" {each.tail or ''}"
