"""HTML as a reader sees it: an element tree turned into lines of text, with what their tags tell of them."""

import re
from dataclasses import dataclass
from functools import cached_property

from lxml import etree, html

from indexer.text.characters import clean_characters, spaced, without_space

SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "textarea",
        "select",
        "option",
        "button",
        "input",
        "iframe",
        "svg",
        "template",
        "object",
        "canvas",
        "video",
        "audio",
        "head",
        "math",
        "map",
        "datalist",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rb",
        "rp",
        "rt",
        "rtc",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "o:p",
        "st1:chsdate",
    ]
)
_CJK = r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]"
# A whole run of white space, tried once: from each of its characters anew, a long run would take the square of its length.
_BETWEEN_CJK = re.compile(rf"(?<={_CJK})\s++(?={_CJK})")


# Pictures and data in an attribute. Nobody reads them here, and libxml2 takes the square of their length to write some.
_LONG_ATTRIBUTES = etree.XPath("//@*[string-length() > 10000]")

_AUTHORS_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|i|in)?|auteurs?|writers?|columnists?|reporters?|journalists?|people|profiles?)/[^/]"
)
"""Addresses of a page about an author: its link stands on the name."""

_LONGEST_LABEL = 24
_LONGEST_NAME = 500
"""Characters of a class or an id that are looked at, for each text inside it again."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One text node, with the element that it stands in."""

    text: str
    owner: html.HtmlElement

    @property
    def hints(self) -> str:
        """Class and id of the nearest three elements, lower case."""
        return hints_of(self.owner)


@dataclass(frozen=True)
class Block:
    """One line of a page: what stands between two breaks."""

    pieces: tuple[Piece, ...]
    tag: str
    linked: int
    """Characters, without white space, that are inside links."""
    raw: str

    @cached_property
    def text(self) -> str:
        """The line as it is quoted: white space runs are one space, and none where a Chinese line was wrapped."""
        if "\n" not in self.raw:
            return spaced(self.raw)
        return spaced(_BETWEEN_CJK.sub(lambda run: "" if "\n" in run[0] else run[0], self.raw))

    @cached_property
    def length(self) -> int:
        """Characters without white space."""
        return len(without_space(self.raw))

    @property
    def is_link(self) -> bool:
        """Whether at least four fifths of the line is link text."""
        return self.linked * 5 >= self.length * 4 > 0

    @property
    def leads_elsewhere(self) -> bool:
        """Whether a line is a few words with a colon and then a link alone: "延伸閱讀：小鎮新橋通車"."""
        label = without_space(self.pieces[0].text)
        labelled = len(label) <= _LONGEST_LABEL and label.endswith((":", "：")) and len(self.pieces) > 1
        return labelled and self.linked == self.length - len(label)


def parse_html(text: str) -> html.HtmlElement | None:
    """The tree of a page, whatever is wrong with it; None where nothing can be made of it."""
    source = clean_characters(text).encode("utf-8", "ignore")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):  # "Document is empty" comes as either
        return None
    for value in _LONG_ATTRIBUTES(tree):
        del value.getparent().attrib[value.attrname]
    return tree


def holds_blocks(element: html.HtmlElement) -> bool:
    """Whether any element within one breaks its line."""
    return any(each.tag not in _INLINE for each in element.iterdescendants())


def read_blocks(root: html.HtmlElement, *, skip: frozenset[html.HtmlElement] = frozenset()) -> list[Block]:
    """Lines of text under `root` in reading order; `skip` leaves subtrees out."""
    reader = _Reader()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, found in walk:
        element = found
        if event == "start":
            if element.tag in SILENT or element in skip:
                walk.skip_subtree()
                continue
            reader.open(element)
        else:
            if element.tag not in SILENT and element not in skip:
                reader.close(element)
            if element is not root:
                reader.add(element.getparent(), element.tail)
    reader.flush()
    return reader.blocks


def attribute(element: html.HtmlElement, name: str) -> str:
    """The beginning of an attribute, as much as names what an element is for; empty without one."""
    return (element.get(name) or "")[:_LONGEST_NAME]


def hints_of(element: html.HtmlElement, depth: int = 3) -> str:
    """Class and id of an element and its nearest ancestors."""
    words: list[str] = []
    current: html.HtmlElement | None = element
    for _ in range(depth):
        if current is None or current.tag in ("body", "html"):
            break
        words += [attribute(current, "class"), attribute(current, "id")]
        if current.tag == "a" and _AUTHORS_PAGE.search(attribute(current, "href")):
            words.append("author")
        current = current.getparent()
    return " ".join(" ".join(words).split()).lower()


class _Reader:
    """Collects text nodes until a block begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[Piece] = []
        self._raw: list[str] = []
        self._linked = 0
        self._links = 0
        self._pre = 0
        self._tag = ""

    def open(self, element: html.HtmlElement) -> None:
        tag = str(element.tag)
        if tag == "br" or tag not in _INLINE:
            self.flush()
            self._tag = tag
        self._links += tag == "a"
        self._pre += tag == "pre"
        self.add(element, element.text)

    def close(self, element: html.HtmlElement) -> None:
        tag = str(element.tag)
        if tag not in _INLINE and tag != "br":
            if tag in ("td", "th"):
                self._raw.append(" ")  # a table row is one line
            else:
                self.flush()
        self._links -= tag == "a"
        self._pre -= tag == "pre"

    def add(self, owner: html.HtmlElement | None, text: str | None) -> None:
        if not text or owner is None:
            return
        lines = text.split("\n") if self._pre else [text]
        for place, line in enumerate(lines):
            if place:
                self.flush()
            self._raw.append(line)
            if shown := spaced(line):
                self._pieces.append(Piece(shown, owner))
                self._linked += len(without_space(line)) if self._links else 0

    def flush(self) -> None:
        if self._pieces:
            raw = "".join(self._raw)
            self.blocks.append(Block(tuple(self._pieces), self._tag, self._linked, raw))
        self._pieces, self._raw, self._linked = [], [], 0
