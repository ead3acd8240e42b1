"""An HTML page read as an article: finds the text, then what the page says about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from indexer.extract.blocks import Block, parse_html, read_blocks
from indexer.extract.boilerplate import ends_sentence, is_breadcrumb, is_furniture, is_prose
from indexer.extract.characters import match_form, one_line
from indexer.extract.choices import Candidate, Choice
from indexer.extract.body import MOST_LINES, article_lines
from indexer.extract.containers import comments_of, find_container, junk_of
from indexer.extract.dates import read_date
from indexer.extract.facts import Sources, read_facts
from indexer.extract.general import general_body
from indexer.extract.header import read_header
from indexer.extract.inline import settle_inline
from indexer.extract.lines import Described, describe_lines
from indexer.extract.metadata import Metadata, read_metadata
from indexer.extract.paragraphs import Line, body_paragraphs
from indexer.extract.reading import Reading
from indexer.extract.repeats import is_list_page
from indexer.extract.state import embedded_html, script_texts, textareas
from indexer.extract.tables import settle_tables
from indexer.extract.tags import bounded
from indexer.extract.titles import (
    choose_title,
    heading_text,
    is_site_name,
    leading_sections_last,
    parts_of_window,
    title_choice,
)

# Characters; a body shorter than this is checked against what other readers find.
_ENOUGH = 150
_LONGEST_WINDOW = 400
_LONG = 40
"""Characters of a line that an article says once."""

_HEADINGS = ("h1", "h2")
_LIST_TAGS = ("div", "li", "dd", "dt", "ul", "td", "section")


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page's tree, its lines, and what is known of them before any is chosen."""

    root: html.HtmlElement
    elements: tuple[html.HtmlElement, ...]
    """All of the tree in reading order; lines tell their elements by these very objects."""
    blocks: tuple[Block, ...]
    container: html.HtmlElement | None
    junk: frozenset[html.HtmlElement]
    data: Metadata
    title: str
    title_choice: Choice

    @property
    def described(self) -> Described:
        """Each line as numbers, which the trees judge."""
        return describe_lines(
            self.blocks,
            elements=self.elements,
            junk=self.junk,
            comments=comments_of(self.junk),
            container=self.container,
            title=self.title,
        )


def read_html(text: str) -> Reading:
    """Title, body and by-line of a page's HTML; the body is empty where the page has none.

    Raises:
        PageError: The page has more tags than a page has (`TOO_LARGE`).
    """
    root = parse_html(bounded(text))
    if root is None:
        return Reading()
    page = read_lines(root)
    scripts, hidden = script_texts(root), textareas(root)
    title = page.title or hidden.get("title", "")
    states = [hidden.get("content", ""), *embedded_html(scripts)[:3]]
    body = _body(page, title, states)
    header = read_header(page.blocks, body, title, day_first=_is_day_first(root))
    sources = Sources(header, page.data, tuple(scripts), hidden, tuple(body), _window(root).replace(title, ""), page.container, page.title_choice)
    return read_facts(sources, title=title, root=root)


def read_lines(root: html.HtmlElement) -> PageLines:
    """The lines of a tree with what its markup means written into them."""
    settle_inline(root)
    settle_tables(root)
    elements = tuple(root.iter())
    junk = junk_of(root)
    container = find_container(root, junk)
    blocks = tuple(read_blocks(root, inside=container))
    data = read_metadata(root)
    title, choice = _title(root, data, blocks)
    return PageLines(root, elements, blocks, container, junk, data, title, choice)


def _body(page: PageLines, title: str, states: Sequence[str]) -> list[str]:
    """The paragraphs that the trees choose; of the densest element, of script state or of trafilatura where they know more."""
    # A page of nothing but cards is a front page: what a reader would find there are the cards.
    is_front = page.container is None and is_list_page(page.root)
    body = [] if is_front else _chosen(page, title)
    dense = _paragraphs(page.container, title) if page.container is not None else []
    body = _longest(body, [dense], by=2.5)
    if _size(body) < _ENOUGH:
        body = _longest(body, [_fragment(state, title) for state in states], by=1.5)
    if _size(body) < _ENOUGH and not is_front:
        text = html.tostring(page.root, encoding="unicode")
        body = _longest(body, [_general(text, title, junk=_junk_lines(page.root))], by=2.5)
    return body


