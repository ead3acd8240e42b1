"""What search, answers and pages need of an index, whoever keeps it: one opened state of an archive that never changes.

A row is a chunk and a number an article, each named by an integer that means something within this state alone. Engines
bring candidates and columns; ranking, reading and answering are done above, once, from the same values.
`service.search.local` answers from a snapshot on this machine.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

import numpy as np

from indexer.core.arrays import Mask, Matrix, Rows
from indexer.core.article import Article, Chunk
from indexer.index.aliases import NameTable
from indexer.index.docstore import RowFacts
from indexer.index.manifest import Manifest
from indexer.index.related import Related
from indexer.index.wants import TermStatistics, Want
from service.results import NO_FILTERS, FacetName, Filters, GroupBy, Period, Tally
from service.search.facets import Facets
from service.search.facts import ArchiveStatistics, ArticleFacts, ChunkFacts, Coverage
from service.search.whole_archive import WholeArchive

if TYPE_CHECKING:
    from service.search.listed_articles import ListedArticles
    from service.search.typed_words import TypedWords


class Selection(Protocol):
    """A set of rows, in a form that the index which made it understands."""

    @property
    def reachable(self) -> int:
        """How many rows are in it."""
        ...


class WordSearch(Protocol):
    """The lexical leg of one question: made once, asked as often as pages need."""

    @property
    def wants(self) -> Sequence[Want]:
        """What chunks are asked for."""
        ...

    def best(self, depth: int, among: Selection) -> Rows:
        """The `depth` rows among some with the most of what is wanted, best first, ties by row; none that hold nothing."""
        ...

    def coverage(self, rows: Rows) -> Coverage:
        """How much some rows and their articles hold."""
        ...

    def matching(self, among: Selection) -> Selection:
        """Rows among some that hold a word, of articles that hold half of the words or more, by idf."""
        ...


class SearchIndex(Protocol):
    """One opened state of an archive; safe to use from any thread.

    Any method raises IndexUnavailableError where what holds the index can't be reached or does not answer in time: how long that
    is each index knows, and none waits for ever. A search then goes on with the leg that is left.
    """

    @property
    def name(self) -> str:
        """What responses call this state."""
        ...

    @property
    def manifest(self) -> Manifest:
        """What it says of itself: model, time zone, when it was built, how many articles and chunks it has."""
        ...

    @property
    def most_listed(self) -> int:
        """How many rows it can list and count, whichever they are."""
        ...

    @property
    def legs_beside(self) -> bool:
        """Whether a leg takes long enough, in native code, that both are searched at once on two processors."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """The archive's time zone."""
        ...

    @property
    def statistics(self) -> ArchiveStatistics:
        """What is true of the archive as a whole."""
        ...

    @property
    def names(self) -> NameTable:
        """Names that its articles explain."""
        ...

    @property
    def terms(self) -> TermStatistics:
        """In how many chunks terms are."""
        ...

    @property
    def article_terms(self) -> TermStatistics:
        """In how many articles terms are."""
        ...

    def compounds(self, part: str) -> Sequence[str]:
        """Terms of the archive in which a word's stem stands, in languages that write compounds as one word."""
        ...

    def select(self, filters: Filters, hidden: frozenset[str] = frozenset()) -> Selection:
        """Rows of the articles that pass filters.

        Args:
            filters: All of them hold, words where they have to stand among them.
            hidden: Ids of articles that are left out.

        Raises:
            QueryError: A date is not ISO 8601, or the first is after the last.
        """
        ...

    def nearest(self, vector: Matrix, depth: int, among: Selection) -> Rows:
        """The dense leg: the `depth` rows among some nearest to a question, best first, ties by row.

        Args:
            vector: Shape (1, dimension), unit length.
            depth: How many at most.
            among: Where to look.

        Raises:
            LegError: It can't search now.
        """
        ...

    def words(self, wants: Sequence[Want], article_wants: Sequence[Want]) -> WordSearch:
        """The lexical leg for what a question wants of chunks and of articles, weighed by `terms` and `article_terms`."""
        ...

    def only(self, rows: Rows) -> Selection:
        """Some rows as a selection."""
        ...

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
        """The best row of each group by date, undated articles last, passages of an article by their words.

        Args:
            among: Rows that are listed.
            words: The question's; None orders passages of an article as they stand in it.
            group_by: What a row stands for.
            oldest: Whether the oldest come first, not the newest.
            offset: How many of the first to leave out.
            limit: How many at most.
        """
        ...

    @property
    def facets(self) -> Facets:
        """How many articles each source and language has."""
        ...

    def facets_among(self, among: Selection) -> Facets:
        """How many articles of some rows each source and language has."""
        ...

    def tally(self, among: Selection, names: Sequence[FacetName], period: Period | None) -> Tally:
        """Counts the articles of some rows.

        Args:
            among: The rows.
            names: What to count by.
            period: What the histogram's bars stand for; None for no histogram.
        """
        ...

    def facts(self, rows: Rows) -> ChunkFacts:
        """What is known of some rows, in the order given."""
        ...

    def article_facts(self, numbers: Rows) -> ArticleFacts:
        """What is known of some articles, in the order given."""
        ...

    def numbers_after(self, number: int, most: int, among: Selection) -> Rows:
        """The articles of some rows in the order of their numbers, a page at a time.

        Args:
            number: Of the last of the page before; -1 for the first page.
            most: How many at most; fewer come where there are no more.
            among: The rows.
        """
        ...

    def numbers(self, ids: Sequence[str]) -> Rows:
        """The articles of some ids, shape (ids,); -1 for one that there is not."""
        ...

    def copies(self, numbers: Rows, most: int) -> list[Rows]:
        """For each article, the others of its edition, ascending, `most` at most."""
        ...

    def of_stories(self, stories: Rows, most: int) -> Rows:
        """The articles of some stories, ascending, `most` at most."""
        ...

    def id_of(self, named: str) -> str:
        """The id of the article that has this id or this address; empty where there is none."""
        ...

    def vectors(self, rows: Rows) -> Matrix:
        """Vectors of some rows, shape (rows, dimension)."""
        ...

    def article_vectors(self, numbers: Rows) -> Matrix:
        """Vectors of some articles, shape (numbers, dimension)."""
        ...

    def chunks(self, rows: Rows) -> list[tuple[Article, Chunk]]:
        """Article and chunk of each of some rows, in the order given, in one look."""
        ...

    def article(self, article_id: str) -> Article:
        """The article of this id.

        Raises:
            UnknownArticleError: There is none.
        """
        ...

    def articles(self, ids: Sequence[str]) -> list[Article]:
        """The articles of some ids, in the order given, in one look.

        Raises:
            UnknownArticleError: There is none of one of them.
        """
        ...

    def related(self, number: int) -> Sequence[Related] | None:
        """What to read next to an article, in order; None where nothing was computed."""
        ...

    def unrelated(self, one: str, other: str) -> float:
        """How relevant any two articles in two languages are to each other, related or not."""
        ...

    def holding(self, terms: Sequence[str], rows: Rows) -> Mask:
        """Which of some rows hold any of some terms, shape (rows,)."""
        ...

    def published_text(self, name: str) -> str:
        """A text that was published with this state, as the archive at a glance; empty where there is none of that name."""
        ...

    def whole(self) -> WholeArchive:
        """All of it in one place, for what tells of an archive as a whole.

        Raises:
            WholeArchiveError: This index is not in one place.
        """
        ...

    def listed_articles(self) -> "ListedArticles | None":
        """The articles that may be listed next to a text; None where no lists were computed."""
        ...

    def typed_words(self) -> "TypedWords":
        """What typing help is made of: opened or fetched anew, which may take seconds."""
        ...

    def close(self) -> None:
        """Gives back what it holds; not to be used afterwards."""
        ...


def row_facts_of(facts: ArticleFacts, zone: ZoneInfo) -> RowFacts:
    """Facts of some articles as filters and counts take those of a whole archive, without rows."""
    return RowFacts(
        np.empty(0, dtype=np.int32),
        *(tuple(each) for each in (facts.ids, facts.sources, facts.languages, facts.published_at)),
        zone=zone,
        authors=tuple(map(tuple, facts.authors)),
        keywords=tuple(map(tuple, facts.keywords)),
    )


_PAGE = 1000


def every_article(index: SearchIndex, *, page: int = _PAGE) -> Iterator[ArticleFacts]:
    """What is known of all articles, in the order of their numbers, a page of them at a time."""
    among, last = index.select(NO_FILTERS), -1
    while (numbers := index.numbers_after(last, page, among)).size:
        yield index.article_facts(numbers)
        last = int(numbers[-1])
