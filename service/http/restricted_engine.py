"""An engine as a caller sees it who may see some of its articles only: the others are not there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from indexer.core.arrays import Matrix
from indexer.core.article import Article, Degradation
from indexer.core.errors import UnknownArticleError, XunwenError
from indexer.index.manifest import Manifest
from service.conversation.turn import Turn
from service.http.engine import Engine
from service.insights.overview import Overview
from service.query.operators import Query
from service.related.page import MOST, NO_RULES, ReadText, RelatedPage, RelatedRules
from service.results import NO_FILTERS, AskResult, FacetName, Filters, GroupBy, Mode, Period, SearchResult, Tally
from service.search.facets import Facets
from service.suggest.suggestion import Suggestions
from service.web.examples import NO_EXAMPLES, Examples


class OutOfBoundsError(XunwenError):
    """What is asked for tells of all articles, and the caller may see some only."""


class BoundedEngine:
    """Asks an engine under bounds, which both legs search within, and keeps back what comes from beyond them."""

    def __init__(self, engine: Engine, bounds: Filters) -> None:
        """Takes an engine that stays open for as long as this is used.

        Raises:
            QueryError: A date of the bounds is none.
        """
        self._engine = engine
        self._bounds = bounds
        engine.within((), bounds)  # a date that is none is told of at once

    @property
    def manifest(self) -> Manifest:
        """The snapshot's own, of all its articles."""
        return self._engine.manifest

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """What the engine does without."""
        return self._engine.degraded

    @cached_property
    def facets(self) -> Facets:
        """How many articles inside the bounds each source and language has."""
        return self._engine.facets_within(self._bounds)

    def facets_within(self, filters: Filters) -> Facets:
        """The same of those that pass filters as well."""
        return self._engine.facets_within(self._narrowed(filters))

    def article_ids(self, *, after: int, most: int, filters: Filters = NO_FILTERS) -> tuple[Sequence[str], int | None]:
        """Ids of the articles inside the bounds."""
        return self._engine.article_ids(after=after, most=most, filters=self._narrowed(filters))

    def within(self, ids: Sequence[str], filters: Filters) -> frozenset[str]:
        """Those of some ids whose articles are inside the bounds and pass filters."""
        return self._engine.within(ids, filters) & self._inside(ids)

    def begin(self, query: str, *, mode: Mode) -> None:
        """Begins the same: a question is embedded without regard to articles."""
        self._engine.begin(query, mode=mode)

    def search(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: GroupBy
    ) -> SearchResult:
        """Ranked hits inside the bounds."""
        narrowed = self._narrowed(filters)
        found = self._engine.search(query, limit=limit, offset=offset, mode=mode, filters=narrowed, group_by=group_by)
        return self._kept(found)

    def listed(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: GroupBy, oldest: bool
    ) -> SearchResult:
        """All that matches inside the bounds, by date."""
        narrowed = self._narrowed(filters)
        found = self._engine.listed(
            query, limit=limit, offset=offset, mode=mode, filters=narrowed, group_by=group_by, oldest=oldest
        )
        return self._kept(found)

    def tally(
        self, query: str, *, mode: Mode, filters: Filters, names: Sequence[FacetName], period: Period | None
    ) -> Tally:
        """How many articles inside the bounds match."""
        return self._engine.tally(query, mode=mode, filters=self._narrowed(filters), names=names, period=period)

    def ask(self, question: str, *, limit: int, mode: Mode | None, filters: Filters, as_of: str = "") -> AskResult:
        """An answer out of the articles inside the bounds."""
        found = self._engine.ask(question, limit=limit, mode=mode, filters=self._narrowed(filters), as_of=as_of)
        return replace(found, search=self._kept(found.search))

    def understood(self, query: Query, history: Sequence[Turn], filters: Filters = NO_FILTERS) -> Query:
        """As the engine understands it, by articles inside the bounds."""
        return self._engine.understood(query, history, self._narrowed(filters))

    def suggest(self, text: str, *, limit: int, filters: Filters) -> Suggestions:
        """What articles inside the bounds go on with."""
        found = self._engine.suggest(text, limit=limit, filters=self._narrowed(filters))
        return replace(found, did_you_mean="")

    def article(self, article_id: str) -> Article:
        """An article inside the bounds.

        Raises:
            UnknownArticleError: There is none of this id inside the bounds.
        """
        if not self._has(article_id):
            raise UnknownArticleError(f"There is no article {article_id!r} in this snapshot.")
        return self._engine.article(article_id)

    def related(self, article_id: str, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """A page of those of an article's list that are inside the bounds.

        Raises:
            UnknownArticleError: There is no article of this id inside the bounds.
        """
        if not self._has(article_id):
            raise UnknownArticleError(f"There is no article {article_id!r} in this snapshot.")
        return self._page(self._engine.related(article_id, limit=MOST, page=1, rules=rules), limit=limit, page=page)

    def related_to(self, read: ReadText, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """The same for a page known by its address or its text; an address outside of the bounds is unknown."""
        found = self._engine.related_to(read, limit=MOST, page=1, rules=rules)
        if found.article_id and not self._has(found.article_id):
            if not (read.text.strip() or read.title.strip()):
                raise UnknownArticleError(
                    f"No article of this snapshot has the address {read.url!r}.",
                    next_step="Send the page's text too, and its list is made from that.",
                )
            found = self._engine.related_to(replace(read, url=""), limit=MOST, page=1, rules=rules)
        return self._page(found, limit=limit, page=page)

    def embed(self, texts: Sequence[str], *, passages: bool) -> Matrix:
        """The engine's own: they tell of the caller's texts alone."""
        return self._engine.embed(texts, passages=passages)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The engine's own."""
        return self._engine.count_tokens(texts)

    def reports(self, article_id: str) -> tuple[str, ...]:
        """Those reports of an article's event that are inside the bounds.

        Raises:
            UnknownArticleError: There is no article of this id inside the bounds.
        """
        if not self._has(article_id):
            raise UnknownArticleError(f"There is no article {article_id!r} in this snapshot.")
        reports = self._engine.reports(article_id)
        inside = self._inside(reports)
        return tuple(each for each in reports if each in inside)

    @property
    def question_vectors(self) -> Mapping[str, int]:
        """The engine's own."""
        return self._engine.question_vectors

    def examples(self) -> Examples:
        """None: those of the engine were made of all articles."""
        return NO_EXAMPLES

    def look_ahead(self) -> None:
        """Nothing: no page of this engine's has what is made ahead."""

    def overview(self) -> Overview | None:
        """Refuses: it tells of every article.

        Raises:
            OutOfBoundsError: Always.
        """
        raise OutOfBoundsError(
            "The archive at a glance tells of all its articles, and this key may see some of them only.",
            next_step="Use a key without bounds.",
        )

    def close(self) -> None:
        """Leaves the engine to those who opened it."""

    def _has(self, article_id: str) -> bool:
        return bool(self._inside((article_id,)))

    def _inside(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of some ids whose articles are inside the bounds."""
        return self._engine.within(ids, self._bounds)

    def _narrowed(self, filters: Filters) -> Filters:
        return replace(self._bounds, also=filters if filters.active else None)

    def _kept(self, found: SearchResult) -> SearchResult:
        """The hits without copies from beyond the bounds, and without what other articles may have taught: names, other wordings."""
        inside = self._inside([each.article_id for hit in found.hits for each in hit.copies])
        hits = (
            replace(hit, copies=tuple(each for each in hit.copies if each.article_id in inside)) for hit in found.hits
        )
        return replace(found, hits=tuple(hits), names={}, did_you_mean="")

    def _page(self, whole: RelatedPage, *, limit: int, page: int) -> RelatedPage:
        """A page cut out of a whole list; ranks count what is left."""
        inside = self._inside([item.article.id for item in whole.items])
        left = [item for item in whole.items if item.article.id in inside]
        pages = max(-(-len(left) // limit), 1)
        turned = (page - 1) % pages
        items = [replace(item, rank=rank) for rank, item in enumerate(left, start=1)]
        cut = tuple(items[turned * limit : (turned + 1) * limit])
        return replace(whole, items=cut, page=turned + 1, pages=pages, limit=limit, total=len(left))
