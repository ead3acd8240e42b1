"""What stands right above and below an article's text: a lead belongs to it, by-lines and addresses in elements of their own do not."""

import re
from collections.abc import Sequence
from itertools import islice

from lxml import html

from indexer.extract.boilerplate import ends_sentence, is_breadcrumb, is_furniture
from indexer.extract.credits import read_credits
from indexer.extract.dates import read_date
from indexer.extract.dom import Block
from indexer.extract.inline import is_hidden
from indexer.extract.patterns import PatternKind, cut
from indexer.extract.titles import same_title
from indexer.text.language import mostly_han

_MOST_ABOVE = 8
"""Lines between a heading and the text."""

_SHORTEST_LEAD, _LONGEST_LEAD = 10, 300
_LONGEST_BY_LINE, _LONGEST_IMPRINT = 60, 90
_SHORTEST_SUMMARY = 12
_CUT_OFF = ("...", "…")
_NEAR = 2
_MOST_AROUND = 4
_CLAUSES = re.compile(r"[，。！？；…]")
_CONTACT = re.compile(
    r"(?:电\s*话|传\s*真|地\s*址|邮\s*编|邮政编码|邮\s*箱|网\s*址|Tel|Fax|E-?mail|Add)\s*[:：]", re.IGNORECASE
)
_FEWEST_CONTACTS = 2
_PERSON_TO_ASK = "联系人"


def lead_places(blocks: Sequence[Block], places: Sequence[int], title: str) -> list[int]:
    """Places of the lines between the heading and the text that are a Chinese lead: clauses, and none of what stands there else.

    Sets of pages in other languages leave leads out, and so do the trees that learnt from them.
    """
    first = places[0] if places else 0
    start = max(0, first - _MOST_ABOVE)
    headed = [place for place in range(start, first) if same_title(blocks[place].text, title)]
    return [place for place in range(headed[-1] + 1, first) if _is_lead(blocks[place])] if headed else []


def _around(block: Block) -> list[html.HtmlElement]:
    """The elements of a line, the nearest first."""
    owner = block.pieces[0].owner
    return [owner, *islice(owner.iterancestors(), _MOST_AROUND)]


def _is_lead(block: Block) -> bool:
    text = block.text
    return (
        _SHORTEST_LEAD <= len(text) <= _LONGEST_LEAD
        and mostly_han(text)
        and not block.linked
        and not any(map(is_hidden, _around(block)))
        and bool(_CLAUSES.search(text))
        and not (is_furniture(text) or is_breadcrumb(text) or read_date(text) or read_credits(text))
        and all(field.kind is None for field in cut(text))
    )


def caption_places(blocks: Sequence[Block], places: Sequence[int]) -> list[int]:
    """Places of Chinese lines in a <figure> among the text and right around it, whatever their own tag."""
    if not places:
        return []
    near = range(max(0, places[0] - _NEAR), min(len(blocks), places[-1] + 1 + _NEAR))
    return [place for place in near if _is_caption(blocks[place])]


def _is_caption(block: Block) -> bool:
    return (
        any(each.tag == "figure" for each in _around(block))
        and not block.linked
        and len(block.text) <= _LONGEST_LEAD
        and mostly_han(block.text)
        and not is_furniture(block.text)
    )


def without_edges(blocks: Sequence[Block]) -> list[Block]:
    """The lines of a text without a by-line above it in an element that holds none of it, and without an imprint's address below it."""
    kept = list(blocks)
    while len(kept) > 1 and _is_apart(kept[0], kept[1:]) and _is_by_line(kept[0].text):
        del kept[0]
    while len(kept) > 1 and _is_apart(kept[-1], kept[:-1]) and _is_address(kept[-1].text):
        del kept[-1]
    return kept


def _is_by_line(text: str) -> bool:
    fields = cut(text) if len(text) <= _LONGEST_BY_LINE else ()
    return bool(read_credits(text)) or (bool(fields) and all(field.kind is not None for field in fields))


def _is_apart(block: Block, others: Sequence[Block]) -> bool:
    """Whether a line's element holds none of the others, and neither does the one around it."""
    around = block.pieces[0].owner.getparent()
    return around is None or all(
        around is not other and around not in other.iterancestors()
        for other in (each.pieces[0].owner for each in others)
    )


def _is_address(text: str) -> bool:
    return len(_CONTACT.findall(text)) >= _FEWEST_CONTACTS and _PERSON_TO_ASK not in text


def is_imprint(line: str) -> bool:
    """Whether a text's last line says what pages print above one: source, author and the minute."""
    fields = cut(line) if len(line) <= _LONGEST_IMPRINT and not ends_sentence(line) else ()
    return len(fields) > 1 and fields[0].kind is PatternKind.SOURCE and bool(read_date(line))


def is_summary(line: str, below: Sequence[str]) -> bool:
    """Whether a line is the beginning of one below it, cut off, with a label perhaps: "摘要: 云浦县水利局22日介绍，..."."""
    if not line.endswith(_CUT_OFF) or len(line) > _LONGEST_LEAD:
        return False
    fields = cut(line.rstrip(" .…"))
    said = fields[-1].value if fields else ""
    return len(said) >= _SHORTEST_SUMMARY and any(other.startswith(said) for other in below)
