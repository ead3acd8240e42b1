"""An HTML page read as an article: finds the text, then what the page says about it."""

from collections.abc import Sequence

from lxml import html

from indexer.extract.blocks import Block, parse_html, read_blocks
from indexer.extract.boilerplate import ends_sentence, is_breadcrumb, is_furniture, is_prose
from indexer.extract.characters import one_line
from indexer.extract.containers import find_container, is_known, junk_of
from indexer.extract.dates import read_date
from indexer.extract.facts import Sources, read_facts
from indexer.extract.general import general_body
from indexer.extract.header import read_header
from indexer.extract.inline import settle_inline
from indexer.extract.language import mostly_han
from indexer.extract.metadata import Metadata, read_metadata
from indexer.extract.paragraphs import Line, body_paragraphs
from indexer.extract.reading import Reading
from indexer.extract.repeats import is_list_page
from indexer.extract.state import embedded_html, script_texts, textareas
from indexer.extract.tags import bounded
from indexer.extract.titles import choose_title, is_site_name

# Characters; a body shorter than this is checked against what other readers find.
_ENOUGH = 150
_LONGEST_WINDOW = 400
_LIST_TAGS = ("div", "li", "dd", "dt", "ul", "td", "section")


def read_html(text: str) -> Reading:
    """Title, body and by-line of a page's HTML; the body is empty where the page has none.

    Raises:
        PageError: The page has more tags than a page has (`TOO_LARGE`).
    """
    text = bounded(text)
    root = parse_html(text)
    if root is None:
        return Reading()
    if settle_inline(root):
        text = html.tostring(root, encoding="unicode")
    data, scripts, hidden = read_metadata(root), script_texts(root), textareas(root)
    container = find_container(root)
    blocks = read_blocks(root, inside=container)
    title = _title(root, data, blocks) or hidden.get("title", "")
    states = [hidden.get("content", ""), *embedded_html(scripts)[:3]]
    # A page of nothing but cards is a front page: what another reader would find there are the cards.
    whole = "" if container is None and is_list_page(root) else text
    body = _body(whole, title, container=container, states=states, root=root)
    sources = Sources(
        read_header(blocks, body, title), data, tuple(scripts), hidden, tuple(body), _window(root).replace(title, "")
    )
    return read_facts(sources, title=title, root=root)


def _body(
    text: str, title: str, *, container: html.HtmlElement | None, states: Sequence[str], root: html.HtmlElement
) -> list[str]:
    """The paragraphs of the container; of the page's script state or of trafilatura where they know more."""
    body = _paragraphs(container, title) if container is not None else []
    if container is not None and is_known(container) and body:
        return body if _size(body) >= _ENOUGH else _longest(body, [_fragment(state, title) for state in states], by=1.5)
    if _size(body) < _ENOUGH:
        body = _longest(body, [_fragment(state, title) for state in states], by=1.5)
    if body and mostly_han("".join(body)):
        # trafilatura takes in more of a Chinese page's furniture than the densest container does.
        return (
            body if _size(body) >= _ENOUGH else _longest(body, [_general(text, title, junk=_junk_lines(root))], by=2.5)
        )
    return _longest(body, [_general(text, title)], by=0.8)


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
    return _paragraphs(root, title)


def _longest(body: list[str], others: list[list[str]], *, by: float) -> list[str]:
    """The longest of `others` where it has more than `by` times the prose of `body`, else `body`."""
    best = max(others, key=_size, default=[])
    return best if _size(best) > by * _size(body) else body


def _size(body: list[str]) -> int:
    return sum(len(paragraph) for paragraph in body if is_prose(paragraph))


def _title(root: html.HtmlElement, data: Metadata, blocks: list[Block]) -> str:
    headings = [
        block.text for tag in ("h1", "h2") for block in blocks if block.tag == tag and block.length <= _LONGEST_WINDOW
    ]
    lines = [block.text for block in blocks if 4 <= block.length <= 100]
    title = choose_title(
        _window(root),
        headings=headings,
        declared=[title[:_LONGEST_WINDOW] for title in data.titles],
        lines=lines,
        sites=(data.site, data.publisher.said),
    )
    return title if not is_site_name(title) else _line_above_date(blocks) or title


def _line_above_date(blocks: list[Block]) -> str:
    """For pages whose window title names the site only: the line nearest above the first line with a date."""
    dated = next((place for place, block in enumerate(blocks) if read_date(block.text) and block.length <= 120), 0)
    above = [block.text for block in blocks[max(0, dated - 5) : dated] if 6 <= block.length <= 80 and not block.is_link]
    return next((line for line in reversed(above) if not (is_furniture(line) or is_breadcrumb(line))), "")


def _window(root: html.HtmlElement) -> str:
    # An <svg> has titles too; the window's is the first.
    return one_line(next((element.text_content()[:_LONGEST_WINDOW] for element in root.iter("title")), ""))
