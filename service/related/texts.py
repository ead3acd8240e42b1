"""Related articles of a text that is in no archive, made on the spot by the ranking that lists are built with."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from indexer.core.arrays import Matrix, Rows
from indexer.core.article import Article
from indexer.core.clock import day_of
from indexer.core.errors import SnapshotError
from indexer.index.keyterms import key_terms_of
from indexer.index.related import Related
from indexer.index.term_vectors import TermVectors
from indexer.related.article_text import ExplainedArticle, own_text
from indexer.related.candidates import Nearest, QueryArticles, choose
from indexer.related.explain import TERMS, shared_words, snippet
from indexer.related.relevance import days, without_common
from service.search.index import SearchIndex
from service.search.listed_articles import Compared, ListedArticles


class ListsOfTexts:
    """Compares texts with the articles of an archive; safe to use from any thread."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def list_of(self, article: Article, vector: Matrix) -> Sequence[Related]:
        """The list for a text.

        Args:
            article: The text, as an article.
            vector: Its vector, shape (1, dimension).

        Raises:
            SnapshotError: The index was built before there were lists.
        """
        key_terms = key_terms_of(article, self._index.article_terms)
        own = without_common(vector, self._listed.common)
        compared = self._listed.beside(own, key_terms)
        starts = np.array([0, len(key_terms.terms)], dtype=np.int64)
        words = TermVectors.of_arrays(
            key_terms.weights, np.arange(len(key_terms.terms), dtype=np.int32), starts, len(key_terms.terms)
        )
        when = days([day_of(article.published_at, self._index.zone)])
        asked = QueryArticles(own, words, when, np.array([-1], dtype=np.int64))
        lists = choose(asked, compared.shown, _Exactly(compared.nearest, compared.shown.vectors))
        chosen = lists.numbers[0] >= 0
        places, scores = lists.numbers[0][chosen].astype(np.int64), lists.scores[0][chosen]
        return self._explained(article, key_terms.terms, words, compared, places, scores.tolist())

    def _explained(
        self,
        own: Article,
        terms: Sequence[str],
        words: TermVectors,
        compared: Compared,
        places: Rows,
        scores: Sequence[float],
    ) -> list[Related]:
        """Chosen articles with the words that they share with the text, and where these stand together."""
        numbers, text = compared.numbers[places], own_text(own)
        articles = self._index.articles(self._index.article_facts(numbers).ids)
        found = []
        for place, number, score, article in zip(places.tolist(), numbers.tolist(), scores, articles, strict=True):
            reading = ExplainedArticle(article)
            ids, weights = words.shared(compared.shown.words.some(np.array([place])), TERMS)
            shared = [terms[term] for term in ids[0].tolist() if term >= 0]
            span = snippet(reading, shared, weights[0, : len(shared)].tolist())
            found.append(Related(number, score, shared_words(text, reading, shared), span))
        return found

    @cached_property
    def _listed(self) -> ListedArticles:
        listed = self._index.listed_articles()
        if listed is None:
            raise without_lists(self._index.name)
        return listed


class _Exactly:
    """The nearest of some vectors, with products that do not depend on what others there are: each index has others beside them."""

    def __init__(self, nearest: Nearest, vectors: Matrix) -> None:
        self._nearest = nearest
        self._vectors = vectors

    def of(self, queries: Matrix, k: int) -> tuple[Rows, Matrix]:
        """See `Nearest`."""
        places, _ = self._nearest.of(queries, k)
        return places, np.einsum("qd,qkd->qk", queries, self._vectors[places])


def without_lists(snapshot: str) -> SnapshotError:
    """That a snapshot has no lists."""
    return SnapshotError(
        f"Snapshot {snapshot} has no related articles: it was built before there were any.",
        next_step="Build it again with `xunwen index`.",
    )
