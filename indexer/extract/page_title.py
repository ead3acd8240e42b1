"""A page's title out of its headings, its data, the window's title and, where those name the site only, its lines."""

from collections.abc import Collection, Sequence
from itertools import takewhile

from lxml import html

from indexer.extract.body import MOST_LINES
from indexer.extract.boilerplate import is_breadcrumb, is_furniture, is_prose, starts_related
from indexer.extract.credits import read_credits
from indexer.extract.dom import Block
from indexer.extract.fields import Choice, FieldCandidate
from indexer.extract.header import printed_date
from indexer.extract.metadata import Metadata
from indexer.extract.patterns import cut
from indexer.extract.titles import (
    LONGEST_SECTION,
    choose_title,
    heading_text,
    is_site_name,
    leading_sections_last,
    parts_of_window,
    title_choice,
    title_forms,
)
from indexer.text.characters import match_form, one_line

HEADINGS = ("h1", "h2")
LONGEST_WINDOW = 400
_LESSER = ("h3", "h4")
_MOST_UNDER = 8
"""Lines between a lesser heading and the prose below it."""

_MOST_BEFORE_DATE = 400
"""Lines of menus and the like that may stand before the day that an article was published on."""

_MOST_HEADING_LINES, _LABEL_AND_TITLE = 4, 2


def title_of(root: html.HtmlElement, data: Metadata, blocks: Sequence[Block]) -> tuple[str, Choice]:
    """The title, and what it was chosen from."""
    menu = {
        block.text.casefold()
        for block in blocks
        if block.length <= LONGEST_SECTION and block.is_link and block.tag not in HEADINGS
    }
    told = title_forms([*data.titles, *parts_of_window(window_of(root))])
    headings = [
        _heading(blocks, place, told)
        for tag in HEADINGS
        for place, block in enumerate(blocks)
        if block.tag == tag and block.length <= LONGEST_WINDOW
    ]
    headings = leading_sections_last(headings, menu)
    lines = [line for block in blocks[:MOST_LINES] if 4 <= block.length <= 100 for line in _lines_of(block)]
    declared = [title[:LONGEST_WINDOW] for title in data.titles]
    title = choose_title(
        window_of(root), headings=headings, declared=declared, lines=lines, sites=(data.site, data.publisher.said)
    )
    if is_site_name(title) and (shown := _line_above_date(blocks) or _small_heading(blocks)):
        title = shown
    said = [("heading", each) for each in headings] + [("meta or JSON-LD", each) for each in declared]
    said += [("title of the window", window_of(root)), ("line above the date", title)]
    return title, title_choice(title, [FieldCandidate(text, reason) for reason, text in said])


def _heading(blocks: Sequence[Block], place: int, told: Collection[str]) -> str:
    """The heading that begins at a line, with the lines below it in the same element where the page calls itself so."""
    block = blocks[place]
    top = _heading_around(block)
    following = blocks[place : place + _MOST_HEADING_LINES]
    below = takewhile(lambda each: top is not None and _heading_around(each) is top, following)
    lines = [each.text for each in below]
    if len(lines) > 1 and match_form("".join(lines)) in told:
        return " ".join(lines)
    return heading_text([piece.text for piece in block.pieces], block.text, told)


def _heading_around(block: Block) -> html.HtmlElement | None:
    """The heading that a line stands in, the innermost."""
    owner = block.pieces[0].owner
    return next((each for each in (owner, *owner.iterancestors()) if each.tag in HEADINGS), None)


def _lines_of(block: Block) -> list[str]:
    """A line, and its parts where a label of a few words stands beside the title: "[警方发布] 一团伙落网"."""
    parts = [piece.text for piece in block.pieces] if len(block.pieces) == _LABEL_AND_TITLE else []
    return [block.text, *(part for part in parts if len(part) >= LONGEST_SECTION // 2)]


def _small_heading(blocks: Sequence[Block]) -> str:
    """For pages that call themselves nothing: the first lesser heading that has prose right below it."""
    for place, block in enumerate(blocks[:MOST_LINES]):
        if block.tag not in _LESSER or not 4 <= block.length <= 100:
            continue
        if not (block.is_link or starts_related(block.text) or is_furniture(block.text) or _is_said(block.text)):
            below = blocks[place + 1 : place + 1 + _MOST_UNDER]
            if any(is_prose(each.text) for each in below):
                return block.text
    return ""


def _line_above_date(blocks: Sequence[Block]) -> str:
    """For pages whose window title names the site only: the line nearest above the first line with a date."""
    dated = next(
        (
            place
            for place, block in enumerate(blocks[:_MOST_BEFORE_DATE])
            if block.length <= 120 and printed_date(block.text, day_first=True)
        ),
        0,
    )
    above = [block.text for block in blocks[max(0, dated - 5) : dated] if 6 <= block.length <= 80 and not block.is_link]
    others = (is_furniture, is_breadcrumb, _is_said)
    return next((line for line in reversed(above) if not any(told(line) for told in others)), "")


def _is_said(line: str) -> bool:
    """Whether a line holds labels or names who made the article."""
    return any(field.kind for field in cut(line)) or read_credits(line) is not None


def window_of(root: html.HtmlElement) -> str:
    """The text of the window's title, one line."""
    # An <svg> has titles too; the window's is the first.
    return one_line(next((element.text_content()[:LONGEST_WINDOW] for element in root.iter("title")), ""))
