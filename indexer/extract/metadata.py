"""What a page says of its article in meta tags, JSON-LD, links and microdata."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree, html

from indexer.extract.addresses import web_address
from indexer.extract.fields import FieldCandidate
from indexer.extract.patterns import BY_WORDS, LABELS, PatternKind
from indexer.text.characters import one_line

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
    "originalpublicationdate",
    "rnews:datepublished",
    "sailthru.date",
    "parsely-pub-date",
    "article.published",
    "dateupdate",
    "date",
    "firstpublishedtime",
    "createtime",
    "contentcreatedate",
]
_PUBLISHED = ("article:published_time", "og:article:published_time")
_LD_DATES = ("datePublished", "pubDate", "dateCreated", "upDate")
_SOURCES = ["source", "mediaid", "contentsource", "article:source", "og:article:source", "msource", "sourcename"]
_AUTHORS = [
    "og:article:author",
    "og:author",
    "article:author",
    "author",
    "byl",
    "parsely-author",
    "dc.creator",
    "citation_author",
    "sailthru.author",
    "byline",
]

_MARKED_AUTHORS = ("itemprop author", "rel=author")
_TIMES = etree.XPath("//time[@datetime][not(ancestor::nav or ancestor::aside or ancestor::footer)]")
_MARKED = etree.XPath("//*[@itemprop or (contains(@rel, 'author') and not(self::link))]")
_LONGEST_MARKED = 120
_LONGEST_VALUE = 2000
_MOST_MARKED = 200
_MOST_STEPS = 8
_NAMING = etree.XPath("(.//*[@itemprop='name'])[1]")

_BY = frozenset(word.casefold() for word in BY_WORDS)

# Objects whose name, date or author is not the article's: a breadcrumb, the site, a reader's comment.
_NOT_THE_ARTICLE = frozenset(
    {
        "BreadcrumbList",
        "WebSite",
        "Organization",
        "NewsMediaOrganization",
        "SearchAction",
        "ImageObject",
        "VideoObject",
        "Person",
        "Comment",
    }
)
_OWNERS = (
    (frozenset({"Organization", "NewsMediaOrganization", "Corporation", "LocalBusiness"}), "organisation"),
    (frozenset({"WebSite"}), "site"),
)
_MOST_OWNERS = 4
_ARTICLE = re.compile(r"Article$|Posting$|^Report$")
_PICTURES = ("image", "thumbnailUrl")
_NESTED = ("@graph", "mainEntity")
_MOST_OBJECTS = 500
_ELSEWHERE = frozenset({"citation", "comment", "review", "hasPart", "itemListElement"})
"""Properties of an article that hold others' works, with authors of their own."""

