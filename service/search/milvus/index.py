"""One generation of an index in a Milvus, as search asks an index: candidates and columns come from there, scores are made here.

Nothing of the archive is held but what questions bring, within bounds: a service needs the same memory for any archive.
"""

from collections.abc import Sequence

import numpy as np

from indexer.core.arrays import Matrix, Rows, cosines
from indexer.core.article import Part
from indexer.core.errors import WholeArchiveError
from indexer.index.wants import TermStatistics, Want
from indexer.milvus.client import MOST, Milvus, Search
from indexer.milvus.counts import hashes_of
from indexer.milvus.records import COMMON
from indexer.milvus.schema import ORDINAL_BITS
from service.results import Filters
from service.search.index import Selection, WordSearch
from service.search.legs import leg
from service.search.listed_articles import ListedArticles
from service.search.milvus.conditions import among, both
from service.search.milvus.exact_words import HeldWords
from service.search.milvus.held_terms import HeldTerms
from service.search.milvus.listed_articles import MilvusListedArticles
from service.search.milvus.listing import Listing
from service.search.milvus.selection import MilvusSelection, own
from service.search.milvus.terms import Statistics, TermTable
from service.search.milvus.typed_words import MilvusTypedWords
from service.search.milvus.words import MilvusWords
from service.search.typed_words import TypedWords
from service.search.whole_archive import WholeArchive

_TIES = 32
"""Asked for beyond the depth, so that ties at its end are settled by row."""


class MilvusIndex(Listing):
    """Answers from one generation; safe to use from any thread."""

    def __init__(self, milvus: Milvus, generation: int) -> None:
        """Reads what the generation says of itself.

        Args:
            milvus: Where it is; closed with this.
            generation: Which.

        Raises:
            MilvusError: It can't be read.
        """
        super().__init__(milvus, generation)
        record = self.record
        table = TermTable(milvus, self._generations.part(record.epoch, "terms"), record)
        self._terms = Statistics(record.chunks, lambda terms: table.counts(terms)[0], self._chunks_holding_all)
        self._article_terms = Statistics(
            record.articles, lambda terms: table.counts(terms)[1], lambda terms: len(self.held.articles_with(terms))
        )
        self.held = HeldWords(self)
        """Looks words up as they are written."""

    @property
    def terms(self) -> TermStatistics:
        """In how many chunks terms are."""
        return self._terms

    @property
    def article_terms(self) -> TermStatistics:
        """In how many articles terms are."""
        return self._article_terms

    def select(self, filters: Filters, hidden: frozenset[str] = frozenset()) -> Selection:
        """Rows that pass, as a condition."""
        selection = self.held.select(filters)
        condition = both(selection.condition, f"not ({among('id', hidden)})" if hidden else "")
        if not condition and selection.only is None and not selection.never:
            return MilvusSelection(count=lambda _: self.record.chunks)
        return MilvusSelection(condition, selection.only, selection.never, self._count)

    def nearest(self, vector: Matrix, depth: int, among: Selection) -> Rows:
        """The nearest rows, by the server's index, compared exactly here."""
        selection = own(among)
        if selection.only is not None and not selection.only:
            return np.empty(0, dtype=np.int64)
        asked = vector[0].astype(np.float16) if self.record.laid_out.half else vector[0]
        limit = min(depth + _TIES, MOST)
        options = self.record.laid_out.search_options(limit)
        search = Search("vector", [asked], limit, both(self.alive, selection.of_chunks), ("pk",), options)
        with leg(Part.DENSE):
            (found,) = self.milvus.nearest(self.chunks_name, search)
        rows = np.array(sorted(int(row["pk"]) for row in found), dtype=np.int64)
        near = cosines(self.vectors(rows), vector[0])
        return rows[np.argsort(-near, kind="stable")[:depth]]

    def words(self, wants: Sequence[Want], article_wants: Sequence[Want]) -> WordSearch:
        """The lexical leg."""
        return MilvusWords(self, wants, article_wants)

    def only(self, rows: Rows) -> Selection:
        """Some rows as a selection."""
        return MilvusSelection(only=frozenset(rows.tolist()), count=self._count)

    def listed_articles(self) -> ListedArticles | None:
        """Those that the server finds; None where the snapshot had no lists."""
        common = np.frombuffer(self.published_file(COMMON), dtype="<f4").astype(np.float32)
        return MilvusListedArticles(self, common) if common.size else None

    def typed_words(self) -> TypedWords:
        """Fetches what typing help is made of."""
        return MilvusTypedWords(self)

    def whole(self) -> WholeArchive:
        """Says that it is not in one place."""
        raise WholeArchiveError(
            f"This needs the whole archive in one place, and {self.milvus.address.shown} has it on many machines.",
            next_step="Ask a service that serves the snapshot from a folder.",
        )

    def _count(self, selection: MilvusSelection) -> int:
        return self.milvus.count(self.chunks_name, both(self.alive, selection.of_chunks), strong=False)

    def _chunks_holding_all(self, terms: Sequence[str]) -> int:
        """How many chunks hold every one of some terms."""
        articles = self.rows.articles(self.held.articles_with(terms))
        keys = [number << ORDINAL_BITS | ordinal for number, each in articles.items() for ordinal in range(each.chunks)]
        chunks = self.rows.chunks(keys)
        held = HeldTerms([chunk.terms for chunk in chunks.values()]).frequencies(hashes_of(terms))
        return int(held.all(axis=0).sum())
