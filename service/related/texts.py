"""Related articles of a text that is in no archive, made on the spot by the ranking that lists are built with."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.article import Article
from indexer.core.clock import day_of
from indexer.core.errors import SnapshotError
from indexer.index.keyterms import text_terms
from indexer.index.related import Related, RelatedTable
from indexer.index.term_vectors import TermVectors
from indexer.index.vectors import Neighbours
from indexer.related.article_text import ExplainedArticle, own_text
from indexer.related.candidates import AllArticles, EligibleArticles, QueryArticles, choose
from indexer.related.explain import TERMS, shared_words, snippet
from indexer.related.relevance import days, without_common
from service.search.whole_archive import WholeArchive


class ListsOfTexts:
    """Compares texts with all articles of an archive; safe to use from any thread."""

    def __init__(self, snapshot: WholeArchive) -> None:
        self._snapshot = snapshot

    def list_of(self, article: Article, vector: Matrix) -> tuple[Related, ...]:
        """The list for a text.

        Args:
            article: The text, as an article.
            vector: Its vector, shape (1, dimension).

        Raises:
            SnapshotError: The snapshot was built before there were lists.
        """
        terms = self._snapshot.article_terms
        words = text_terms(article, terms.number, terms.idf, len(self._vocabulary))
        own = without_common(vector, np.asarray(self._table.common))
        when = days([day_of(article.published_at, self._snapshot.facts.zone)])
        asked = QueryArticles(own, words, when, np.array([-1], dtype=np.int64))
        lists = choose(asked, self._shown, self._neighbours)
        text = own_text(article)
        listed = zip(lists.numbers[0].tolist(), lists.scores[0].tolist(), strict=True)
        return tuple(self._explained(number, score, text, words) for number, score in listed if number >= 0)

    def _explained(self, number: int, score: float, own: str, words: TermVectors) -> Related:
        reading = ExplainedArticle(self._snapshot.article(self._snapshot.facts.ids[number]))
        of_article = self._shown.words.some(np.searchsorted(self._shown.numbers, [number]))
        ids, weights = words.shared(of_article, TERMS)
        shared = [self._vocabulary[term] for term in ids[0].tolist() if term >= 0]
        span = snippet(reading, shared, weights[0, : len(shared)].tolist())
        return Related(number, score, shared_words(own, reading, shared), span)

    @cached_property
    def _shown(self) -> EligibleArticles:
        """What may be listed, as texts are compared with it; made once, when first needed."""
        table, snapshot = self._table, self._snapshot
        words = table.term_vectors(len(snapshot.article_terms.postings().vocabulary))
        every_number = np.arange(len(table), dtype=np.int64)
        vectors = without_common(snapshot.article_vectors.rows(every_number), np.asarray(table.common))
        every = AllArticles(vectors, words, days(snapshot.facts.days), snapshot.stories.story.astype(np.int64))
        return EligibleArticles.of(np.asarray(table.shown), every)

    @cached_property
    def _vocabulary(self) -> Sequence[str]:
        return self._snapshot.article_terms.postings().vocabulary

    @cached_property
    def _neighbours(self) -> Neighbours:
        """Exact: to make regions would take longer than one text after another does."""
        return Neighbours(self._shown.vectors, questions=1)

    @property
    def _table(self) -> RelatedTable:
        table = self._snapshot.related
        if table is None:
            raise without_lists(self._snapshot.name)
        return table


def without_lists(snapshot: str) -> SnapshotError:
    """That a snapshot has no lists."""
    return SnapshotError(
        f"Snapshot {snapshot} has no related articles: it was built before there were any.",
        next_step="Build it again with `xunwen index`.",
    )