_MOST_ITEMS = 50
"""Of a list in a field, the authors of an article for instance."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """Meta tags by lower-case name without spaces, and the fields of JSON-LD objects, the first of each kept."""

    tags: dict[str, str] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    canonical: str = ""
    base: str = ""
    """What the page's relative addresses are seen from, where it says so."""
    owners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of the organisations and of the web site that JSON-LD describes, by "organisation" and "site"."""
    marked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Values that the page's own elements carry by name: microdata, rel=author, <time>."""

    @property
    def titles(self) -> list[str]:
        """Titles in order of trust."""
        found = [self.tags.get(name, "") for name in ("og:title", "twitter:title", "articletitle")]
        return [title for title in [*found, self.linked.get("headline", ""), self.linked.get("title", "")] if title]

    @property
    def dates(self) -> list[str]:
        """Dates as written, in order of trust."""
        found = [self.tags.get(name, "") for name in _DATES]
        return [
            date
            for date in found[:6]
            + [self.linked.get(n, "") for n in _LD_DATES]
            + [*self.marked.get("itemprop datePublished", ())]
            + [*self.marked.get("time pubdate", ())]
            + found[6:]
            if date
        ]

    @property
    def published(self) -> str:
        """The day that data says the article was published on, as written, and no other of its days."""
        said = [self.tags.get(name, "") for name in _PUBLISHED]
        said += [self.linked.get("datePublished", ""), *self.marked.get("itemprop datePublished", ())]
        return next((date for date in said if date), "")

    @property
    def sources(self) -> list[FieldCandidate]:
        """Media named as the source."""
        return [FieldCandidate(self.tags[name], f"meta {name}") for name in _SOURCES if self.tags.get(name)]

    @property
    def publisher(self) -> FieldCandidate:
        """The medium that published the article by its JSON-LD or microdata."""
        if said := self.linked.get("publisher", ""):
            return FieldCandidate(said, "JSON-LD publisher")
        return FieldCandidate(next(iter(self.marked.get("itemprop publisher", ())), ""), "itemprop publisher")

    @property
    def written_by(self) -> list[FieldCandidate]:
        """Authors that data made for machines names: more often people than meta tags' are."""
        found = [FieldCandidate(self.linked.get("author", ""), "JSON-LD author")]
        found += [FieldCandidate("、".join(self.marked[name]), name) for name in _MARKED_AUTHORS if name in self.marked]
        # What a card of the page shows on other sites: "Written by" and a name, in two tags that belong together.
        for label, value in (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")):
            said = self.tags.get(label, "").strip(" :").casefold()
            if said in _BY or LABELS.get(said) is PatternKind.AUTHOR:
                found.append(FieldCandidate(self.tags.get(value, ""), f"meta {value}"))
        return found

    @property
    def signed_by(self) -> str:
        """Whom JSON-LD names as the author, be it a person or an agency."""
        return self.linked.get("author", "")

    @property
    def authors(self) -> list[FieldCandidate]:
        """Whatever meta tags call an author: a person, a medium or the site itself."""
        return [FieldCandidate(self.tags[name], f"meta {name}") for name in _AUTHORS if self.tags.get(name)]

    @property
    def site(self) -> str:
        """The site's name."""
        return self.tags.get("og:site_name", "") or self.tags.get("application-name", "")

    @property
    def url(self) -> str:
        """The page's own address: canonical link, else og:url."""
        said = [self.canonical, self.tags.get("og:url", ""), self.linked.get("mainEntityOfPage", "")]
        said += [self.linked.get("@id", ""), self.linked.get("url", "")]
        base = next((each for each in [self.base, *said] if re.match(r"https?://", each)), "")
        found = (web_address(each, base) for each in said)
        # A page of its site's address alone does not know its own.
        return next((url for url in found if re.match(r"https?://[^/]+/.", url)), "")

    @property
    def keywords(self) -> tuple[str, ...]:
        """Keywords, split and without repeats."""
        return split_keywords(self.tags.get("keywords", "") or self.tags.get("news_keywords", ""))


def read_metadata(root: html.HtmlElement) -> Metadata:
    """Everything `Metadata` holds, from one pass over the tree."""
    tags: dict[str, str] = {}
    scripts: list[str] = []
    canonical = base = ""
    for element in root.iter("meta", "link", "script", "base"):
        if element.tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            value = one_line(element.get("content") or "")
            if value:
                tags.setdefault(re.sub(r"\s", "", name).lower(), value)
            if name == "parsely-page":
                for part, said in _packed(value).items():
                    tags.setdefault(f"parsely-{part.replace('_', '-')}", said)
        elif element.tag == "link":
            if (element.get("rel") or "").lower() == "canonical":
                canonical = canonical or one_line(element.get("href") or "")
        elif element.tag == "base":
            base = base or one_line(element.get("href") or "")
        elif "ld+json" in (element.get("type") or ""):
            scripts.append(element.text or "")
    objects = [each for script in scripts for each in _objects(script)]
    return Metadata(tags, _linked_data(objects), canonical, base, _owners(objects), _read_marked(root))


def _packed(value: str) -> dict[str, str]:
    """The fields of a meta tag that holds an object of JSON."""
    try:
        said = json.loads(value, strict=False)
    except (ValueError, RecursionError):
        return {}
    return (
        {str(name): plain for name, each in said.items() if (plain := _plain(each, {}))}
        if isinstance(said, dict)
        else {}
    )


def _read_marked(root: html.HtmlElement) -> dict[str, tuple[str, ...]]:
    """Authors and dates by the elements that carry them, each once; comments' authors stand inside items of their own."""
    found: dict[str, dict[str, None]] = {}
    for element in _MARKED(root)[:_MOST_MARKED]:
        name = "rel=author" if "author" in (element.get("rel") or "").split() else f"itemprop {element.get('itemprop')}"
        if name not in ("rel=author", "itemprop author", "itemprop datePublished", "itemprop publisher"):
            continue
        if any(_is_elsewhere(around) for around in islice(element.iterancestors(), _MOST_STEPS)):
            continue
        named = next(iter(_NAMING(element)), element)
        texts = (str(text) for text in islice(named.itertext(), _MOST_ITEMS))
        value = named.get("content") or element.get("datetime") or " ".join(texts)
        if value := one_line(value[:_LONGEST_MARKED]):
            found.setdefault(name, {})[value] = None
    for element in _TIMES(root)[:_MOST_MARKED]:
        published = element.get("pubdate") is not None or "ublish" in (element.get("class") or "")
        found.setdefault("time pubdate" if published else "time", {})[one_line(element.get("datetime") or "")] = None
    return {name: tuple(values) for name, values in found.items()}


def split_keywords(text: str) -> tuple[str, ...]:
    """Keywords of one string: split at commas and the like, at spaces only where nothing else parts them."""
    parts = re.split(r"[,，;；、|]+", text)
    if len(parts) == 1 and len(text.split()) > 2 and not text.isascii():
        parts = text.split()
    return tuple(dict.fromkeys(word for word in (one_line(part) for part in parts) if 0 < len(word) <= 40))


def _is_elsewhere(element: html.HtmlElement) -> bool:
    """Whether an element holds a comment or a work that the article cites, with authors of its own."""
    return "omment" in (element.get("itemtype") or "") or element.get("itemprop") in _ELSEWHERE


def _owners(objects: Sequence[dict[str, object]]) -> dict[str, tuple[str, ...]]:
    """What organisations and web sites of JSON-LD are called, each once and in order."""
    found: dict[str, dict[str, None]] = {}
    for each in objects:
        kind = next((kind for kinds, kind in _OWNERS if not kinds.isdisjoint(_kinds(each))), "")
        if kind and (name := _plain(each.get("name"), {})):
            found.setdefault(kind, {})[name] = None
    return {kind: tuple(names)[:_MOST_OWNERS] for kind, names in found.items()}


def _linked_data(objects: Sequence[dict[str, object]]) -> dict[str, str]:
    """The fields of JSON-LD objects, an article's before those of its page; a reference to another object is its name."""
    names = {str(each["@id"]): each["name"] for each in objects if "@id" in each and "name" in each}
    linked: dict[str, str] = {}
    for each in sorted(objects, key=lambda each: not any(_ARTICLE.search(kind) for kind in _kinds(each))):
        if _NOT_THE_ARTICLE.isdisjoint(_kinds(each)):
            for name, value in each.items():
                value = _people_first(value) if name == "author" else value
                if plain := _address(value) if name in _PICTURES else _plain(value, names):
                    linked.setdefault(name, plain)
    return linked


def _objects(script: str) -> Iterator[dict[str, object]]:
    """The objects of a script: those of a list, of a graph, and what a page says it is about."""
    try:
        todo = deque([json.loads(script, strict=False)])
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_OBJECTS):
        if not todo:
            return
        item = todo.popleft()
        if isinstance(item, list):
            todo += item[:_MOST_OBJECTS]
        elif isinstance(item, dict):
            todo += [item[name] for name in _NESTED if name in item]
            yield item


