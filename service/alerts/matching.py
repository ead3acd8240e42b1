"""Asks each alert of what is new in a snapshot."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from indexer.core.errors import QueryError
from indexer.index.manifest import Manifest
from service.alerts.alert import Alert, Match
from service.alerts.store import AlertStore
from service.query.operators import Query
from service.results import Filters, GroupBy, Hit, Mode, SearchResult

_PAGE = 100
_SNIPPET = 200
_IDS = 10_000
"""Ids that are read at once."""

BoundsOf = Callable[[Alert], Filters | None]
"""Which articles the owner of an alert may see now; None for who may see none any more."""


class Archive(Protocol):
    """What is asked: an opened snapshot."""

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself."""
        ...

    def article_ids(self, *, after: int, most: int) -> tuple[Sequence[str], int | None]:
        """Ids of its articles, a page at a time, and after which to go on; -1 begins, None ends."""
        ...

    def listed(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: GroupBy, oldest: bool
    ) -> SearchResult:
        """All that matches by date."""
        ...


def ids_of(archive: Archive) -> list[str]:
    """Ids of all articles of an archive."""
    found: list[str] = []
    after: int | None = -1
    while after is not None:
        page, after = archive.article_ids(after=after, most=_IDS)
        found += page
    return found


def look_through(archive: Archive, store: AlertStore, bounds_of: BoundsOf) -> int:
    """Asks all alerts of a snapshot's new articles and writes down what matches; returns how many matches there are.

    Args:
        archive: The snapshot that is served.
        store: The alerts.
        bounds_of: Tells what the owner of an alert may see.
    """
    articles = ids_of(archive)
    new = store.unknown(articles)
    found: dict[str, Sequence[Match]] = {}
    if new:
        for alert in store.alerts():
            bounds = bounds_of(alert)
            if bounds is not None:
                found[alert.id] = matches(archive, alert, Filters(article_ids=tuple(new), also=bounds))
    store.keep(archive.manifest.name, articles, found)
    return sum(map(len, found.values()))


def matches(archive: Archive, alert: Alert, among: Filters) -> list[Match]:
    """The articles among some that match an alert, the oldest first: they hold at least half of its words (docs/http.md).

    By words alone: of a handful of articles the nearest in meaning would always be some.
    """
    query = Query.read(alert.query)
    own = alert.filters.to_filters()
    filters = query.narrowed(replace(among, also=replace(own, also=among.also)))
    found: list[Hit] = []
    while True:
        try:
            page = archive.listed(
                query.words,
                limit=_PAGE,
                offset=len(found),
                mode=Mode.LEXICAL,
                filters=filters,
                group_by="article",
                oldest=True,
            ).hits
        except QueryError:
            return []  # words that this archive reads none of
        found += page
        if len(page) < _PAGE:
            return [_match(each) for each in found]


def _match(hit: Hit) -> Match:
    article = hit.article
    text = " ".join(hit.chunk.text.split())
    snippet = text if len(text) <= _SNIPPET else text[: _SNIPPET - 1] + "…"
    return Match(
        article.id,
        article.title,
        url=article.url,
        source=article.source,
        published_at=article.published_at,
        snippet=snippet,
    )
