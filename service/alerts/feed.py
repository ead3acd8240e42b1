"""The matches of an alert as an Atom feed (RFC 4287)."""

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from indexer.core.clock import moment
from service.alerts.alert import Alert, FoundMatch, Match

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(
    alert: Alert, found: Sequence[FoundMatch], *, address: str, page_of: Callable[[str], str], zone: ZoneInfo
) -> bytes:
    """A feed.

    Args:
        alert: Whose.
        found: Its matches, the last first.
        address: Where the feed is.
        page_of: The address of an article's page here, for one that has none of its own.
        zone: Of dates without an offset.
    """
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _add(feed, "id", f"urn:xunwen:alert:{alert.id}")
    _add(feed, "title", alert.name or alert.query)
    _add(feed, "updated", found[0].found_at if found else alert.created_at)
    _add(feed, "link", rel="self", href=address, type=MEDIA_TYPE)
    _add(_add(feed, "author"), "name", "Xunwen")
    for each in found:
        _entry(feed, alert, each, page_of, zone)
    written: bytes = etree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(
    feed: "etree._Element", alert: Alert, found: FoundMatch, page_of: Callable[[str], str], zone: ZoneInfo
) -> None:
    match, entry = found.match, _add(feed, "entry")
    # The same in every feed reader, however long the article's own id is.
    _add(entry, "id", f"urn:xunwen:alert:{alert.id}:{sha256(match.article_id.encode()).hexdigest()[:32]}")
    _add(entry, "title", match.title or match.article_id)
    _add(entry, "link", rel="alternate", href=_link(match) or page_of(match.article_id))
    _add(entry, "updated", found.found_at)
    if published := moment(match.published_at, zone):
        _add(entry, "published", published.isoformat(timespec="seconds"))
    if match.source:
        _add(_add(entry, "author"), "name", match.source)
    _add(entry, "summary", match.snippet)


def _link(match: Match) -> str:
    """The article's own address, if it is one that a reader may be sent to."""
    try:
        return match.url if urlsplit(match.url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _add(parent: "etree._Element", name: str, text: str = "", **attributes: str) -> "etree._Element":
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    for key, value in attributes.items():
        element.set(key, _NOT_IN_XML.sub("", value))
    if text:
        element.text = _NOT_IN_XML.sub("", text)
    return element
