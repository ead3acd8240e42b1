"""What stands right above and below an article's text: a lead belongs to it, by-lines and addresses in elements of their own do not."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, islice

from lxml import html

from indexer.extract.boilerplate import ends_sentence, is_breadcrumb, is_furniture, is_notice
from indexer.extract.credits import read_credits
from indexer.extract.dates import read_date, without_date
from indexer.extract.dom import Block, attribute
from indexer.extract.inline import is_hidden
from indexer.extract.media_names import DAY, is_media
from indexer.extract.patterns import PatternKind, cut, kind_of_label
from indexer.extract.titles import same_title
from indexer.text.language import mostly_han

_MOST_ABOVE = 8
"""Lines between a heading and the text."""

_SHORTEST_LEAD, _LONGEST_LEAD = 10, 300
_LONGEST_BY_LINE, _LONGEST_IMPRINT = 60, 90
_LONGEST_NAMED = 30
_LEVELS = 3
"""Elements around a line that say how it is marked up."""

_HIDDEN_PART = 5
"""A text has this many times what is hidden in it line by line, at least."""

_MOST = 0.7
"""Share of a text's characters that its element holds."""

_SHORTEST_SUMMARY, _SHORTEST_WHOLE = 12, 30
_COPIED = 4
"""A copy of the text has at least this part of all that is read."""

_FEWEST_HELD = 3
"""Lines that a copy holds, at least."""

_BEGINNING = 8
"""Characters that are looked for first, since few lines hold the beginning of another: fewer than any summary has."""

"""Characters of a summary that is cut off, and of one that is not: a shorter sentence may be a summary of its own."""

_SHORTEST_REPEATED, _FEWEST_REPEATED = 20, 3
"""Characters of a line, and lines in a row, that make an offer if they are said twice."""

_CUT_OFF = ("...", "…")
_TITLED = re.compile(r"^(?:摘\s*要|导\s*读|核心提示)?\s*[:：]?\s*【[^【】]{6,60}】\s*")
_NEAR = 2
_MOST_AROUND = 4
_CLAUSES = re.compile(r"[，。！？；…]")
_CONTACT = re.compile(
    r"(?:电\s*话|传\s*真|地\s*址|邮\s*编|邮政编码|邮\s*箱|网\s*址|Tel|Fax|E-?mail|Add)\s*[:：]", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"[【（(\[〔]([^【】（）()\[\]〔〕]+)[】）)\]〕]")
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
        and not _is_medium_or_day(block.text)
    )


def twin_places(blocks: Sequence[Block], places: Sequence[int], inside: Sequence[int]) -> list[int]:
    """Places of short lines among the text that are marked up as another short line of it is: sub-headings.

    Args:
        blocks: The lines of a page.
        places: Of those that are the text's.
        inside: Of those in the element that is named as the text's.
    """
    chosen = set(places)
    marked = {mark for place in places if (mark := _marked(blocks[place]))}
    between = [place for place in inside if places and places[0] < place < places[-1] and place not in chosen]
    return [place for place in between if _marked(blocks[place]) in marked and not is_furniture(blocks[place].text)]


def _marked(block: Block) -> tuple[str, ...]:
    """The elements of a short Chinese line with their classes and styles, where they set it apart; none of any other."""
    if block.linked or len(block.text) > _LONGEST_NAMED or not mostly_han(block.text) or ends_sentence(block.text):
        return ()
    around = _around(block)[:_LEVELS]
    dressed = [f"{attribute(each, 'class')} {attribute(each, 'style')}".strip() for each in around]
    return tuple(f"{each.tag!s} {said}" for each, said in zip(around, dressed, strict=True)) if any(dressed) else ()


def without_hidden(blocks: Sequence[Block]) -> list[Block]:
    """The lines of a text without Chinese ones that are hidden one by one and are no sentences, as notes for machines are.

    What "read more" shows is hidden too, but is sentences or a good part of the text.
    """
    told = [block for block in blocks if mostly_han(block.text) and not ends_sentence(block.text)]
    hidden = [block for block in told if any(map(is_hidden, _own_elements(block)))]
    little = _HIDDEN_PART * sum(block.length for block in hidden) < sum(block.length for block in blocks)
    return [block for block in blocks if block not in hidden] if little else list(blocks)


def _own_elements(block: Block) -> list[html.HtmlElement]:
    """The elements of a line up to that which makes it a line."""
    around = _around(block)
    return around[: next((at for at, each in enumerate(around, 1) if each.tag == block.tag), 0)]


def _is_medium_or_day(text: str) -> bool:
    """Whether a line is a medium's name or a day and nothing else, as a card that shows who published has them."""
    return is_media(text) if re.search(r"[^\W\d]", undated := DAY.sub(" ", without_date(text))) else undated != text


def without_edges(blocks: Sequence[Block]) -> list[Block]:
    """The lines of a text without by-lines above it, and addresses and notices below, that stand outside of the element that holds most of it."""
    kept = list(blocks)
    core = _core(kept)
    behind_label = False
    while len(kept) > 1 and kept[0].pieces[0].owner not in core and (behind_label or _is_by_line(kept[0].text)):
        # A label in an element of its own says what the next line is, if that is as short as a name: "编辑：", "何青".
        behind_label = _is_label(kept[0].text) and kept[1].length <= _LONGEST_NAMED and not ends_sentence(kept[1].text)
        del kept[0]
    while len(kept) > 1 and kept[-1].pieces[0].owner not in core and _is_apart(kept[-1].text):
        del kept[-1]
    return kept


