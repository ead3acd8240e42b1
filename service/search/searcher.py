"""One search over one index: both legs under one filter, fused, ranked, explained."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.article import Degradation, Part
from indexer.core.errors import (
    LegError,
    QueryError,
    missing_dictionaries,
)
from indexer.embed.embedder import Embedder
from indexer.rerank.load import LazyReader
from indexer.rerank.reader import Excerpt, Judgement, Reader
from service.curation.applied import Curated
from service.curation.source import CurationSource
from service.query.question import ParsedQuestion
from service.results import NO_FILTERS, Filters, GroupBy, Hit, Mode, SearchResult
from service.search.candidates import Candidates
from service.search.index import SearchIndex, Selection
from service.search.legs import LegInput, leg, proposed, with_a_leg
from service.search.modes import possible_mode
from service.search.opening import open_index
from service.search.paging import Pool, matching, page, pools
from service.search.passage_reader import Budget, PassageReader
from service.search.query_reader import QueryReader
from service.search.refusals import check_model, check_words
from service.search.timing import Clock

DEFAULT_BUDGET = Budget()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a search is asked for, as `Searcher.search` takes it."""

    query: str
    mode: Mode
    offset: int
    limit: int
    group_by: GroupBy
    highlight: bool
    held: bool
    """Whether every hit holds words that it has to hold: none is weak then."""


