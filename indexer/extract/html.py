"""Reads an HTML page as an article: finds the body, its paragraphs, then what the page says about it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from lxml import html

from indexer.extract.body import MOST_LINES, article_lines
from indexer.extract.boilerplate import (
    ends_sentence,
    is_furniture,
    is_notice,
    is_prose,
)
from indexer.extract.containers import comments_of, find_container, general_body, is_known, junk_of, within
from indexer.extract.dates import read_date
from indexer.extract.dom import Block, parse_html, read_blocks
from indexer.extract.edges import (
    caption_places,
    lead_places,
    twin_places,
    without_copies,
    without_edges,
    without_hidden,
    without_repeats,
)
from indexer.extract.fact_sources import FactSources
from indexer.extract.facts import read_facts
from indexer.extract.fields import Choice, PageFields
from indexer.extract.header_lines import read_header
from indexer.extract.inline import settle_inline
from indexer.extract.lines import Described, describe_lines
from indexer.extract.markup_limits import bounded
from indexer.extract.metadata import Metadata, read_metadata
from indexer.extract.page_state import embedded_html, script_texts, textareas
from indexer.extract.page_title import HEADINGS, title_of, window_of
from indexer.extract.paragraphs import BodyLine, body_paragraphs, is_clock
from indexer.extract.patterns import cut
from indexer.extract.pictured import settle_pictures
from indexer.extract.repeated_blocks import cards_of, text_lengths
from indexer.extract.surroundings import Marked
from indexer.extract.tables import settle_tables
from indexer.extract.titles import same_title
from indexer.text.characters import one_line
from indexer.text.language import detect_language, mostly_han

# Characters; a body shorter than this is checked against what other readers find.
_ENOUGH = 150
_DATED_WITHIN, _MOST_SHORT = 4, 20
_MOST_POINTING = 1
"""Words before links to other articles: a site has its own."""

_LIST_TAGS = ("div", "li", "dd", "dt", "ul", "td", "section")
_IMPRINT_LINES = 12
_MONTH_FIRST = ("en", "en-us")
_IMPRINT = re.compile(r"版权所有|版權所有|主办|主辦|Copyright|©|ICP", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page's tree, its lines, and what is known of them before any is chosen."""

    root: html.HtmlElement
    elements: tuple[html.HtmlElement, ...]
    """All of the tree in reading order."""
    blocks: tuple[Block, ...]
    container: html.HtmlElement | None
    """The element with the densest prose."""
    inside: tuple[int, ...]
    """Places of the lines in it that are no junk."""
    junk: frozenset[html.HtmlElement]
    in_cards: set[html.HtmlElement]
    """Elements of cards that lead to other articles."""
    data: Metadata
    title: str
    title_choice: Choice

    @property
    def named(self) -> tuple[int, ...]:
        """Places of the lines in an element that Chinese content systems name as the text's; none where there is no such."""
        if self.container is None or not is_known(self.container):
            return ()
        return self.inside if mostly_han("".join(self.blocks[place].text for place in self.inside)) else ()

    def is_front(self, places: Sequence[int]) -> bool:
        """Whether some lines, or those of the densest element, are cards of other articles and hardly anything else."""
        cards = beside = 0
        # What stands beside an article says nothing of it.
        apart = within(self.elements, set(self.root.iter("aside"))) if self.in_cards else set()
        told = {place for place in {*places, *self.inside} if self.blocks[place].pieces[0].owner not in apart}
        for block in (self.blocks[place] for place in told if self.in_cards):
            if block.pieces[0].owner in self.in_cards:
                cards += block.length
            else:
                beside += block.length - block.linked
        return beside < _ENOUGH and cards > 2 * beside

    def is_headline(self, block: Block) -> bool:
        """Whether a line is a card's headline, which leads to another article."""
        return block.pieces[0].owner in self.in_cards and 2 * block.linked > block.length

    @property
    def described(self) -> Described:
        """Each line as numbers, which the trees judge."""
        marked = Marked(self.junk, comments_of(self.junk), self.container)
        return describe_lines(self.blocks, elements=self.elements, marked=marked, title=self.title)


