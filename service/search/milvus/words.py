"""The lexical leg in a Milvus: its server proposes articles by their weights, and their chunks are weighed here.

The server adds up what an article holds, and counts each spelling of a thing; a chunk has a score of its own. So articles are taken
until what no chunk of the next can exceed is below the last of the rows that are wanted: then these are the best of the archive.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.arrays import Rows as Numbers
from indexer.core.arrays import Scores
from indexer.core.article import Part
from indexer.index.wants import Want, without_numbers
from indexer.milvus.client import MOST, Search
from indexer.milvus.counts import RowTerms, dimension_of, hash_of
from indexer.milvus.schema import ORDINAL_BITS, chunk_key
from service.search.config import ranking
from service.search.facts import HALF_OF_THE_WORDS, Coverage, covered_together
from service.search.index import Selection
from service.search.legs import leg
from service.search.milvus.conditions import both
from service.search.milvus.held_terms import HeldTerms
from service.search.milvus.rows import ArticleRow
from service.search.milvus.selection import MilvusSelection, own
from service.search.milvus.terms import Weigher

if TYPE_CHECKING:
    from service.search.milvus.index import MilvusIndex

_PROPOSED, _MOST_PROPOSED = 128, 512
"""Articles for the first hundred rows, at first, and where others may hold more: in a large archive what is beyond has no say."""
_FIRST = 40
"""Articles whose chunks are weighed at first: those of 20 to 36 were among the best hundred rows."""
_SLACK = 1e-4
"""Of a bound: the server adds up in another order, by the length that articles had on average when the epoch began."""
_DEPTH = 100
"""Rows that these are for."""
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
        self._worded = self._articles
        if (words := without_numbers(article_wants)) is not article_wants:
            counts = dict(zip((term for term, _ in _spelled(article_wants)), of_articles.tolist(), strict=True))
            of_words = np.array([counts[term] for term, _ in _spelled(words)], dtype=np.int64)
            self._worded = Weigher(words, record.articles, np.float32(record.article_average), of_words)
        self._query = self._weights(zip(_spelled(article_wants), of_articles.tolist(), strict=True), {}, 1.0)
        # What only chunks are asked for, as a synonym's rarest part, weighs as much as it may give one.
        share = ranking().chunk_share
        scale = share / (1 - share) * float(self._articles.attainable / self._chunks.attainable)
        self._query = self._weights(zip(_spelled(wants), of_chunks.tolist(), strict=True), self._query, scale)

    @staticmethod
    def _weights(
        spelled: Iterable[tuple[tuple[str, float], int]], known: Mapping[int, float], scale: float
    ) -> dict[int, float]:
        """A query's weights with those of terms that it does not have, by dimension; terms that nothing holds are left out."""
        new: dict[int, float] = {}
        for (term, idf), frequency in spelled:
            dimension = dimension_of(hash_of(term))
            if frequency and dimension not in known:
                new[dimension] = new.get(dimension, 0.0) + idf * scale
        return {**known, **new}

    def best(self, depth: int, among: Selection) -> Numbers:
        """The rows with the most of what is wanted."""
        selection = own(among)
        wanted = max(depth, _DEPTH)
        for most in (_PROPOSED * wanted // _DEPTH, _MOST_PROPOSED * wanted // _DEPTH):
            articles, ceilings, beyond = self._proposed(selection, most)
            rows, scores = self._weighed(articles, ceilings, selection, depth)
            if not beyond or (rows.size >= depth and beyond < scores[depth - 1]):
                break
        return rows[:depth]

    def _weighed(
        self, articles: Sequence[ArticleRow], ceilings: Scores, selection: MilvusSelection, depth: int
    ) -> tuple[Numbers, Scores]:
        """The best rows of some articles, and what each holds."""
        order = np.argsort(-ceilings, kind="stable")
        rows, scores = self._held([articles[place] for place in order[:_FIRST]], selection)
        least = scores[depth - 1] if rows.size >= depth else np.float32(0)
        others = order[_FIRST:][ceilings[order[_FIRST:]] >= least]
        if others.size:
            more, theirs = self._held([articles[place] for place in others], selection)
            rows, scores = _best_first(np.concatenate([rows, more]), np.concatenate([scores, theirs]))
        return rows, scores

    def _ceilings(self, articles: Sequence[ArticleRow]) -> Scores:
        """What no row of each article can exceed, shape (articles,)."""
        terms = HeldTerms([each.terms for each in articles])
        return covered_together(self._chunks.ceiling(terms), self._articles.coverage(terms)) + np.float32(_SLACK)

    def _held(self, articles: Sequence[ArticleRow], selection: MilvusSelection) -> tuple[Numbers, Scores]:
        """The rows of some articles that hold any of what is wanted, best first, ties by row, and what each holds."""
        keys = (chunk_key(article.key, ordinal) for article in articles for ordinal in range(article.chunks))
        rows = np.array(sorted(filter(selection.lets_through, keys)), dtype=np.int64)
        scores = self.coverage(rows).both
        return _best_first(rows[scores > 0], scores[scores > 0])

    def coverage(self, rows: Numbers) -> Coverage:
        """How much some rows and their articles hold."""
        keys = rows.tolist()
        chunks = self._index.rows.chunks(keys)
        numbers, places = np.unique(rows >> ORDINAL_BITS, return_inverse=True)
        articles = self._index.rows.articles(numbers.tolist())
        terms = HeldTerms([articles[number].terms for number in numbers.tolist()])
        by_article = self._articles.coverage(terms)
        worded = by_article if self._worded is self._articles else self._worded.coverage(terms)
        by_chunk = self._chunks.coverage(HeldTerms([chunks[key].terms for key in keys]))
        return Coverage(by_chunk, by_article[places], worded=worded[places])

    def most_held(self) -> float:
        """The largest share of what is wanted of articles that one holds, by idf, of those that hold most by their weights."""
        if not self._query:
            return 0.0
        search = Search("weights", [self._query], _MOST_PROPOSED, self._index.alive, ("pk",))
        (found,) = self._index.milvus.nearest(self._index.articles_name, search)
        rows = self._index.rows.articles([int(row["pk"]) for row in found])
        return float(self._articles.shares(HeldTerms([each.terms for each in rows.values()])).max(initial=0.0))

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
            shares = self._articles.shares(HeldTerms([RowTerms.unpacked(row["terms"]) for row in rows]))
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
            covered = self._chunks.coverage(HeldTerms([chunks[key].terms for key in part]))
            holding += [key for key, score in zip(part, covered.tolist(), strict=True) if score > 0]
        return self._index.only(np.array(holding, dtype=np.int64))

    def _condition(self, selection: MilvusSelection) -> str:
        return both(self._index.alive, selection.of_articles)

    def _proposed(self, selection: MilvusSelection, most: int) -> tuple[list[ArticleRow], Scores, float]:
        """The articles that hold most of what is wanted, by the weights in the Milvus.

        Returns:
            Them, what no row of each can exceed, and what rows of others may hold: 0 where there are no others. It supposes of
            them that no chunk holds more, beside what its article holds, than one of those that are proposed may.
        """
        if not self._query:
            return [], np.empty(0, dtype=np.float32), 0.0
        limit = min(most, MOST)
        search = Search("weights", [self._query], limit, self._condition(selection), ("pk",))
        with leg(Part.LEXICAL):
            (found,) = self._index.milvus.nearest(self._index.articles_name, search)
        keys = [int(row["pk"]) for row in found]
        taken = self._index.rows.articles(keys)
        articles = [taken[key] for key in keys]
        ceilings = self._ceilings(articles)
        if len(found) < limit:
            return articles, ceilings, 0.0
        held = np.array([row["score"] for row in found], dtype=np.float32)
        return articles, ceilings, float((ceilings / held).max() * held[-1])


def _spelled(wants: Sequence[Want]) -> list[tuple[str, float]]:
    """Each spelling of what is wanted, with how telling it is."""
    return [(term, want.idf) for want in wants for term in want.spellings]


def _best_first(rows: Numbers, scores: Scores) -> tuple[Numbers, Scores]:
    """Rows by what they hold, ties by row."""
    order = np.lexsort((rows, -scores))
    return rows[order], scores[order]