class Searcher:
    """Searches one index; immutable, safe to use from any thread."""

    def __init__(
        self,
        index: SearchIndex,
        embedder: Embedder | None,
        reader: Reader | None = None,
        *,
        budget: Budget = DEFAULT_BUDGET,
        curation: CurationSource | None = None,
    ) -> None:
        self.curated = Curated(index.id_of, curation)
        """What editors decided, for this index."""
        self.index = index
        self.embedder = embedder
        self.passages = PassageReader(reader, budget)
        """Reads the first candidates, and remembers what it read."""
        self._queries = QueryReader(index, embedder, self.curated.synonyms)

    @classmethod
    def open(
        cls,
        index_dir: Path,
        embedder: Embedder | None,
        reader: Reader | None = None,
        *,
        budget: Budget = DEFAULT_BUDGET,
        curation: CurationSource | None = None,
    ) -> "Searcher":
        """Opens the published snapshot of an index.

        Args:
            index_dir: Folder of the index.
            embedder: Embeds questions; without one only the lexical leg searches, and each result says so.
            reader: Reads the first candidates where a question wants it; without one each such result says so.
            budget: How many it reads, and how long.
            curation: What editors decide.

        Raises:
            SnapshotError: Nothing is published, it is not whole, or another model made its vectors.
        """
        return cls.over(open_index(index_dir), embedder, reader, budget=budget, curation=curation)

    @classmethod
    def over(
        cls,
        index: SearchIndex,
        embedder: Embedder | None,
        reader: Reader | None = None,
        *,
        budget: Budget = DEFAULT_BUDGET,
        curation: CurationSource | None = None,
    ) -> "Searcher":
        """Searches an open index, if this is the model that made its vectors.

        Raises:
            WrongModelError: It is another.
        """
        if embedder is not None:
            check_model(index, embedder)
        return cls(index, embedder, reader, budget=budget, curation=curation)

    def reading_at_most(self, candidates: int) -> "Searcher":
        """The same searcher, whose reader reads no more candidates than so many."""
        other = copy(self)
        other.passages = self.passages.at_most(candidates)
        return other

    @property
    def reader(self) -> Reader | None:
        """Reads the first candidates."""
        return self.passages.reader

    @property
    def budget(self) -> Budget:
        """How many it reads, and how long."""
        return self.passages.budget

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """What failed or fell back of what this searcher was given, as far as it was needed yet: every result names it."""
        embedder = () if self.embedder is None else self.embedder.degraded
        failure = self.reader.failure if isinstance(self.reader, LazyReader) else None
        failures = [each for each in (failure, self.curated.failure) if each is not None]
        return (*embedder, *failures, *missing_dictionaries())

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        mode: Mode = Mode.HYBRID,
        filters: Filters = NO_FILTERS,
        group_by: GroupBy = "chunk",
        highlight: bool = True,
    ) -> SearchResult:
        """Ranks chunks for a question.

        Args:
            query: The question, in any language.
            limit: How many hits at most.
            offset: How many of the first hits to leave out.
            mode: Which legs take part.
            filters: Which articles may be returned.
            group_by: "article" keeps the best chunk of each article, "story" the best of all copies of an article.
            highlight: Whether to find the words of the question in each hit, most of the work on a hundred hits.

        Raises:
            QueryError: The question has no words, or a filter makes no sense.
            IndexUnavailableError: Neither leg can be asked; where one can't, the result names it.
        """
        check_words(query)
        clock = Clock()
        among = clock.time("filter", lambda: self.selection(filters))
        wanted = _Wanted(query, mode, offset, limit, group_by, highlight, filters.names_words or filters.wants_all)
        return with_a_leg(lambda lost: self._ranked(wanted, among, clock, lost))

    def _ranked(self, wanted: _Wanted, among: Selection, clock: Clock, lost: LegError | None) -> SearchResult:
        """Ranked hits, without the leg that is lost."""
        query, offset, limit, group_by = wanted.query, wanted.offset, wanted.limit, wanted.group_by
        mode, lacking = self._possible(wanted.mode, lost)
        reading = self._queries.leg_input(query, mode, clock, found_among=among, lost=lost)

        def search(depth: int) -> Candidates:
            rows = proposed(self.index, reading, among, depth=depth, clock=clock)
            return Candidates(self.index, reading, rows, clock=clock)

        found = pools(
            search,
            group_by,
            lambda first: self._reread(query, first, mode=mode, offset=offset, clock=clock),
            wanted=offset + limit,
            reachable=lambda: among.reachable,
        )
        candidates = found[0].candidates

        def fetch() -> tuple[Hit, ...]:
            parts = page(found, offset=offset, wanted=offset + limit)
            return tuple(
                hit
                for pool, places, rank in parts
                for hit in pool.hits(
                    places, first_rank=rank, highlight=wanted.highlight, group_by=group_by, held=wanted.held
                )
            )

        hits = clock.time("fetch", fetch)
        # What this question is without, then what every one is; asked for last, as dictionaries are loaded on the way.
        degraded = tuple(dict.fromkeys((*lacking, *candidates.unread, *self.degraded)))
        judgements, names = candidates.judgements, reading.asked.names
        return SearchResult(
            self.index.name,
            mode,
            degraded=degraded,
            hits=hits,
            took_ms=clock.took_ms(),
            judgements=judgements,
            names=names,
        )

    def listed(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        mode: Mode = Mode.HYBRID,
        filters: Filters = NO_FILTERS,
        group_by: GroupBy = "chunk",
        oldest: bool = False,
    ) -> SearchResult:
        """All that matches a query by date, the newest first or the oldest; see `service.search.paging`. Nothing is read.

        Args:
            query: As `search` takes it, like all but the last; empty where the filters ask for all that passes.
            limit: How many hits at most.
            offset: How many of the first hits to leave out.
            mode: Which legs take part.
            filters: Which articles may be returned.
            group_by: What a hit stands for.
            oldest: Whether the oldest come first.

        Raises:
            QueryError: The query has no words, or a filter makes no sense.
        """
        clock = Clock()
        among = clock.time("filter", lambda: self._listable(query, filters))

        def dated(lost: LegError | None) -> SearchResult:
            how, lacking = self._possible(Mode.HYBRID if mode is Mode.RERANKED else mode, lost)
            reading, found = self._matching(query, how, among, clock, lost)
            found = among if self._takes_all(filters, among) else found
            with leg(Part.LEXICAL):  # the words of passages, by which those of one article are ordered
                shown = self.index.by_date(
                    found, reading.words, group_by=group_by, oldest=oldest, offset=offset, limit=limit
                )
            hits: tuple[Hit, ...] = ()
            if shown.size:
                candidates = Candidates(self.index, reading, np.sort(shown), clock=clock)
                places = np.searchsorted(candidates.rows, shown).tolist()
                hits = clock.time(
                    "fetch",
                    lambda: candidates.hits(
                        places,
                        first_rank=offset + 1,
                        highlight=True,
                        group_by=group_by,
                        held=filters.names_words or filters.wants_all,
                    ),
                )
            return SearchResult(self.index.name, how, (*lacking, *self.degraded), hits, clock.took_ms())

        return with_a_leg(dated)

    def selection(self, filters: Filters) -> Selection:
        """Rows whose articles pass filters and nobody hides.

        Raises:
            QueryError: A filter makes no sense.
        """
        return self.index.select(filters, self.curated.hidden)

    def matches(self, query: str, *, mode: Mode = Mode.HYBRID, filters: Filters = NO_FILTERS) -> Selection:
        """Rows that match a query; see `service.search.paging`. An empty one matches all that passes filters which ask for it.

        Raises:
            QueryError: The query has no words, or a filter makes no sense.
        """
        among = self._listable(query, filters)
        if self._takes_all(filters, among):
            return among

        def found(lost: LegError | None) -> Selection:
            return self._matching(query, self._possible(mode, lost)[0], among, Clock(), lost)[1]

        return with_a_leg(found)

    def _listable(self, query: str, filters: Filters) -> Selection:
        """Rows that pass, of which a query is to list those that match.

        Raises:
            QueryError: The query has no words, and all that passes was not asked for or is more than the index can go through.
        """
        if query or not filters.wants_all:
            check_words(query)
        among = self.selection(filters)
        if not query and not self._takes_all(filters, among):
            raise QueryError(
                "More articles pass than this index can list without words to look for.",
                next_step="Write words to look for, or narrow the filters.",
            )
        return among

    def _takes_all(self, filters: Filters, among: Selection) -> bool:
        """Whether all that passes matches: it was asked for, and the index can go through it."""
        return filters.wants_all and among.reachable <= self.index.most_listed

    def _matching(
        self, query: str, mode: Mode, among: Selection, clock: Clock, lost: LegError | None
    ) -> tuple[LegInput, Selection]:
        """The query as read, and the rows that match it."""
        reading = self._queries.leg_input(query, mode, clock, lost=lost)
        return reading, clock.time("match", lambda: matching(self.index, reading, among))

    def _reread(self, query: str, first: Pool, *, mode: Mode, offset: int, clock: Clock) -> Pool:
        """The first pool in the order that the reader gives it, where it takes part."""
        most = self.budget.candidates
        if mode is not Mode.RERANKED or self.reader is None:
            return first
        if offset >= most < len(first.places):
            return first  # Reading only changes the first few: a page below them goes on as it is.

        def judge(rows: Sequence[int], excerpts: Sequence[Excerpt]) -> Sequence[Judgement]:
            return self.passages.first(query, rows, excerpts, first_page=offset == 0)

        places = clock.time("judge", lambda: first.candidates.read_first(first.places, most, judge))
        return Pool(first.candidates, places)

    def judge(self, question: str, excerpts: Sequence[Excerpt]) -> Sequence[Judgement]:
        """What the reader makes of parts of passages, at once: of all, or of none where there is no reader or no time for it."""
        return self.passages.parts(question, excerpts)

    def begin(self, question: str) -> None:
        """Begins what a search by meaning will wait for, where that needs no thread of the caller's."""
        self._queries.begin(question)

    def question_vector(self, question: str) -> Matrix | None:
        """The question's vector as the dense leg compares it, shape (1, dimension); None without a model."""
        return self._queries.vector(question)

    def read(self, question: str, *, language: str | None = None) -> ParsedQuestion:
        """What the lexical leg looks for; see `QueryReader.read`."""
        return self._queries.read(question, language=language)

    def possible(self, mode: Mode) -> Mode:
        """The mode that a search in this mode ends up with."""
        return self._possible(mode)[0]

    def _possible(self, mode: Mode, lost: LegError | None = None) -> tuple[Mode, tuple[Degradation, ...]]:
        """The mode that this searcher can serve, and what is missing for the one asked for; see `possible_mode`."""
        return possible_mode(mode, self.embedder, self.reader, lost)