def read_html(text: str) -> PageFields:
    """Title, body and by-line of a page's HTML; the body is empty where the page has none.

    Raises:
        PageError: The page has more tags than a page has (`TOO_LARGE`).
    """
    read = read_sources(text)
    return read_facts(read.sources, title=read.title, root=read.root) if read else PageFields()


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page whose text is found, and everywhere that it speaks of its article."""

    sources: FactSources
    title: str
    root: html.HtmlElement


def read_sources(text: str) -> ReadPage | None:
    """A page's text and what stands around it; None where the page is empty.

    Raises:
        PageError: As of `read_html`.
    """
    root = parse_html(bounded(text))
    if root is None:
        return None
    page = read_lines(root)
    scripts, hidden = script_texts(root), textareas(root)
    title = page.title or hidden.get("title", "")
    states = [hidden.get("content", ""), *embedded_html(scripts)[:3]]
    # A page of nothing but cards is a front page: what a reader would find there are the cards.
    places = article_lines(page.described, named=page.named) if 0 < len(page.blocks) <= MOST_LINES else []
    is_front = page.is_front(places)
    body = _body(page, title, [] if is_front else places, [] if is_front else page.inside, states)
    if not (is_front or _is_long(body)):
        text = html.tostring(root, encoding="unicode")
        body = _longest(body, [_general(text, title, junk=_junk_lines(page))], by=2.5) or _short_text(page)
    inside = sorted({*page.inside, *places})
    header = read_header(page.blocks, body, title, inside=inside, day_first=_is_day_first(root, body))
    sources = FactSources(
        header=header,
        data=page.data,
        scripts=tuple(scripts),
        hidden=hidden,
        body=tuple(body),
        site_in_title=window_of(root).replace(title, ""),
        imprint=tuple(block.text for block in page.blocks[-_IMPRINT_LINES:] if _IMPRINT.search(block.text)),
        container=page.container,
        title_choice=page.title_choice,
    )
    return ReadPage(sources, title, root)


def read_lines(root: html.HtmlElement) -> PageLines:
    """The lines of a tree with what its markup means written into them."""
    settle_inline(root)
    settle_pictures(root)
    settle_tables(root)
    elements = tuple(root.iter())
    lengths = text_lengths(root)
    junk = junk_of(root, lengths)
    blocks = tuple(read_blocks(root))
    in_junk = within(elements, junk)
    plain = [place for place, block in enumerate(blocks) if block.pieces[0].owner not in in_junk]
    container = find_container(root, (blocks[place] for place in plain))
    inner = within(elements, (container,)) if container is not None else set()
    inside = tuple(place for place in plain if blocks[place].pieces[0].owner in inner)
    data = read_metadata(root)
    title, choice = title_of(root, data, blocks)
    return PageLines(
        root=root,
        elements=elements,
        blocks=blocks,
        container=container,
        inside=inside,
        junk=junk,
        in_cards=within(elements, cards_of(root, lengths)),
        data=data,
        title=title,
        title_choice=choice,
    )


def _body(
    page: PageLines, title: str, places: Sequence[int], inside: Sequence[int], states: Sequence[str]
) -> list[str]:
    """The paragraphs of the lines that the trees chose; of the densest element or of script state where those know more."""
    edges = {*lead_places(page.blocks, places, title), *caption_places(page.blocks, places)}
    edges.update(twin_places(page.blocks, places, page.named))
    chosen = [page.blocks[place] for place in sorted(edges.union(places))]
    chosen = without_edges([b for b in chosen if not (_is_heading(b, title) or page.is_headline(b))])
    chosen = _without_pointers(without_hidden(chosen))
    chosen = without_repeats(without_copies(chosen))
    lines = [BodyLine(block.text, block.is_link) for block in chosen]
    body = body_paragraphs(lines, title=title)
    all_inside = without_copies([page.blocks[place] for place in inside])
    body = _longest(body, [_paragraphs(all_inside, title)], by=2.5)
    return body if _is_long(body) else _longest(body, [_fragment(state, title) for state in states], by=1.5)


def _is_heading(block: Block, title: str) -> bool:
    """Whether a line is the article's heading, with a kicker perhaps."""
    return block.tag == "h1" and bool(title) and title in block.text


