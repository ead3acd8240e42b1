"""The body as trafilatura reads it, for pages of no known build; the only module that imports trafilatura and htmldate."""

import re
import unicodedata

import htmldate
import trafilatura
from lxml import html

# Beyond this a page is a data dump, and trafilatura's fallbacks take minutes.
_MOST_CHARACTERS = 2_000_000

# It normalises what it reads, and to put many combining marks in order takes the square of their number.
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.combining(chr(code)))
_MANY_MARKS = re.compile(f"([{_MARKS}]{{30}})[{_MARKS}]+")


def general_body(text: str) -> str:
    """Lines of the main text, "" where there is none or the page is too large for a reader of any page."""
    if len(text) > _MOST_CHARACTERS:
        return ""
    try:
        found = trafilatura.extract(
            _MANY_MARKS.sub(r"\1", text), include_comments=False, include_tables=True, fast=True
        )
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        # Pages broken on purpose reach code paths of the library that assume a sound tree.
        return ""
    return found or ""


def general_date(tree: html.HtmlElement, url: str) -> str:
    """The publishing day that htmldate finds in markup, "" where it finds none; it does not guess from prose."""
    try:
        found = htmldate.find_date(tree, extensive_search=False, original_date=True, url=url or None)
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError, OverflowError):
        return ""
    return found or ""
