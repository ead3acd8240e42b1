"""Which blocks of a page are comments or cards: several of one shape, side by side."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice

from lxml import html

from indexer.extract.dom import SILENT
from indexer.extract.patterns import AGO, COMMENTS, READERS, REPLY, any_of, whole_words
from indexer.text.characters import one_line

_ITEMS = frozenset({"div", "li", "section", "article", "details", "dl", "dd", "a"})
_ROWS = frozenset({"tr", "dt"})
_FEWEST_COMMENTS, _FEWEST_CARDS = 3, 5
_SHORTEST_HEADLINE, _LONGEST_DATE = 6, 20
_LONG_PARAGRAPH, _FEWEST_PARAGRAPHS = 60, 2
_MOST_STEPS = 12
_MOST_NODES = 40
"""Texts and elements of one block that are looked at: a comment or a card has few."""

_LONGEST_CARD = 200
_LONGEST_ACTION = 40
_HEADINGS = ("h2", "h3", "h4", "h5")
_REPLY = re.compile(whole_words(REPLY), re.IGNORECASE)
_AGO = re.compile(whole_words(AGO), re.IGNORECASE)
_OF_COMMENTS = re.compile(whole_words(COMMENTS), re.IGNORECASE)
_COUNTED = re.compile(r"(\w{1,4}?)\s*[（(]\s*\d+\s*[）)]")
_FEWEST_TEXTS, _LONGEST_READER = 3, 20
_READER = re.compile(rf"(?:\w{{0,8}}?)(?:{any_of(READERS)})[\W_]*(?:\d|[a-z0-9*]{{2,16}}$|$)", re.IGNORECASE)


def repeated_junk(root: html.HtmlElement, lengths: Mapping[html.HtmlElement, int]) -> set[html.HtmlElement]:
    """Elements that are comments or cards, or hold them and hardly anything else; `lengths` is the text of each."""
    found = {each for each in root.iter("details") if _unfolds_comments(each)}
    # Under a heading of the page's own, headlines with a few words each may be what the article is about.
    headed = next(root.iter("h1"), None) is not None
    for parent, items in _groups(root):
        cards = _are_cards(items, lengths) and (
            not headed
            or 2 * sum(map(lengths.__getitem__, items)) < lengths[root]
            or _has_paragraphs(root, items, lengths)
        )
        if not (cards or _are_comments(items) or _are_counted(items)):
            continue
        rest = lengths[parent] - sum(lengths[item] for item in items)
        whole = rest <= _LONGEST_ACTION and parent is not root and parent.tag not in ("body", "html")
        found |= {parent} if whole else set(items)
    return found


def _unfolds_comments(details: html.HtmlElement) -> bool:
    """Whether the summary of what unfolds says that it is readers' comments."""
    summary = details.find("summary")
    said = "" if summary is None else " ".join(map(str, islice(summary.itertext(), _MOST_NODES)))
    return len(said) <= _LONGEST_ACTION and bool(_OF_COMMENTS.search(said))


def cards_of(root: html.HtmlElement, lengths: Mapping[html.HtmlElement, int]) -> set[html.HtmlElement]:
    """Small blocks of one shape that each begin with a headline which leads elsewhere, with what belongs to them.

    A page with hardly any text beside them is a front page and no article's. `lengths` is what `text_lengths` gives.
    """
    found: set[html.HtmlElement] = set()
    for _, items in _groups(root, _ITEMS | _ROWS):
        small = [item for item in items if lengths[item] <= _LONGEST_CARD]
        led = [item for item in small if _is_card(item) or _is_led(item)]
        if len(led) >= _FEWEST_CARDS and 5 * len(led) >= 4 * len(items):
            found.update(items)
            # The headline is the term, and a few words on it are its description.
            found.update(below for item in items if item.tag == "dt" for below in islice(item.itersiblings("dd"), 1))
    return found


def _is_led(item: html.HtmlElement) -> bool:
    """Whether the first words of a block, a date aside, are a link of some length."""
    seen = 0
    for element in islice(item.iter(), _MOST_NODES):
        text = (element.text or "").strip()
        if not text:
            continue
        if element.tag == "a" or _in_link(element, item):
            return len(text) >= _SHORTEST_HEADLINE
        seen += 1
        if seen > 1 or len(text) > _LONGEST_DATE:
            return False
    return False