def _without_pointers(blocks: Sequence[Block]) -> list[Block]:
    """Lines without those that name another article to read; what labels know belongs to this one.

    Several such lines under different words are data of the article: "Paper: …", "Ink: …".
    """
    said = [block for block in blocks if block.leads_elsewhere and all(field.kind is None for field in cut(block.text))]
    words = {block.pieces[0].text for block in said}
    return list(blocks) if len(words) > _MOST_POINTING else [block for block in blocks if block not in said]


def _short_text(page: PageLines) -> list[str]:
    """The few sentences of a notice or a live report that are too short for what judges lines, below a heading and a date."""
    headed = [
        at for at, block in enumerate(page.blocks) if block.tag in HEADINGS and same_title(block.text, page.title)
    ]
    first = headed[-1] + 1 if headed else len(page.blocks)
    dated = [at for at, block in enumerate(page.blocks[first : first + _DATED_WITHIN], first) if read_date(block.text)]
    inside = within(page.elements, page.junk)
    found: list[str] = []
    for block in page.blocks[dated[0] + 1 :] if dated else ():
        apart = block.linked or block.pieces[0].owner in inside or is_furniture(block.text) or is_notice(block.text)
        if is_clock(block.text) or (ends_sentence(block.text) and not apart):
            found.append(block.text)
    return found if len(found) <= _MOST_SHORT and any(map(ends_sentence, found)) else []


def _general(text: str, title: str, *, junk: frozenset[str] = frozenset()) -> list[str]:
    lines = [one_line(line) for line in general_body(text).split("\n")]
    return body_paragraphs([BodyLine(line) for line in lines if line not in junk], title=title)


def _junk_lines(page: PageLines) -> frozenset[str]:
    """Lines of what is told by shape or name as no part of the article."""
    inside = within(page.elements, page.junk)
    return frozenset(block.text for block in page.blocks if block.pieces[0].owner in inside)


def _paragraphs(blocks: Sequence[Block], title: str) -> list[str]:
    lines = [BodyLine(block.text, block.is_link, block.is_link and block.tag in _LIST_TAGS) for block in blocks]
    # A sentence is text, though it is a link.
    told = [BodyLine(line.text) if line.is_link and ends_sentence(line.text) else line for line in lines]
    return body_paragraphs(told, title=title)


def _fragment(source: str, title: str) -> list[str]:
    root = parse_html(bounded(f"<div>{source}</div>")) if source else None
    if root is None:
        return []
    settle_inline(root)
    settle_tables(root)
    return _paragraphs(read_blocks(root, skip=junk_of(root)), title)


def _longest(body: list[str], others: list[list[str]], *, by: float) -> list[str]:
    """The longest of `others` where it has more than `by` times the prose of `body`, else `body`."""
    sized = [(_size(other), other) for other in others]
    size, best = max(sized, key=lambda each: each[0], default=(0, []))
    return best if size > by * _size(body) else body


def _size(body: Sequence[str]) -> int:
    return sum(len(paragraph) for paragraph in body if is_prose(paragraph))


def _is_long(body: Sequence[str]) -> bool:
    """Whether a body needs no check against what other readers find; a long one is known by its beginning."""
    prose = accumulate(len(paragraph) for paragraph in body if is_prose(paragraph))
    return any(size >= _ENOUGH for size in prose)


def _is_day_first(root: html.HtmlElement, body: Sequence[str]) -> bool:
    """Whether the page's language writes the day before the month: all but the English of America do.

    A page without a language is in that of its text, and so is one that says English without a country: its system does.
    """
    declared = (root.get("lang") or "").lower().replace("_", "-")
    if declared not in ("", "en"):
        return declared not in _MONTH_FIRST
    return detect_language("\n".join(body)) not in ("", *_MONTH_FIRST)
