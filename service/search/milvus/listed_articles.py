"""The articles of a generation in a Milvus that may be listed next to a text: its server proposes them by vectors and by words."""

from typing import TYPE_CHECKING

import numpy as np

from indexer.core.arrays import Matrix, Rows
from indexer.index.keyterms import KeyTerms
from indexer.index.term_vectors import TermVectors
from indexer.index.vectors import Neighbours
from indexer.milvus.client import Row, Search
from indexer.milvus.counts import dimension_of, hash_of, hashes_of
from indexer.milvus.key_terms import RowKeyTerms
from indexer.milvus.material import vector_of
from indexer.milvus.schema import NO_DAY
from indexer.related.candidates import EligibleArticles
from indexer.related.relevance import days, without_common
from service.search.listed_articles import Compared

if TYPE_CHECKING:
    from service.search.milvus.index import MilvusIndex

_PROPOSED = 512
"""Articles by each of the two: lists are chosen from 96 and 48, and some that are proposed may not be listed."""
_FIELDS = ("pk", "day", "story", "vector", "key_terms")


class MilvusListedArticles:
    """Of one generation."""

    def __init__(self, index: "MilvusIndex", common: Matrix) -> None:
        """Asks nothing yet.

        Args:
            index: The generation, open.
            common: What all article vectors share, shape (dimension,).
        """
        self._index = index
        self.common = common
        """What all article vectors share."""

    def beside(self, vector: Matrix, words: KeyTerms) -> Compared:
        """Those that the server finds near by meaning or by words."""
        index = self._index
        asked = vector[0].astype(np.float16) if index.record.laid_out.half else vector[0]
        options = index.record.laid_out.search_options(_PROPOSED)
        searches = [Search("vector", [asked], _PROPOSED, index.alive, ("pk",), options)]
        if words.terms:
            weights = {
                dimension_of(hash_of(term)): float(weight)
                for term, weight in zip(words.terms, words.weights, strict=True)
            }
            searches.append(Search("weights", [weights], _PROPOSED, index.alive, ("pk",)))
        keys = {
            int(row["pk"])
            for search in searches
            for found in index.milvus.nearest(index.articles_name, search)
            for row in found
        }
        rows = index.milvus.get(index.articles_name, sorted(keys), _FIELDS) if keys else []
        listed = sorted((row for row in rows if list(row["key_terms"])), key=lambda row: int(row["pk"]))
        return self._compared(listed, words)

    def _compared(self, listed: list[Row], words: KeyTerms) -> Compared:
        """Rows as articles that a text is compared with, in the order of their numbers."""
        numbers: Rows = np.array([row["pk"] for row in listed], dtype=np.int64)
        vectors = np.stack([vector_of(row["vector"]) for row in listed]) if listed else self.common[None, :][:0]
        hashes = hashes_of(words.terms)
        weights = np.array(
            [RowKeyTerms.unpacked(str(next(iter(row["key_terms"])))).over(hashes) for row in listed], dtype=np.float32
        ).reshape(len(listed), hashes.size)
        shown = EligibleArticles(
            np.arange(numbers.size),
            without_common(vectors, self.common),
            TermVectors.of_dense(weights),
            days([_day(row["day"]) for row in listed]),
            np.array([row["story"] for row in listed], dtype=np.int64),
        )
        return Compared(numbers, shown, Neighbours(shown.vectors, questions=1))


def _day(day: int) -> str:
    """A row's day, ISO 8601; empty where it has none."""
    return "" if day == NO_DAY else str(np.datetime64(int(day), "D"))
