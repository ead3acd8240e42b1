"""What is new for a query, as an Atom feed (RFC 4287)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from indexer.core.article import Article
from service.web.display import article_path, cut, outward, printable, with_query
from service.web.form import AskForm
from service.web.headings import heading_of
from service.web.strings import PageLanguage, text_of

_ATOM = "http://www.w3.org/2005/Atom"
_UNDATED = "1970-01-01T00:00:00Z"
"""Atom wants a moment of every entry."""


@dataclass(frozen=True, slots=True)
class FeedHead:
    """Where a feed is, and of what."""

    origin: str
    """Where the service is."""
    address: str
    """Of the feed itself."""
    form: AskForm
    ui: PageLanguage
    made_at: str
    """When the snapshot was made, for a feed without entries."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with the words that a feed shows of it."""

    article: Article
    text: str


def feed(head: FeedHead, entries: Sequence[Entry]) -> bytes:
    """The feed of a query's newest articles.

    Args:
        head: Where it is.
        entries: Newest first, each of another article.
    """
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": head.ui.value})
    asked = head.form.question or text_of(head.ui, "latest")
    _text(root, "title", f"{cut(asked, 80)} · {text_of(head.ui, 'site')}")
    _text(root, "id", head.origin + head.address)
    _link(root, "self", head.origin + head.address)
    _link(root, "alternate", head.origin + with_query("/", head.form.parameters()))
    _text(root, "updated", max((_moment(each.article) for each in entries), default=head.made_at))
    for entry in entries:
        _add(root, entry, head)
    # Left to the library: escaping, and the declaration.
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(root: ET.Element, told: Entry, head: FeedHead) -> None:
    article = told.article
    page = head.origin + with_query(article_path(article.id), [])
    entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
    _text(entry, "title", heading_of(article) or text_of(head.ui, "untitled"))
    _text(entry, "id", page)
    _link(entry, "alternate", page)
    if original := outward(article.url):
        _link(entry, "related", original)
    _text(entry, "updated", _moment(article))
    author = ET.SubElement(entry, f"{{{_ATOM}}}author")
    _text(author, "name", cut(article.author or article.source, 120) or text_of(head.ui, "source_unknown"))
    _text(entry, "summary", cut(told.text, 600))


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = printable(text)


def _link(parent: ET.Element, relation: str, address: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"rel": relation, "href": printable(address)})


def _moment(article: Article) -> str:
    """When an article was published, as RFC 3339 wants it: a day is its first moment, a clock without a zone is taken as UTC's."""
    try:
        found = datetime.fromisoformat(article.local_time)
    except ValueError:
        return _UNDATED
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()
