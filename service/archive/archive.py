"""A searcher with what goes by it: answers, pinned and hidden articles, other wordings, related reading."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress

from indexer.core.article import Article, Degradation
from indexer.core.errors import refuse
from indexer.index.manifest import Manifest
from indexer.rerank.reader import Excerpt
from service.answer.ask import ask, known_then
from service.conversation.history import understood
from service.conversation.reading import PASSAGES, Read, reading
from service.conversation.turn import Turn
from service.query.operators import Query
from service.related.lists import RelatedReading
from service.related.page import NO_RULES, ReadText, RelatedPage, RelatedRules
from service.results import NO_FILTERS, AskResult, FacetName, Filters, GroupBy, Mode, Period, SearchResult, Tally
from service.search.filters import RowFilter
from service.search.index import row_facts_of
from service.search.pinning import search_pinned
from service.search.searcher import Searcher
from service.suggest.help import ASKING_PATIENCE, TypingHelp
from service.topics.changes import with_changes
from service.topics.reports import EventReports


class Archive:
    """One open state of an index; safe to use from any thread."""

    def __init__(self, searcher: Searcher, *, strict: bool = False, asking_patience: float = ASKING_PATIENCE) -> None:
        """Takes an open searcher, which it closes.

        Args:
            searcher: Answers.
            strict: Whether DegradedError is raised instead of a result that something was missing for.
            asking_patience: Seconds that a search waits for the archive's words, of which another wording may be offered.
        """
        self._searcher = searcher
        self._strict = strict
        index = searcher.index
        self._related = RelatedReading(index, searcher.embedder)
        self._events = EventReports(index)
        self._typing = TypingHelp(index, searcher.read, searcher.selection, asking_patience=asking_patience)

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself."""
        return self._searcher.index.manifest

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """What is missing or fell back, as far as it was needed yet; each result says it too."""
        return self._searcher.degraded

    def search(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: GroupBy
    ) -> SearchResult:
        """Ranked hits, those of pinned articles first; see `Searcher.search`."""
        found = search_pinned(
            self._searcher, query, limit=limit, offset=offset, mode=mode, filters=filters, group_by=group_by
        )
        return self._checked(self._typing.worded(query, found))

    def listed(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: GroupBy, oldest: bool
    ) -> SearchResult:
        """All that matches, by date; see `Searcher.listed`."""
        found = self._searcher.listed(
            query, limit=limit, offset=offset, mode=mode, filters=filters, group_by=group_by, oldest=oldest
        )
        return self._checked(self._typing.worded(query, found))

    def tally(
        self, query: str, *, mode: Mode, filters: Filters, names: Sequence[FacetName], period: Period | None
    ) -> Tally:
        """How many articles match, in all and by their facts."""
        return self._searcher.index.tally(self._searcher.matches(query, mode=mode, filters=filters), names, period)

    def ask(self, question: str, *, limit: int, mode: Mode | None, filters: Filters, as_of: str = "") -> AskResult:
        """An answer with its citations, or an abstention with its reason; see `service.answer.ask`."""
        searcher = self._searcher
        found = ask(searcher, question, limit=limit, mode=mode, filters=filters, as_of=as_of)

        def reports(article_id: str) -> frozenset[str]:
            known = known_then(filters, as_of, searcher.index.zone)
            return self.within(self.reports(article_id), known) - searcher.curated.hidden

        worded = self._typing.worded_answer(question, with_changes(searcher, question, found, reports))
        self._check(worded.search.degraded)
        return worded

    def understood(self, query: Query, history: Sequence[Turn], filters: Filters = NO_FILTERS) -> Query:
        """The query with the question in full that it asks as the next of a conversation; only what passes filters is read for that."""
        searcher = self._searcher

        def passages(words: str) -> Read:
            hits = searcher.search(words, limit=PASSAGES, mode=Mode.HYBRID, filters=filters).hits
            return reading(
                [Excerpt.of(hit.article.title, hit.article.body, hit.passage) for hit in hits], searcher.judge
            )

        return understood(query, history, searcher.embedder, None if searcher.reader is None else passages)

    def reports(self, article_id: str) -> tuple[str, ...]:
        """Ids of the reports of an article's event, its own first; UnknownArticleError where there is no such article."""
        return self._events.of(article_id)

    def within(self, ids: Sequence[str], filters: Filters) -> frozenset[str]:
        """Those of some ids whose articles pass filters."""
        index = self._searcher.index
        numbers = index.numbers(ids)
        known = row_facts_of(index.article_facts(numbers[numbers >= 0]), index.zone)
        return frozenset(compress(known.ids, RowFilter(known).articles(filters)))

    def article(self, article_id: str) -> Article:
        """The article of this id; UnknownArticleError where there is none."""
        return self._searcher.index.article(article_id)

    def related(self, article_id: str, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """A page of an article's list, without what editors hide."""
        return self._related.page(article_id, limit=limit, page=page, rules=self._without_hidden(rules))

    def related_to(self, read: ReadText, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """A page of the list for a text or an address, without what editors hide."""
        return self._related.page_of_text(read, limit=limit, page=page, rules=self._without_hidden(rules))

    def close(self) -> None:
        """Gives back the snapshot's files, once nothing reads them any more. Nothing can be asked after it."""
        self._typing.end(self._searcher.index.close)

    def _without_hidden(self, rules: RelatedRules) -> RelatedRules:
        return replace(rules, exclude=rules.exclude | self._searcher.curated.hidden)

    def _checked(self, found: SearchResult) -> SearchResult:
        self._check(found.degraded)
        return found

    def _check(self, degraded: Sequence[Degradation]) -> None:
        if self._strict:
            refuse(degraded)
