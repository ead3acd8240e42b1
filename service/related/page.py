"""What related reading gives and takes, as values: a page of a list, and a page that somebody reads."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from indexer.core.article import Article, Degradation, Span

MOST = 30
"""Articles in a list, and so on a page."""

DEFAULT_LIMIT = 6
"""Articles on a page where nobody says how many."""


READ_CHARACTERS = 4000
"""Of a text that is sent: anybody may send one, and each passage of it costs the model as much as a question."""


@dataclass(frozen=True, slots=True)
class RelatedRules:
    """Which related articles are wanted; empty fields leave nothing out."""

    exclude: frozenset[str] = frozenset()
    """Ids of articles that are on the page already."""
    sources: frozenset[str] = frozenset()
    """Only of these."""
    not_sources: frozenset[str] = frozenset()
    """Of none of these."""
    keywords: frozenset[str] = frozenset()
    """Only with one of these, as a section is named."""
    languages: frozenset[str] = frozenset()
    """Only in these."""
    max_age_days: int | None = None
    """Only published within so many days before the archive's newest article."""

    def tag(self) -> str:
        """The rules as a part of an ETag: equal ones are equal; empty where there are none."""
        if self == NO_RULES:
            return ""
        names = ("exclude", "sources", "not_sources", "keywords", "languages")
        told = [*(sorted(getattr(self, name)) for name in names), self.max_age_days]
        return sha256(json.dumps(told).encode()).hexdigest()[:12]


NO_RULES = RelatedRules()


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """One related article: `article.body[snippet.start:snippet.end]` and the words say why it is related."""

    rank: int
    article: Article
    score: float
    snippet: Span
    shared_words: tuple[str, ...]


def titled_once(items: Iterable[RelatedItem]) -> tuple[RelatedItem, ...]:
    """The items whose title none before has: a reader can't tell two of one title. Those without a title stay."""
    titles: set[str] = set()
    kept = []
    for each in items:
        title = each.article.title.strip()
        if not title or title not in titles:
            kept.append(each)
        titles.add(title)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class RelatedPage:
    """Some of the list in its order: pages 1 to `pages` hold all of it without repeats."""

    snapshot: str
    article_id: str
    """Whose list it is; empty for a text that is not in the archive."""
    page: int
    pages: int
    limit: int
    total: int
    items: tuple[RelatedItem, ...]
    degraded: tuple[Degradation, ...] = ()
    """What was missing or fell back."""
    read_characters: int | None = None
    """Of a text that was sent, how many were read; None where a list was looked up."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """A page that somebody reads, known by its address, its text, or both."""

    url: str = ""
    title: str = ""
    text: str = ""
    """Of a long one, its beginning is read: READ_CHARACTERS for its words, and the first chunk for its meaning."""
    published_at: str = ""