def _chosen(page: PageLines, title: str) -> list[str]:
    places = article_lines(page.described) if len(page.blocks) <= MOST_LINES else []
    # A caption stands below its picture, and again where the picture is shown large.
    seen: set[str] = set()
    lines: list[Line] = []
    for block in (page.blocks[place] for place in places):
        heads = block.tag == "h1" and bool(title) and title in block.text
        if not heads and (block.length < _LONG or block.text not in seen):
            lines.append(Line(block.text))
        seen.add(block.text)
    return body_paragraphs(lines, title=title)


def _general(text: str, title: str, *, junk: frozenset[str] = frozenset()) -> list[str]:
    lines = [one_line(line) for line in general_body(text).split("\n")]
    return body_paragraphs([Line(line) for line in lines if line not in junk], title=title)


def _junk_lines(root: html.HtmlElement) -> frozenset[str]:
    """Lines of what is told by shape or name as no part of the article."""
    junk = junk_of(root)
    inside: set[html.HtmlElement] = set()
    for element in root.iter():
        # Children come after their parent; what lies in junk is read once, with the outermost.
        if (parent := element.getparent()) is not None and (parent in junk or parent in inside):
            inside.add(element)
    return frozenset(block.text for element in junk if element not in inside for block in read_blocks(element))


def _paragraphs(container: html.HtmlElement, title: str) -> list[str]:
    blocks = read_blocks(container, skip=junk_of(container))
    lines = [Line(block.text, block.is_link, block.is_link and block.tag in _LIST_TAGS) for block in blocks]
    return body_paragraphs([line if not ends_sentence(line.text) else Line(line.text) for line in lines], title=title)


def _fragment(source: str, title: str) -> list[str]:
    root = parse_html(bounded(f"<div>{source}</div>")) if source else None
    if root is None:
        return []
    settle_inline(root)
    settle_tables(root)
    return _paragraphs(root, title)


def _longest(body: list[str], others: list[list[str]], *, by: float) -> list[str]:
    """The longest of `others` where it has more than `by` times the prose of `body`, else `body`."""
    best = max(others, key=_size, default=[])
    return best if _size(best) > by * _size(body) else body


def _size(body: list[str]) -> int:
    return sum(len(paragraph) for paragraph in body if is_prose(paragraph))


def _title(root: html.HtmlElement, data: Metadata, blocks: Sequence[Block]) -> tuple[str, Choice]:
    """The title, and what it was chosen from."""
    menu = {match_form(block.text) for block in blocks if block.is_link and block.tag not in _HEADINGS}
    told = [*data.titles, *parts_of_window(_window(root))]
    headings = leading_sections_last(
        [
            heading_text([piece.text for piece in block.pieces], block.text, told)
            for tag in _HEADINGS
            for block in blocks
            if block.tag == tag and block.length <= _LONGEST_WINDOW
        ],
        menu,
    )
    lines = [block.text for block in blocks if 4 <= block.length <= 100]
    declared = [title[:_LONGEST_WINDOW] for title in data.titles]
    title = choose_title(
        _window(root), headings=headings, declared=declared, lines=lines, sites=(data.site, data.publisher.said)
    )
    if is_site_name(title) and (above := _line_above_date(blocks)):
        title = above
    said = [("heading", each) for each in headings] + [("meta or JSON-LD", each) for each in declared]
    said += [("title of the window", _window(root)), ("line above the date", title)]
    return title, title_choice(title, [Candidate(text, reason) for reason, text in said])


def _line_above_date(blocks: Sequence[Block]) -> str:
    """For pages whose window title names the site only: the line nearest above the first line with a date."""
    dated = next((place for place, block in enumerate(blocks) if read_date(block.text) and block.length <= 120), 0)
    above = [block.text for block in blocks[max(0, dated - 5) : dated] if 6 <= block.length <= 80 and not block.is_link]
    return next((line for line in reversed(above) if not (is_furniture(line) or is_breadcrumb(line))), "")


def _is_day_first(root: html.HtmlElement) -> bool:
    """Whether the page's language writes the day before the month: all but the English of America do."""
    language = (root.get("lang") or "").lower().replace("_", "-")
    return bool(language) and language not in ("en", "en-us")


def _window(root: html.HtmlElement) -> str:
    # An <svg> has titles too; the window's is the first.
    return one_line(next((element.text_content()[:_LONGEST_WINDOW] for element in root.iter("title")), ""))
