"""Which lines of a page stand around its article's text."""

from collections.abc import Sequence

from indexer.extract.boilerplate import is_breadcrumb, is_furniture, starts_related
from indexer.extract.dom import Block
from indexer.extract.header import LONGEST_ALONE, Header, joined, printed_date
from indexer.extract.titles import same_title

_ABOVE, _BELOW = 14, 16
_AROUND = 60
_FARTHEST = 60
"""Lines between two lines of a text."""

_LEAD_LINES = 6


def read_header(
    blocks: Sequence[Block], body: Sequence[str], title: str, *, inside: Sequence[int] = (), day_first: bool = True
) -> Header:
    """Header of a page's lines; `body` are the paragraphs already chosen, `inside` the places where they may stand.

    The lines above reach from the last title before the text down to the text, and a few lines further up where
    the page prints date and source above the title.
    """
    first, last = _span(blocks, body, inside or range(len(blocks)))
    head = [place for place in range(first) if _heads(blocks[place], title)]
    top = max(0, first - _ABOVE) if not head else max(head[-1], first - 60)
    above = [block for block in blocks[top:first] if not is_breadcrumb(block.text)]
    over_title = not any(printed_date(joined(block), day_first=day_first) for block in above)
    if over_title:
        above = [block for block in blocks[max(0, top - 6) : top] if not is_breadcrumb(block.text)] + above
    above = [block for block in above if not same_title(block.text, title)]
    below = [block for block in blocks[last + 1 : last + 1 + _BELOW] if not starts_related(block.text)]
    inner = [block for block in blocks[first : last + 1] if block.length <= 60 and is_furniture(block.text)]
    around = tuple(reversed(blocks[max(0, top - _AROUND) : top]))
    return Header(
        above=tuple(above),
        below=(*inner, *below),
        day_first=day_first,
        around=around,
        under_lead=_under_lead(blocks[first : last + 1], body),
        dated_over_title=over_title,
    )


def _under_lead(blocks: Sequence[Block], body: Sequence[str]) -> tuple[Block, ...]:
    """The by-line that stands below a lead, or below its own first lines that are taken for one: as far as lines are short."""
    lead = set(body[:1])
    found: list[Block] = []
    for block in blocks[:_LEAD_LINES]:
        if block.text in lead:
            continue
        if block.length > LONGEST_ALONE:
            break
        if block.text not in body:
            found.append(block)
    return tuple(found)


def _heads(block: Block, title: str) -> bool:
    """Whether a line is the title, or a heading that holds it beside a kicker."""
    return same_title(block.text, title) or (block.tag == "h1" and bool(title) and title in block.text)


def _span(blocks: Sequence[Block], body: Sequence[str], inside: Sequence[int]) -> tuple[int, int]:
    """Places of the first and last line of the text among the page's lines."""
    wanted = set(body)
    places = [place for place in inside if blocks[place].text in wanted]
    if not places:
        return inside[0] if inside else 0, inside[-1] if inside else 0
    # A short line of the text may stand in a menu too: what is far from its neighbours is not meant.
    longest = max(range(len(places)), key=lambda at: blocks[places[at]].length)
    first = last = longest
    while first and places[first] - places[first - 1] <= _FARTHEST:
        first -= 1
    while last + 1 < len(places) and places[last + 1] - places[last] <= _FARTHEST:
        last += 1
    return places[first], places[last]
