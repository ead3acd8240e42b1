"""HTML that is an article and nothing else, as feeds and books carry it: its paragraphs, every one of them."""

import re

from lxml import etree, html

from indexer.extract.dom import parse_html, read_blocks
from indexer.extract.inline import settle_inline
from indexer.extract.markup_limits import bounded
from indexer.extract.tables import settle_tables
from indexer.text.characters import one_line

_MARKED_UP = re.compile(r"<[a-zA-Z/!]|&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")


def fragment_text(source: str) -> str:
    """A body of the HTML of an article, a paragraph a line.

    Raises:
        PageError: It has more tags than a page has (`TOO_LARGE`).
    """
    root = parse_html(f"<div>{bounded(source)}</div>") if source.strip() else None
    if root is None:
        return ""
    return tree_text(root)


def tree_text(root: html.HtmlElement) -> str:
    """The lines of an element, one below the other, with what its markup means in them; the tree is changed."""
    settle_inline(root)
    settle_tables(root)
    return "\n".join(block.text for block in read_blocks(root) if block.text)


def line_of(text: str) -> str:
    """A title or a name on one line, its markup gone where it has any: "AT&amp;T" is "AT&T"."""
    return one_line(fragment_text(text).replace("\n", " ")) if _MARKED_UP.search(text) else one_line(text)


def inner_html(element: etree._Element) -> str:
    """What stands inside an element of XHTML, written as HTML."""
    written = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return re.sub(r"(</?)[A-Za-z][\w.-]*+:(?=[A-Za-z])", r"\1", written)
