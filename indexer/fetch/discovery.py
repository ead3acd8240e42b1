"""What stands at an address: a feed, a sitemap, a page that names its feeds, or a page to keep."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree

from indexer.core.article import Page, PageKind, SkipReason
from indexer.core.errors import PageError
from indexer.extract.article import extract_article
from indexer.extract.dom import parse_html
from indexer.extract.markup_limits import bounded
from indexer.input.documents.feed import FEEDS, entry_address, entry_changed, entry_date, entry_title
from indexer.input.documents.http_body import unpacked
from indexer.input.documents.sitemap import SITEMAPS, Listed, listed_in_text, read_sitemap
from indexer.input.documents.warc import Response
from indexer.input.documents.xml import local, parse_xml
from indexer.input.formats import Format, format_of_content, looks_like_html
from indexer.text.encoding import decode

_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml"}
_GZIP = b"\x1f\x8b"
_PAGES = {"text/html", "application/xhtml+xml", "application/pdf"}


@dataclass(frozen=True, slots=True)
class Found:
    """What an address gave."""

    listed: tuple[Listed, ...] = ()
    """Pages, and further lists, that it names."""
    is_page: bool = False
    """Whether it is a page to keep."""


def look_at(response: Response, *, most: int) -> Found:
    """What a response is, by what it holds and not by its name.

    Args:
        response: Answered well.
        most: Most bytes that come out of it.

    Raises:
        PageError: It can't be read, or is neither a list nor a page.
    """
    data = response.content(most)
    if data.startswith(_GZIP):  # sitemaps are packed files as well as packed responses
        data = unpacked(data, "gzip", most=most)
    if format_of_content(data[:8192]) is Format.XML:
        root = parse_xml(data, what="list", charset=response.charset)
        return Found(tuple(_listed(root, response.address)))
    if response.content_type == "text/plain":
        return Found(tuple(listed_in_text(decode(data, hint=response.charset)[0])))
    if response.content_type == "application/pdf":
        return Found(is_page=True)
    if not is_page(response) and not looks_like_html(data):
        message = f"It is neither a page nor a list of pages: {response.content_type[:60] or 'of unknown type'}."
        raise PageError(message, reason=SkipReason.UNKNOWN_FORMAT)
    return _page(decode(data, hint=response.charset)[0], response.address)


def is_page(response: Response) -> bool:
    """Whether a response says that it is a page, or does not say what it is."""
    return response.content_type in _PAGES


def _listed(root: etree._Element, address: str) -> Iterator[Listed]:
    if local(root) in SITEMAPS:
        yield from read_sitemap(root, address)
    elif local(root) in FEEDS:
        for entry in root.iter():
            if local(entry) in {"item", "entry"} and (found := entry_address(entry, address)):
                yield Listed(found, entry_changed(entry), entry_title(entry), entry_date(entry))


def _page(text: str, address: str) -> Found:
    """A page to keep, or the feed of a front page: what has no article of its own, or is the root of its site."""
    feeds = tuple(_feeds(text, address))[:1]
    if urlsplit(address).path not in {"", "/"}:
        try:
            extract_article(Page(address, PageKind.HTML, text))
        except PageError:
            return Found(feeds, is_page=not feeds)
        return Found(is_page=True)
    return Found(feeds)


def _feeds(text: str, address: str) -> Iterator[Listed]:
    root = parse_html(bounded(text))
    for link in [] if root is None else root.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (link.get("rel") or "").lower().split() and kind in _FEED_TYPES and link.get("href"):
            try:
                yield Listed(urljoin(address, link.get("href")), is_list=True)
            except ValueError:
                continue
