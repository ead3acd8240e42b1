"""The articles of a snapshot that may be listed next to a text, made ready when the first text is sent."""

from functools import cached_property

import numpy as np

from indexer.core.arrays import Matrix, Rows
from indexer.index.keyterms import KeyTerms
from indexer.index.related import RelatedTable
from indexer.index.snapshot import Snapshot
from indexer.index.term_vectors import TermVectors
from indexer.index.vectors import Neighbours
from indexer.related.candidates import EligibleArticles
from indexer.related.relevance import Days, days, without_common
from service.search.listed_articles import Compared


class LocalListedArticles:
    """Of one snapshot; all of them are compared with each text."""

    def __init__(self, snapshot: Snapshot, table: RelatedTable) -> None:
        self._snapshot = snapshot
        self._table = table

    @property
    def common(self) -> Matrix:
        """What all article vectors share."""
        return np.asarray(self._table.common)

    def beside(self, vector: Matrix, words: KeyTerms) -> Compared:
        """All of them."""
        del vector
        ids = np.array([self._snapshot.article_terms.number(term) for term in words.terms], dtype=np.int64)
        shown = EligibleArticles(
            np.arange(len(self._vectors)), self._vectors, self._words.over(ids), self._days, self._stories
        )
        return Compared(np.asarray(self._table.shown), shown, self._nearest)

    @cached_property
    def _vectors(self) -> Matrix:
        return without_common(self._snapshot.article_vectors.rows(np.asarray(self._table.shown)), self.common)

    @cached_property
    def _words(self) -> TermVectors:
        words = self._table.term_vectors(self._snapshot.article_terms.vocabulary)
        return words.some(np.asarray(self._table.shown))

    @cached_property
    def _days(self) -> Days:
        return days(self._snapshot.facts.days)[self._table.shown]

    @cached_property
    def _stories(self) -> Rows:
        return self._snapshot.stories.story[self._table.shown].astype(np.int64)

    @cached_property
    def _nearest(self) -> Neighbours:
        """Exact: to make regions would take longer than one text after another does."""
        return Neighbours(self._vectors, questions=1)
