"""What a page says of its article in meta tags, JSON-LD and links: read once into plain dicts."""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import html

from indexer.extract.characters import one_line

_DATES = [
    "article:published_time",
    "og:article:published_time",
    "weibo:article:create_at",
    "og:release_date",
    "datepublished",
    "publishdate",
    "pubdate",
    "publish_time",
    "publish-date",
    "publishtime",
    "pub_date",
    "releasedate",
    "apub:time",
    "og:time",
    "dc.date.issued",
    "dc.date",
    "sailthru.date",
    "parsely-pub-date",
    "article.published",
    "dateupdate",
    "date",
    "firstpublishedtime",
    "createtime",
    "contentcreatedate",
]
_LD_DATES = ("datePublished", "pubDate", "dateCreated", "upDate")
_SOURCES = ["source", "mediaid", "contentsource", "article:source", "og:article:source", "msource", "sourcename"]
_AUTHORS = [
    "og:article:author",
    "article:author",
    "author",
    "byl",
    "parsely-author",
    "dc.creator",
    "sailthru.author",
    "byline",
]

_MOST_ITEMS = 50
"""Of a list in a field, the authors of an article for instance."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """Meta tags by lower-case name without spaces, and the fields of JSON-LD objects, the first of each kept."""

    tags: dict[str, str] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    canonical: str = ""

    @property
    def titles(self) -> list[str]:
        """Titles in order of trust."""
        found = [self.tags.get(name, "") for name in ("og:title", "twitter:title", "articletitle")]
        return [title for title in [*found, self.linked.get("headline", ""), self.linked.get("title", "")] if title]

    @property
    def dates(self) -> list[str]:
        """Dates as written, in order of trust."""
        found = [self.tags.get(name, "") for name in _DATES]
        return [date for date in found[:6] + [self.linked.get(n, "") for n in _LD_DATES] + found[6:] if date]

    @property
    def sources(self) -> list[str]:
        """Media named as the source."""
        return [self.tags[name] for name in _SOURCES if self.tags.get(name)]

    @property
    def authors(self) -> list[str]:
        """Whatever the page calls an author: a person, a medium or the site itself."""
        return [value for value in [self.linked.get("author", ""), *(self.tags.get(n, "") for n in _AUTHORS)] if value]

    @property
    def site(self) -> str:
        """The site's name."""
        return self.tags.get("og:site_name", "") or self.tags.get("application-name", "")

    @property
    def url(self) -> str:
        """The page's own address: canonical link, else og:url."""
        found = [self.canonical, self.tags.get("og:url", ""), self.linked.get("mainEntityOfPage", "")]
        found.append(self.linked.get("@id", ""))
        return next((url for url in found if re.match(r"https?://[^/]+/.", url)), "")

    @property
    def keywords(self) -> tuple[str, ...]:
        """Keywords, split and without repeats."""
        return split_keywords(self.tags.get("keywords", "") or self.tags.get("news_keywords", ""))


def read_metadata(root: html.HtmlElement) -> Metadata:
    """Everything `Metadata` holds, from one pass over the tree."""
    tags: dict[str, str] = {}
    linked: dict[str, str] = {}
    canonical = ""
    for element in root.iter("meta", "link", "script"):
        if element.tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            value = one_line(element.get("content") or "")
            if value:
                tags.setdefault(re.sub(r"\s", "", name).lower(), value)
        elif element.tag == "link":
            if (element.get("rel") or "").lower() == "canonical":
                canonical = canonical or one_line(element.get("href") or "")
        elif "ld+json" in (element.get("type") or ""):
            for name, value in _linked_data(element.text or ""):
                linked.setdefault(name, value)
    return Metadata(tags, linked, canonical)


def split_keywords(text: str) -> tuple[str, ...]:
    """Keywords of one string: split at commas and the like, at spaces only where nothing else parts them."""
    parts = re.split(r"[,，;；、|]+", text)
    if len(parts) == 1 and len(text.split()) > 2 and not text.isascii():
        parts = text.split()
    return tuple(dict.fromkeys(word for word in (one_line(part) for part in parts) if 0 < len(word) <= 40))


def _linked_data(text: str) -> Iterator[tuple[str, str]]:
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    todo = deque([data])
    while todo:
        item = todo.popleft()
        if isinstance(item, list):
            todo += item
        elif isinstance(item, dict):
            todo += [item["@graph"]] if "@graph" in item else []
            # A breadcrumb's "name" is not an article's.
            if item.get("@type") not in ("BreadcrumbList", "WebSite", "Organization", "SearchAction", "ImageObject"):
                yield from ((name, plain) for name, value in item.items() if (plain := _plain(value)))


def _plain(value: object, deeper: int = 4) -> str:
    """A value as one line: an object by its name, a list with its items' in a row; nothing that lies deeper than fields do."""
    if isinstance(value, str):
        return one_line(value) if len(value) < 2000 else ""
    if deeper and isinstance(value, dict):
        return _plain(value.get("name") or value.get("@id"), deeper - 1)
    if deeper and isinstance(value, list):
        return "、".join(plain for item in value[:_MOST_ITEMS] if (plain := _plain(item, deeper - 1)))
    return ""
