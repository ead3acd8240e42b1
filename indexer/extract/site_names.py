"""What a page calls the site that it is on: in its meta tags, JSON-LD, window's title, logo, links to its front page, imprint."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml import html

from indexer.extract.fact_sources import FactSources
from indexer.extract.fields import FieldCandidate
from indexer.extract.patterns import AROUND_MEDIA, whole_words
from indexer.text.characters import one_line

_TAGS = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "publisher",
    "dc.publisher",
    "copyright",
    "al:android:app_name",
    "al:ios:app_name",
    "twitter:app:name:iphone",
    "sitename",
)
_LINKED = ("publisher", "sourceOrganization", "provider", "copyrightHolder", "isPartOf")
_SEPARATOR = re.compile(r"\s*(?:[|｜_»›]|::)\s*|\s+[-–—·•:]\s+|：|--+|(?<=[\u4e00-\u9fff])[-–—](?=[\u4e00-\u9fff])")
_ADDRESS = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?")
_AROUND = re.compile(whole_words(AROUND_MEDIA), re.IGNORECASE)
_EDGES = ' \u3000-–—|｜·•:：,，.;/<>«»"“”„'
# "© 2023 Altmatter Tagblatt AG", "Copyright 2019-2024 The Namibian. All rights reserved".
_OWNED = re.compile(
    r"(?:©|\(c\)|Copyright)[\s©]*(?:by\s+)?(?:(?:19|20)\d\d\s*(?:[-–/]\s*(?:19|20)?\d\d)?)?[\s,©]*(?:by\s+)?([^\W\d_][^\d|©\n]{1,58}?)"
    r"(?=\.(?:\s|$)|[|,;–—©]|\s[-·•]\s|\s*(?:19|20)\d\d|\s+All rights|$)",
    re.IGNORECASE,
)
_FRONT = ("", "/", "/index.html", "/index.htm", "/index.php", "/home", "./", "../")
_MOST_STROKES = 4
"""In the address of a front page: few links of a page have so few, and only they are taken apart."""

_LONGEST = 60
_MOST_LINKS, _MOST_PICTURES, _MOST_AROUND = 300, 60, 3
_LOGO = re.compile(r"logo|brand|masthead|site-?(?:name|title)", re.IGNORECASE)


def site_statements(page: FactSources, root: html.HtmlElement) -> Iterator[FieldCandidate]:
    """Everything by which a page may name its site, with where it does."""
    data = page.data
    for name in _TAGS:
        yield from _named(f"meta {name}", data.tags.get(name, ""))
    for name in _LINKED:
        yield from _named(f"JSON-LD {name}", data.linked.get(name, ""))
    for kind, names in data.owners.items():
        for name in names:
            yield from _named(f"JSON-LD {kind}", name)
    yield from _named("itemprop publisher", next(iter(data.marked.get("itemprop publisher", ())), ""))
    yield from _in_window(page.site_in_title)
    for line in page.imprint:
        for owned in islice(_OWNED.finditer(line), 2):
            yield from _named("imprint", owned[1])
    yield from _shown(root, host_of(page))


def host_of(page: FactSources) -> str:
    """The host that a page says to be on, without "www."; "" where it does not say."""
    try:
        return (urlsplit(page.data.url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def handle_of(page: FactSources) -> str:
    """What the site is called on Twitter, without "@"; "" where the page does not say."""
    return page.data.tags.get("twitter:site", "").removeprefix("@")


def _named(place: str, said: str) -> Iterator[FieldCandidate]:
    """A statement, and the first of its parts where it goes on with what the medium says of itself: "Aktuálně.cz - Víte, co se děje"."""
    said = one_line(said)[: 2 * _LONGEST]
    if not said:
        return
    yield FieldCandidate(without_around(said), place)
    parts = [part for part in _SEPARATOR.split(said) if part]
    if len(parts) > 1:
        yield FieldCandidate(without_around(parts[0]), f"first part of {place}")


def _in_window(window: str) -> Iterator[FieldCandidate]:
    """The parts of the window's title that are not the article's, the last by itself; the address of a site is no name."""
    parts = [part for each in _SEPARATOR.split(one_line(window)) if (part := without_around(each))]
    parts = [part for part in parts if not _ADDRESS.fullmatch(part)]
    for number, part in enumerate(reversed(parts)):
        yield FieldCandidate(part, "end of the window's title" if not number else "within the window's title")


def _shown(root: html.HtmlElement, host: str) -> Iterator[FieldCandidate]:
    """Names in links to the front page and in logos, as text or as what a picture stands for."""
    for link in islice(root.iter("a"), _MOST_LINKS):
        if _leads_home(link.get("href") or "", host):
            pictures = (picture.get("alt") or picture.get("title") or "" for picture in link.iter("img"))
            text = "".join(islice(map(str, link.itertext()), 20))
            for said in (text, link.get("aria-label") or "", link.get("title") or "", *islice(pictures, 2)):
                if name := _short(said):
                    yield FieldCandidate(name, "link to the front page")
    for picture in islice(root.iter("img"), _MOST_PICTURES):
        if (name := _short(picture.get("alt") or "")) and _is_logo(picture):
            yield FieldCandidate(name, "logo")


def _short(said: str) -> str:
    if not said or said.isspace():
        return ""
    said = one_line(said[: 2 * _LONGEST])
    return without_around(said) if len(said) <= _LONGEST else ""


def without_around(said: str) -> str:
    """A name without what stands around it in logos and links: "Bergische Rundschau" of "Bergische Rundschau Logo"."""
    return " ".join(_AROUND.sub(" ", said).split()).strip(_EDGES) if said else ""


def _leads_home(address: str, host: str) -> bool:
    """Whether a link leads to the front page of the page's own site, or of any where the page does not say its own."""
    if address in _FRONT:
        return bool(address)
    if not address.startswith(("http:", "https:", "//")) or address.count("/") > _MOST_STROKES:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    theirs = (parts.hostname or "").removeprefix("www.")
    return bool(theirs) and parts.path in _FRONT and not parts.query and (not host or theirs == host)


def _is_logo(picture: html.HtmlElement) -> bool:
    """Whether a picture, or an element right around it, is named as a logo."""
    around: Iterable[html.HtmlElement] = (picture, *islice(picture.iterancestors(), _MOST_AROUND))
    names = (f"{each.get('class') or ''} {each.get('id') or ''}" for each in around)
    return any(map(_LOGO.search, names)) or bool(_LOGO.search(picture.get("src") or ""))