def _people_first(value: object) -> object:
    """Authors without the agencies among them, where people are named too."""
    if not isinstance(value, list):
        return value
    people = [each for each in value[:_MOST_ITEMS] if isinstance(each, dict) and "Person" in _kinds(each)]
    others = [each for each in value[:_MOST_ITEMS] if isinstance(each, dict) and "Organization" in _kinds(each)]
    return people if people and len(people) + len(others) == len(value) else value


def _kinds(item: dict[str, object]) -> list[str]:
    kinds = item.get("@type")
    return [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])][:_MOST_ITEMS]


def _address(value: object, deeper: int = 4) -> str:
    """The address of a picture, of an object that holds one, or of the first of several."""
    if isinstance(value, str):
        return one_line(value) if len(value) < _LONGEST_VALUE else ""
    if deeper and isinstance(value, dict):
        return _address(value.get("url") or value.get("contentUrl") or value.get("@id"), deeper - 1)
    if deeper and isinstance(value, list):
        return next((found for each in value[:_MOST_ITEMS] if (found := _address(each, deeper - 1))), "")
    return ""


def _plain(value: object, names: Mapping[str, object], deeper: int = 4) -> str:
    """A value as one line: an object by its name, a list with its items' in a row; nothing that lies deeper than fields do."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return one_line(value) if len(value) < _LONGEST_VALUE else ""
    if deeper and isinstance(value, dict):
        own = str(value.get("@id"))
        return _plain(value.get("name") or names.get(own) or value.get("url") or value.get("@id"), names, deeper - 1)
    if deeper and isinstance(value, list):
        return "、".join(plain for item in value[:_MOST_ITEMS] if (plain := _plain(item, names, deeper - 1)))
    return ""