def _has_paragraphs(
    root: html.HtmlElement, items: list[html.HtmlElement], lengths: Mapping[html.HtmlElement, int]
) -> bool:
    """Whether several paragraphs of some length stand outside of some blocks: then the blocks are not all that is said."""
    inside = set(items)
    found = 0
    for paragraph in root.iter("p"):
        if lengths[paragraph] < _LONG_PARAGRAPH:
            continue
        if inside.isdisjoint(islice(paragraph.iterancestors(), _MOST_STEPS)):
            found += 1
            if found >= _FEWEST_PARAGRAPHS:
                return True
    return False


def _groups(
    root: html.HtmlElement, tags: frozenset[str] = _ITEMS
) -> Iterator[tuple[html.HtmlElement, list[html.HtmlElement]]]:
    """Siblings of the same tag and class, with their parent."""
    for parent in root.iter():
        if len(parent) < _FEWEST_COMMENTS:
            continue
        alike: dict[tuple[str, str], list[html.HtmlElement]] = defaultdict(list)
        for child in parent:
            if child.tag in tags:
                alike[str(child.tag), (child.get("class") or "").split(" ")[0]].append(child)
        for items in alike.values():
            if len(items) >= _FEWEST_COMMENTS:
                yield parent, items


def _are_comments(items: list[html.HtmlElement]) -> bool:
    """Whether most blocks begin with a reader's name or hold a line of what readers may do with a comment."""
    told = 0
    for item in items:
        texts = [text for node in islice(item.itertext(), _MOST_NODES) if (text := str(node).strip())]
        short = [text for text in texts if len(text) <= _LONGEST_ACTION]
        told += len(texts) > 1 and (bool(_READER.match(texts[0])) or any(_is_action(text) for text in short))
    return 5 * told >= 3 * len(items)


def _are_counted(items: list[html.HtmlElement]) -> bool:
    """Whether each block is a name, what was said, and a count behind the same word: "小城", "说得好", "亮了(126)"."""
    words: set[str] = set()
    for item in items:
        texts = [text for node in islice(item.itertext(), _MOST_NODES) if (text := str(node).strip())]
        count = _COUNTED.fullmatch(texts[-1]) if len(texts) >= _FEWEST_TEXTS else None
        if count is None or len(texts[0]) > _LONGEST_READER or len(item) == 0 or texts[0] != _first_inside(item):
            return False
        words.add(count[1])
    return len(words) == 1


def _first_inside(item: html.HtmlElement) -> str:
    """The text of a block's first element, where nothing stands before that."""
    return "" if (item.text or "").strip() else one_line("".join(map(str, islice(item[0].itertext(), _MOST_NODES))))


def _is_action(text: str) -> bool:
    """Whether a short text is "回复", "08-21 12:01 回复 赞(1)", "Reply · 3": nothing is left without these words and figures."""
    left = _REPLY.sub("", text)
    return left != text and not re.search(r"[^\W\d_]{2}", _AGO.sub("", left))


def _are_cards(items: list[html.HtmlElement], lengths: Mapping[html.HtmlElement, int]) -> bool:
    """Whether most blocks are a headline that leads elsewhere, with little beside it."""
    if len(items) < _FEWEST_CARDS:
        return False
    told = sum(lengths[item] <= _LONGEST_CARD and _is_card(item) for item in items)
    return 5 * told >= 4 * len(items)


def _is_card(item: html.HtmlElement) -> bool:
    inner = list(islice(item.iterdescendants(), _MOST_NODES))
    if len(inner) == _MOST_NODES:
        return False
    headed = [each for each in inner if each.tag in _HEADINGS]
    if not headed:
        return False
    if item.tag in ("article", "a"):
        return True
    return any(each.find(".//a[@href]") is not None or _in_link(each, item) for each in headed)


def _in_link(element: html.HtmlElement, top: html.HtmlElement) -> bool:
    current = element.getparent()
    while current is not None and current is not top:
        if current.tag == "a":
            return True
        current = current.getparent()
    return False


def text_lengths(root: html.HtmlElement) -> dict[html.HtmlElement, int]:
    """Characters of visible text under each element: children come after their parent, so one pass backwards adds up."""
    lengths: dict[html.HtmlElement, int] = defaultdict(int)
    for element in reversed(list(root.iter())):
        own = 0 if element.tag in SILENT else lengths[element] + len((element.text or "").strip())
        lengths[element] = own
        parent = element.getparent()
        if parent is not None and element is not root:
            lengths[parent] += own + len((element.tail or "").strip())
    return lengths
