"""RSS, Atom and RDF feeds as records: an entry is an article with its address, author, date and categories."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from lxml import etree

from indexer.core.article import Page, PageKind, Skip
from indexer.core.errors import PageError
from indexer.input.documents.document import Document
from indexer.input.documents.fragment import fragment_text, inner_html, line_of
from indexer.input.documents.xml import local, text_of
from indexer.text.characters import one_line

FEEDS = frozenset({"rss", "feed", "rdf"})
"""What the root element of a feed is called."""

_OWN = {"", "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/", "http://purl.org/atom/ns#"}
_MEDIA = ("http://search.yahoo.com/mrss", "http://www.itunes.com/")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DATES = ("published", "pubdate", "issued", "date", "created", "updated", "modified")
_TEXTS = ("encoded", "content", "body", "description", "summary")
"""Where an entry may have its text, the whole before what only sums it up."""
_MARKUP = {"xhtml", "application/xhtml+xml"}
_PLAIN = {"text", "text/plain"}
_TEXT_TYPE = re.compile(r"[^/]*|text/.*|.*[/+]xml.*")
"""Types of what is text; any other is written in base 64."""


def read_feed(root: etree._Element, document: Document) -> Iterator[Page | Skip]:
    """A record for each entry of a feed, numbered from 1: "feed.xml:3"."""
    entries = [element for element in root.iter() if local(element) in {"item", "entry"}]
    feed = next((element for element in root if local(element) == "channel"), root)
    base = document.address or entry_address(feed, "")
    medium = _line(_child(feed, "title"))
    language = text_of(_child(feed, "language")) or root.get(_LANGUAGE, "")
    writers = _people(feed) if local(root) == "feed" else []
    for number, entry in enumerate(entries, start=1):
        name = f"{document.name}:{number}"
        try:
            record = _record(entry, base)
        except PageError as error:
            yield Skip(name, error.reason, error.message, line=number)
            continue
        record = {"source": medium, "lang": language, "author": writers} | {k: v for k, v in record.items() if v}
        yield Page(name, PageKind.RECORD, record=record, line=number)


def entry_address(entry: etree._Element, base: str) -> str:
    """Where an entry's article, or the site of a feed, stands; empty where the feed does not say.

    Args:
        entry: An element of a feed.
        base: Where the feed was found, which its addresses may count from.
    """
    base = _base(entry, base)
    links = [each for each in entry if local(each) == "link"]
    # The article's own address, where a service that counts readers has put itself in between.
    found = text_of(_child(entry, "origlink"))
    found = found or next((text_of(each) for each in links if not each.get("href") and text_of(each)), "")
    if not found:
        pages = [each for each in links if each.get("href") and each.get("rel", "alternate") == "alternate"]
        pages.sort(key=lambda each: "html" not in each.get("type", "text/html"))
        found = pages[0].get("href", "") if pages else ""
    if not found:
        guid = _child(entry, "guid")
        named = text_of(guid) if guid is not None else ""
        permanent = guid is not None and guid.get("isPermaLink", "true").lower() != "false"
        found = named if permanent and named.startswith(("http://", "https://")) else ""
    try:
        return urljoin(base, found.strip()) if found.strip() else ""
    except ValueError:
        return found.strip()


def entry_title(entry: etree._Element) -> str:
    """The title of an entry."""
    return _line(_child(entry, "title"))


def entry_date(entry: etree._Element) -> str:
    """When an entry was published, as ISO 8601 or as the feed writes it; when it was changed where it says no more."""
    for name in _DATES:
        if written := text_of(_child(entry, name)):
            return iso_date(written)
    return ""


def entry_changed(entry: etree._Element) -> str:
    """When an entry was last changed; when it was published where it says no more."""
    named = (text_of(_child(entry, name)) for name in ("updated", "modified"))
    return next((iso_date(written) for written in named if written), "") or entry_date(entry)


def iso_date(written: str) -> str:
    """A date of mail, "Fri, 21 Feb 2020 10:45:54 +0800", as ISO 8601; any other as it is."""
    if written[:4].isdigit():
        return written
    try:
        found = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return written
    # "-0000" is a time of UTC whose place is not told.
    return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).isoformat()


def moment(written: str) -> datetime | None:
    """The instant of a date of a feed or a sitemap, a day without a clock from its beginning in UTC; None of what is none."""
    try:
        found = datetime.fromisoformat(iso_date(written.strip()))
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _record(entry: etree._Element, base: str) -> dict[str, object]:
    origin = _child(entry, "source")
    medium = "" if origin is None else _line(_child(origin, "title")) or line_of(text_of(origin))
    address = entry_address(entry, base)
    guid = next((text_of(each) for each in entry if local(each) in {"guid", "id"}), "")
    return {
        "id": "" if address else guid,
        "url": address,
        "title": entry_title(entry),
        "text": _body(entry),
        "source": medium,
        "author": _people(entry),
        "published_at": entry_date(entry),
        "keywords": _categories(entry),
        "lang": entry.get(_LANGUAGE, ""),
    }


def _body(entry: etree._Element) -> str:
    found: dict[str, str] = {}
    for element in entry:
        name = local(element)
        of_media = name == "content" and element.get("url") is not None
        is_text = _TEXT_TYPE.fullmatch((element.get("type") or "").lower())
        if name in _TEXTS and is_text and not of_media and not element.get("src"):
            text = _written(element)
            if len(text) > len(found.get(name, "")):
                found[name] = text
    return next((found[name] for name in _TEXTS if found.get(name)), "")


def _written(element: etree._Element) -> str:
    """The text of a construct, which is plain, escaped HTML, or XHTML inside of the XML."""
    kind = (element.get("type") or "").lower()
    if kind in _MARKUP or len(element):
        return fragment_text(inner_html(element))
    text = text_of(element)
    return text if kind in _PLAIN else fragment_text(text)


def _line(element: etree._Element | None) -> str:
    """A construct on one line; what is plain by its own word keeps what looks like markup."""
    if element is None:
        return ""
    kind = (element.get("type") or "").lower()
    if kind in _MARKUP:
        return one_line(fragment_text(inner_html(element)))
    return one_line(text_of(element)) if kind in _PLAIN else line_of(text_of(element))


def _people(element: etree._Element) -> list[str]:
    """Names of the authors: dc:creator, atom:author, and "mail@example.org (Name)" of RSS."""
    people: list[str] = []
    for each in element:
        if local(each) not in {"creator", "author"}:
            continue
        name = text_of(_child(each, "name")) or ("" if len(each) else text_of(each))
        before, bracket, inside = name.partition("(")
        if bracket and "@" in before:
            name = inside.partition(")")[0]
        if name and "@" not in name:
            people.append(line_of(name))
    return list(dict.fromkeys(people))


def _categories(entry: etree._Element) -> list[str]:
    named = [each for each in entry if local(each) in {"category", "subject"}]
    found = [line_of(each.get("label") or each.get("term") or text_of(each)) for each in named]
    return list(dict.fromkeys(word for word in found if word))


def _child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of that name which is not of a module for pictures and sound: the feed's own before another's."""
    named = [(etree.QName(each).namespace or "", each) for each in element if local(each) == name]
    own = [each for namespace, each in named if namespace in _OWN]
    others = [each for namespace, each in named if not namespace.startswith(_MEDIA)]
    return next(iter([*own, *others]), None)


def _base(element: etree._Element, base: str) -> str:
    """What addresses at an element count from, by `xml:base` of all around it."""
    around = [each.get(_BASE) for each in (element, *element.iterancestors())]
    for each in reversed([found for found in around if found]):
        try:
            base = urljoin(base, each)
        except ValueError:
            continue
    return base