def _is_label(text: str) -> bool:
    """Whether a line is a label without a value."""
    if kind_of_label(text):
        return True
    parts = cut(text) if len(text) <= _LONGEST_NAMED else ()
    return bool(parts) and parts[-1].kind is not None and not parts[-1].value


def without_repeats(blocks: Sequence[Block]) -> list[Block]:
    """The lines of a text without those in a row that it says again elsewhere: an offer to subscribe, a summary for each device.

    A text that is all shown twice is kept as it is, and so are code and single lines, as captions and refrains come again.
    """
    plain = [block.text for block in blocks if len(block.text) >= _SHORTEST_REPEATED and not _is_code(block)]
    again = {text for text, times in Counter(plain).items() if times > 1}
    offers: set[str] = set()
    for repeated, run in groupby((block.text for block in blocks), again.__contains__):
        lines = set(run)
        offers |= lines if repeated and len(lines) >= _FEWEST_REPEATED else set()
    kept = [block for block in blocks if block.text not in offers]
    return kept if 2 * sum(block.length for block in kept) > sum(block.length for block in blocks) else list(blocks)


def without_copies(blocks: Sequence[Block]) -> list[Block]:
    """The lines of a text without one that several others make up: microdata have the whole text so."""
    total = sum(block.length for block in blocks)
    # A copy is about as long as the rest, so that there are few to look at.
    long = [block for block in blocks if _COPIED * block.length >= total]
    lines = {block.text for block in blocks if len(block.text) >= _SHORTEST_REPEATED}
    copies = set()
    for block in long:
        held = [line for line in lines if line != block.text and line in block.text]
        if len(held) >= _FEWEST_HELD and 2 * sum(map(len, held)) >= len(block.text):
            copies.add(block.text)
    return [block for block in blocks if block.text not in copies]


def _is_code(block: Block) -> bool:
    return any(each.tag in ("pre", "code") for each in _around(block))


def _core(blocks: Sequence[Block]) -> set[html.HtmlElement]:
    """The deepest element that holds most of some lines, and all that lie in it on the way to a line."""
    held: Counter[html.HtmlElement] = Counter()
    chains = [[block.pieces[0].owner, *block.pieces[0].owner.iterancestors()] for block in blocks]
    for block, chain in zip(blocks, chains, strict=True):
        held.update(dict.fromkeys(chain, block.length))
    wanted = _MOST * sum(block.length for block in blocks)
    longest = max(range(len(blocks)), key=lambda place: blocks[place].length, default=None)
    if longest is None:
        return set()
    top = next(each for each in chains[longest] if held[each] >= wanted)
    return {each for chain in chains if top in chain for each in chain[: chain.index(top) + 1]}


def _is_by_line(text: str) -> bool:
    if len(text) > _LONGEST_BY_LINE:
        return False
    fields = cut(text)
    dated = read_date(text) and not re.search(r"\w", without_date(text))
    if len(text) <= _LONGEST_NAMED and not _CLAUSES.search(text) and any(map(is_media, _unbracketed(text).split())):
        return True
    return bool(dated or kind_of_label(text) or read_credits(text)) or (
        bool(fields) and all(field.kind is not None for field in fields)
    )


def _unbracketed(text: str) -> str:
    """A line without the brackets that it stands in: "【江湾生活报】"."""
    found = _IN_BRACKETS.fullmatch(text)
    return found[1] if found else text


def _is_apart(text: str) -> bool:
    return _is_address(text) or is_notice(text)


def _is_address(text: str) -> bool:
    return len(_CONTACT.findall(text)) >= _FEWEST_CONTACTS and _PERSON_TO_ASK not in text


def is_imprint(line: str) -> bool:
    """Whether a text's last line says what pages print above one: source, author and the minute."""
    fields = cut(line) if len(line) <= _LONGEST_IMPRINT and not ends_sentence(line) else ()
    return len(fields) > 1 and fields[0].kind is PatternKind.SOURCE and bool(read_date(line))


def is_summary(line: str, below: Sequence[str]) -> bool:
    """Whether a line is the beginning of one below it, with a label or a title before it perhaps.

    "摘要: 云浦县水利局22日介绍，...", "【白沙河水位上涨】云浦县水利局22日介绍，…".
    """
    if len(line) > _LONGEST_LEAD or not any(other[:_BEGINNING] in line for other in below):
        return False
    if not (line.endswith(_CUT_OFF) or _TITLED.match(line) or any(field.kind for field in cut(line)[:1])):
        return False
    said = cut(_TITLED.sub("", line.rstrip(" .…")))
    value = _TITLED.sub("", said[-1].value) if said else ""
    fewest = _SHORTEST_SUMMARY if line.endswith(_CUT_OFF) else _SHORTEST_WHOLE
    return len(value) >= fewest and any(other.startswith(value.rstrip("。")) for other in below)
