"""What the routes ask of the rest of the service: a protocol, so that the web framework meets no torch and no faiss."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from indexer.core.arrays import Matrix
from indexer.core.article import Article, Degradation
from indexer.index.manifest import Manifest
from service.conversation.turn import Turn
from service.insights.overview import Overview
from service.query.operators import Query
from service.related.page import NO_RULES, ReadText, RelatedPage, RelatedRules
from service.results import NO_FILTERS, AskResult, FacetName, Filters, GroupBy, Mode, Period, SearchResult, Tally
from service.search.facets import Facets
from service.suggest.suggestion import Suggestions
from service.web.examples import Examples


class Engine(Protocol):
    """One opened snapshot with a loaded model; safe to call from several threads."""

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself."""
        ...

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """What every answer does without, as far as it is known."""
        ...

    def begin(self, query: str, *, mode: Mode) -> None:
        """Begins what a search in this mode will wait for, and returns at once; called before there is a thread for it."""
        ...

    def search(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: GroupBy
    ) -> SearchResult:
        """Ranked hits; QueryError where the question can't be searched."""
        ...

    def listed(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: GroupBy, oldest: bool
    ) -> SearchResult:
        """All that matches by date; QueryError where the question can't be searched."""
        ...

    def tally(
        self, query: str, *, mode: Mode, filters: Filters, names: Sequence[FacetName], period: Period | None
    ) -> Tally:
        """How many articles match, in all and by their facts; QueryError where the question can't be searched."""
        ...

    def ask(self, question: str, *, limit: int, mode: Mode | None, filters: Filters, as_of: str = "") -> AskResult:
        """An answer with its citations, or an abstention with its reason; of what was known at `as_of`, if given."""
        ...

    def understood(self, query: Query, history: Sequence[Turn], filters: Filters = NO_FILTERS) -> Query:
        """The query with the question in full that it asks as the next of a conversation; only what passes filters is read for that."""
        ...

    def suggest(self, text: str, *, limit: int, filters: Filters) -> Suggestions:
        """What may be typed next; QueryError where a filter makes no sense."""
        ...

    def article(self, article_id: str) -> Article:
        """The article of this id; UnknownArticleError where there is none."""
        ...

    def article_ids(self, *, after: int, most: int, filters: Filters = NO_FILTERS) -> tuple[Sequence[str], int | None]:
        """Ids of the articles that pass filters, in the order of the archive, and after which to go on.

        Args:
            after: What the page before gave; -1 for the first.
            most: How many at most.
            filters: Words are not looked at.
        """
        ...

    def within(self, ids: Sequence[str], filters: Filters) -> frozenset[str]:
        """Those of some ids that are of articles which pass filters, words left out; QueryError where a filter makes no sense."""
        ...

    def related(self, article_id: str, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """A page of an article's related articles; UnknownArticleError where there is no such article."""
        ...

    def related_to(self, read: ReadText, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """The same for a page known by its address or its text."""
        ...

    def embed(self, texts: Sequence[str], *, passages: bool) -> Matrix:
        """Unit vectors of texts, each as a question or as a passage; ModelError where no model is loaded."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, as the embedding model counts them; ModelError where no model is loaded."""
        ...

    def reports(self, article_id: str) -> tuple[str, ...]:
        """Ids of the reports of an article's event, its own first; UnknownArticleError where there is no such article."""
        ...

    @property
    def question_vectors(self) -> Mapping[str, int]:
        """How many question vectors were "kept" and how many "computed", since the model was loaded."""
        ...

    @property
    def facets(self) -> Facets:
        """How many articles each source and language has."""
        ...

    def facets_within(self, filters: Filters) -> Facets:
        """The same of the articles that pass filters."""
        ...

    def examples(self) -> Examples:
        """Questions to begin with that the archive answers; none while they are being tried."""
        ...

    def look_ahead(self) -> None:
        """Begins what pages will want first, once questions are answered; returns at once."""
        ...

    def overview(self) -> Overview | None:
        """The archive at a glance; None while it is still being made."""
        ...

    def close(self) -> None:
        """Gives back files and maps; called once, when no request uses the engine any more."""
        ...
