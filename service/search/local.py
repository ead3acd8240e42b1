"""A snapshot on this machine as an index that is searched."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import Self, TypeVar, overload
from zoneinfo import ZoneInfo

import numpy as np

from indexer.core.arrays import Mask, Matrix, Rows
from indexer.core.article import Article, Chunk
from indexer.core.errors import UnknownArticleError
from indexer.core.processors import processors
from indexer.index.aliases import NameTable
from indexer.index.archive_statistics import archive_statistics
from indexer.index.compound_words import CompoundWords
from indexer.index.manifest import Manifest
from indexer.index.related import Related
from indexer.index.snapshot import Snapshot, open_snapshot
from indexer.index.wants import TermStatistics, Want
from service.curation.named_articles import NamedArticles
from service.results import FacetName, Filters, GroupBy, Period, Tally
from service.search.exact_rows import ExactWords
from service.search.facets import Facets
from service.search.facts import ArchiveStatistics, ArticleFacts, ChunkFacts
from service.search.filters import RowFilter
from service.search.index import Selection, WordSearch
from service.search.listed_articles import ListedArticles
from service.search.local_listed_articles import LocalListedArticles
from service.search.local_typed_words import LocalTypedWords
from service.search.local_words import LocalSelection, LocalWords, mask_of
from service.search.turns import waiting
from service.search.typed_words import TypedWords
from service.search.unrelated_pairs import UnrelatedPairs
from service.search.whole_archive import WholeArchive

T = TypeVar("T")

_MANY_ROWS = 50_000
"""Rows from which on to look at all of them is native code nearly all of the time, milliseconds in which the interpreter is free."""


class _Column(Sequence[T]):
    """Some values of a column of the archive, looked up when they are read: a search reads two columns of eight."""

    __slots__ = ("_numbers", "_values")

    def __init__(self, values: Sequence[T], numbers: list[int]) -> None:
        self._values = values
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> "_Column[T]": ...
    def __getitem__(self, place: int | slice) -> "T | _Column[T]":
        if isinstance(place, slice):
            return _Column(self._values, self._numbers[place])
        return self._values[self._numbers[place]]

    def __iter__(self) -> Iterator[T]:
        return map(self._values.__getitem__, self._numbers)


class LocalIndex:
    """Answers from an open snapshot, which it closes."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._facts = snapshot.facts
        self._rows = len(snapshot.vectors)
        self._filter = RowFilter(snapshot.facts, ExactWords(snapshot).rows)
        self._chunks = np.bincount(snapshot.facts.articles, minlength=len(snapshot.facts.ids))
        self._named = NamedArticles(snapshot.facts.numbers, snapshot.facts.ids, snapshot.archive.urls)
        self._shown: tuple[frozenset[str], Mask] | None = None
        told = snapshot.manifest.statistics
        if told is None:  # built by version 0.3 or older
            told = archive_statistics(snapshot.vectors, snapshot.article_vectors, snapshot.facts)
        newest = np.datetime64(told.newest or "NaT", "D")
        self.statistics = ArchiveStatistics(told.spread, told.retold_from, newest, frozenset(told.languages))
        """What is true of the archive as a whole."""

    @classmethod
    def open(cls, index_dir: Path) -> Self:
        """Opens the published snapshot of a folder.

        Raises:
            SnapshotError: Nothing is published, or it is not whole.
        """
        return cls(open_snapshot(index_dir))

    @property
    def name(self) -> str:
        """The snapshot's name."""
        return self._snapshot.name

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself."""
        return self._snapshot.manifest

    @property
    def most_listed(self) -> int:
        """Every row."""
        return self._rows

    @property
    def legs_beside(self) -> bool:
        """Where rows are many, and processors more than one."""
        return self._rows >= _MANY_ROWS and processors() > 1

    @property
    def zone(self) -> ZoneInfo:
        """The archive's time zone."""
        return self._facts.zone

    @property
    def names(self) -> NameTable:
        """Names that its articles explain."""
        return self._snapshot.names

    @property
    def terms(self) -> TermStatistics:
        """In how many chunks terms are."""
        return self._snapshot.terms

    @property
    def article_terms(self) -> TermStatistics:
        """In how many articles terms are."""
        return self._snapshot.article_terms

    def compounds(self, part: str) -> Sequence[str]:
        """Compounds that hold a word."""
        return self._compounds.with_part(part)

    @cached_property
    def _compounds(self) -> CompoundWords:
        return CompoundWords.of_archive(self._snapshot.article_terms, self._facts)

    def select(self, filters: Filters, hidden: frozenset[str] = frozenset()) -> Selection:
        """Rows that pass."""
        mask = self._filter.mask(filters)
        if hidden:
            shown = self._rows_without(hidden)
            mask = shown if mask is None else mask & shown
        return LocalSelection(mask, self._rows if mask is None else int(mask.sum()))

    def nearest(self, vector: Matrix, depth: int, among: Selection) -> Rows:
        """The nearest rows, compared exactly or by codes first, as `indexer.index.vectors` says."""
        with self._beside():
            return self._snapshot.vectors.search(vector, depth, mask=mask_of(among))[0]

    def words(self, wants: Sequence[Want], article_wants: Sequence[Want]) -> WordSearch:
        """The lexical leg."""
        with self._beside():
            return LocalWords(self._snapshot, wants, article_wants)

    def _beside(self) -> AbstractContextManager[None]:
        """Inside, all rows are looked at: another question goes on meanwhile where they are many."""
        return waiting() if self._rows >= _MANY_ROWS else nullcontext()

    def only(self, rows: Rows) -> Selection:
        """Some rows as a mask."""
        mask = np.zeros(self._rows, dtype=np.bool_)
        mask[rows] = True
        return LocalSelection(mask, int(mask.sum()))

    def by_date(
        self,
        among: Selection,
        words: WordSearch | None,
        *,
        group_by: GroupBy,
        oldest: bool,
        offset: int,
        limit: int,
    ) -> Rows:
        """The best row of each group, by date."""
        mask = mask_of(among)
        rows = np.arange(self._rows, dtype=np.int64) if mask is None else np.flatnonzero(mask).astype(np.int64)
        articles = self._facts.articles[rows]
        when = self._filter.seconds[articles] if oldest else -self._filter.seconds[articles]
        best = np.zeros(rows.size) if words is None else -words.coverage(rows).chunks
        ordered = rows[np.lexsort((rows, best, articles, when))]  # NaN sorts last either way
        group = self._group(group_by)
        first: dict[Hashable, int] = {}
        for row in ordered.tolist():
            first.setdefault(group(row), row)
        return np.fromiter(first.values(), dtype=np.int64, count=len(first))[offset : offset + limit]

    def tally(self, among: Selection, names: Sequence[FacetName], period: Period | None) -> Tally:
        """Counts the articles of some rows."""
        mask = mask_of(among)
        rows = np.arange(self._rows, dtype=np.int64) if mask is None else np.flatnonzero(mask).astype(np.int64)
        return self.facets.tally(rows, names, period)

    @cached_property
    def facets(self) -> Facets:
        """Counts over all its articles."""
        return Facets(self._facts)

    def facets_among(self, among: Selection) -> Facets:
        """Counts over the articles of some rows."""
        allowed = self._articles_of(among)
        return self.facets if allowed is None else Facets(self._facts.of_articles(allowed))

    def facts(self, rows: Rows) -> ChunkFacts:
        """What is known of some rows."""
        numbers, places = np.unique(self._facts.articles[rows], return_inverse=True)
        spans = self._snapshot.archive.spans_of(rows)
        return ChunkFacts(
            rows,
            self.article_facts(numbers.astype(np.int64)),
            places=places,
            ordinals=spans[:, 0],
            starts=spans[:, 1],
            ends=spans[:, 2],
        )

    def article_facts(self, numbers: Rows) -> ArticleFacts:
        """What is known of some articles."""
        facts, stories = self._facts, self._snapshot.stories
        wanted = numbers.tolist()

        def column(values: Sequence[T]) -> Sequence[T]:
            return _Column(values, wanted)

        return ArticleFacts(
            numbers,
            ids=column(facts.ids),
            sources=column(facts.sources),
            languages=column(facts.languages),
            published_at=column(facts.published_at),
            authors=column(facts.authors),
            keywords=column(facts.keywords),
            days=self._filter.days[numbers],
            stories=stories.story[numbers].astype(np.int64),
            editions=stories.edition[numbers].astype(np.int64),
            chunks=self._chunks[numbers],
        )

    def numbers_after(self, number: int, most: int, among: Selection) -> Rows:
        """The next articles of some rows."""
        allowed = self._articles_of(among)
        if allowed is None:
            return np.arange(number + 1, len(self._facts.ids), dtype=np.int64)[:most]
        return np.flatnonzero(allowed[number + 1 :])[:most].astype(np.int64) + number + 1

    def numbers(self, ids: Sequence[str]) -> Rows:
        """The articles of some ids."""
        known = self._facts.numbers
        return np.fromiter((known.get(each, -1) for each in ids), dtype=np.int64, count=len(ids))

    def copies(self, numbers: Rows, most: int) -> list[Rows]:
        """The others of each article's edition."""
        return [np.array(self._snapshot.stories.copies(number)[:most], dtype=np.int64) for number in numbers.tolist()]

    def of_stories(self, stories: Rows, most: int) -> Rows:
        """The articles of some stories."""
        return np.flatnonzero(np.isin(self._snapshot.stories.story, stories))[:most].astype(np.int64)

    def id_of(self, named: str) -> str:
        """The id of the article that has this id or this address."""
        return self._named.id_of(named)

    def vectors(self, rows: Rows) -> Matrix:
        """Vectors of some rows."""
        return self._snapshot.vectors.rows(rows)

    def article_vectors(self, numbers: Rows) -> Matrix:
        """Vectors of some articles."""
        return self._snapshot.article_vectors.rows(numbers)

    def chunks(self, rows: Rows) -> list[tuple[Article, Chunk]]:
        """Article and chunk of each of some rows."""
        return self._snapshot.rows(rows)

    def article(self, article_id: str) -> Article:
        """The article of this id."""
        return self._snapshot.article(article_id)

    def articles(self, ids: Sequence[str]) -> list[Article]:
        """The articles of some ids."""
        found = self.numbers(ids)
        if (found < 0).any():
            unknown = ids[int(np.flatnonzero(found < 0)[0])]
            raise UnknownArticleError(f"There is no article {unknown!r} in this snapshot.")
        return [self._snapshot.article(each) for each in ids]

    def related(self, number: int) -> Sequence[Related] | None:
        """An article's list, as it was built."""
        table = self._snapshot.related
        return None if table is None else table.of(number)

    def unrelated(self, one: str, other: str) -> float:
        """The median over pairs of articles in two languages; found out when first asked."""
        return self._unrelated.of(one, other)

    @cached_property
    def _unrelated(self) -> UnrelatedPairs:
        return UnrelatedPairs(self._snapshot)

    def holding(self, terms: Sequence[str], rows: Rows) -> Mask:
        """Which of some rows hold any of some terms."""
        held = np.zeros(rows.size, dtype=np.bool_)
        for term in terms:
            having = self._snapshot.terms.rows_with(term)
            if having.size:
                held |= having[np.minimum(np.searchsorted(having, rows), having.size - 1)] == rows
        return held

    def published_text(self, name: str) -> str:
        """Nothing: all is made when it is asked for."""
        del name
        return ""

    def whole(self) -> WholeArchive:
        """The snapshot."""
        return self._snapshot

    def listed_articles(self) -> ListedArticles | None:
        """Those of the built lists."""
        table = self._snapshot.related
        return None if table is None else LocalListedArticles(self._snapshot, table)

    def typed_words(self) -> TypedWords:
        """What typing help is made of."""
        return LocalTypedWords(self._snapshot, self._articles_of)

    def close(self) -> None:
        """Closes the snapshot."""
        self._snapshot.close()

    def _articles_of(self, among: Selection) -> Mask | None:
        """Which articles have one of some rows, shape (articles,); None for all."""
        mask = mask_of(among)
        if mask is None:
            return None
        allowed = np.zeros(len(self._facts.ids), dtype=np.bool_)
        allowed[self._facts.articles[mask]] = True
        return allowed

    def _group(self, group_by: GroupBy) -> Callable[[int], Hashable]:
        """What rows of one group have in common; the row itself where nothing is grouped."""
        articles, editions = self._facts.articles, self._snapshot.stories.edition
        if group_by == "chunk":
            return lambda row: row
        if group_by == "article":
            return lambda row: int(articles[row])
        return lambda row: int(editions[articles[row]])

    def _rows_without(self, hidden: frozenset[str]) -> Mask:
        """Rows of all articles but some, shape (rows,); the last ones are kept, as editors seldom change their mind."""
        kept = self._shown
        if kept is None or kept[0] != hidden:
            shown = np.ones(len(self._facts.ids), dtype=np.bool_)
            numbers = self.numbers(tuple(hidden))
            shown[numbers[numbers >= 0]] = False
            kept = self._shown = (hidden, np.asarray(shown[self._facts.articles], dtype=np.bool_))
        return kept[1]
