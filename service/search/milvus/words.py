"""The lexical leg in a Milvus: its server proposes articles by their weights, and their chunks are weighed here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.arrays import Rows as Numbers
from indexer.core.article import Part
from indexer.index.wants import Want
from indexer.milvus.client import MOST, Search
from indexer.milvus.counts import RowTerms, dimension_of, hash_of
from indexer.milvus.schema import ORDINAL_BITS, chunk_key
from service.search.facts import HALF_OF_THE_WORDS, Coverage
from service.search.index import Selection
from service.search.legs import leg
from service.search.milvus.conditions import both
from service.search.milvus.rows import ARTICLE_FIELDS, ArticleRow
from service.search.milvus.selection import MilvusSelection, own
from service.search.milvus.terms import Weigher

if TYPE_CHECKING:
    from service.search.milvus.index import MilvusIndex

_PROPOSED = 60
"""Articles for the first hundred rows: all chunks of 20 to 50 gave the same first ten as the whole archive."""
_MATCHED = 10_000
"""Articles that a list by date or a count looks at: those that hold most."""
_AT_ONCE = 500


class MilvusWords:
    """The lexical leg of one question."""

    def __init__(self, index: "MilvusIndex", wants: Sequence[Want], article_wants: Sequence[Want]) -> None:
        self._index = index
        self.wants = wants
        """What chunks are asked for."""
        record = index.record
        of_chunks = index.terms.frequencies([term for want in wants for term in want.spellings])
        of_articles = index.article_terms.frequencies([term for want in article_wants for term in want.spellings])
        self._chunks = Weigher(wants, record.chunks, np.float32(record.chunk_average), of_chunks)
        self._articles = Weigher(article_wants, record.articles, np.float32(record.article_average), of_articles)
        self._query: dict[int, float] = {}
        known = iter(of_articles.tolist())
        for want in article_wants:
            for term in want.spellings:
                if next(known):
                    dimension = dimension_of(hash_of(term))
                    self._query[dimension] = self._query.get(dimension, 0.0) + want.idf

    def best(self, depth: int, among: Selection) -> Numbers:
        """The rows with the most of what is wanted, of the articles that hold most of it."""
        selection = own(among)
        articles = self._proposed(selection, max(_PROPOSED, depth * _PROPOSED // 100))
        rows = np.array(
            [
                key
                for article in articles
                for ordinal in range(article.chunks)
                if selection.lets_through(key := chunk_key(article.key, ordinal))
            ],
            dtype=np.int64,
        )
        rows.sort()
        both_legs = self.coverage(rows).both
        held = both_legs > 0
        rows, scores = rows[held], both_legs[held]
        return rows[np.argsort(-scores, kind="stable")[:depth]]

    def coverage(self, rows: Numbers) -> Coverage:
        """How much some rows and their articles hold."""
        keys = rows.tolist()
        chunks = self._index.rows.chunks(keys)
        numbers, places = np.unique(rows >> ORDINAL_BITS, return_inverse=True)
        articles = self._index.rows.articles(numbers.tolist())
        by_article = self._articles.coverage([articles[number].terms for number in numbers.tolist()])
        return Coverage(self._chunks.coverage([chunks[key].terms for key in keys]), by_article[places])

    def matching(self, among: Selection) -> Selection:
        """Rows that hold a word, of articles that hold half of them; of the ten thousand articles that hold most."""
        selection = own(among)
        if not self._query:
            return self._index.only(np.empty(0, dtype=np.int64))
        search = Search("weights", [self._query], _MATCHED, self._condition(selection), ("chunks",))
        with leg(Part.LEXICAL):
            (found,) = self._index.milvus.nearest(self._index.articles_name, search)
        matched: list[int] = []
        for first in range(0, len(found), _AT_ONCE):
            some = {int(row["pk"]): int(row["chunks"]) for row in found[first : first + _AT_ONCE]}
            rows = self._index.milvus.get(self._index.articles_name, list(some), ("pk", "terms"))
            shares = self._articles.shares([RowTerms.unpacked(list(row["terms"])) for row in rows])
            matched += [
                chunk_key(int(row["pk"]), ordinal)
                for row, share in zip(rows, shares.tolist(), strict=True)
                if share >= HALF_OF_THE_WORDS
                for ordinal in range(some[int(row["pk"])])
            ]
        keys = [key for key in sorted(matched) if selection.lets_through(key)]
        holding: list[int] = []
        for first in range(0, len(keys), _AT_ONCE * 4):
            part = keys[first : first + _AT_ONCE * 4]
            chunks = self._index.rows.chunks(part)
            covered = self._chunks.coverage([chunks[key].terms for key in part])
            holding += [key for key, score in zip(part, covered.tolist(), strict=True) if score > 0]
        return self._index.only(np.array(holding, dtype=np.int64))

    def _condition(self, selection: MilvusSelection) -> str:
        return both(self._index.alive, selection.of_articles)

    def _proposed(self, selection: MilvusSelection, most: int) -> list[ArticleRow]:
        """The articles that hold most of what is wanted, by the weights in the Milvus."""
        if not self._query:
            return []
        search = Search("weights", [self._query], min(most, MOST), self._condition(selection), ARTICLE_FIELDS)
        with leg(Part.LEXICAL):
            (found,) = self._index.milvus.nearest(self._index.articles_name, search)
        return list(self._index.rows.take_articles(found).values())
