"""From vectors and words to lists: candidates of each article, their relevance, and the diverse choice among them."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from indexer.core.arrays import ByRow, Matrix, Numbers, Rows
from indexer.index.term_vectors import TermVectors
from indexer.related.relevance import Days, blocks, diverse, freshness, relevance

BY_MEANING = 96
BY_WORDS = 48
"""Candidates that each side brings."""

COMPARED = 64
"""Of those the most relevant, among which the list is chosen; twice as many as it is long, so that variety has a choice."""

LENGTH = 30
"""Most related articles of one article."""

_TOGETHER = 32
"""Lists chosen at a time: their candidates' vectors, 3 MB, stay in the processor's cache through all steps."""

COPY = 0.85
"""A text that is in no archive, and so in no story, takes what is nearer than this by both sides for its own copy."""


class Nearest(Protocol):
    """Vectors among which those nearest to others are looked for, by inner product: `indexer.index.vectors.Neighbours` is one."""

    def of(self, queries: Matrix, k: int) -> tuple[Rows, Matrix]:
        """The `k` rows nearest to each query, best first, and their products; both of shape (queries, k)."""
        ...


@dataclass(frozen=True, slots=True)
class Lists:
    """Related articles of some articles, in order."""

    numbers: Numbers
    """Article numbers, shape (articles, LENGTH), -1 where a list has ended."""
    scores: Matrix
    """Relevance of each, shape (articles, LENGTH)."""

    @classmethod
    def empty(cls, articles: int) -> "Lists":
        """A list without anyone for each article."""
        numbers = np.full((articles, LENGTH), -1, dtype=np.int32)
        return cls(numbers, np.zeros((articles, LENGTH), dtype=np.float32))

    def put(self, rows: Rows, lists: "Lists") -> None:
        """Fills in the lists of some articles."""
        self.numbers[rows], self.scores[rows] = lists.numbers, lists.scores


@dataclass(frozen=True, slots=True)
class EligibleArticles:
    """The articles that may be shown, one of each story, by place."""

    numbers: Rows
    vectors: Matrix
    """Unit, without what all articles share."""
    words: TermVectors
    days: Days
    stories: Rows

    @classmethod
    def of(cls, numbers: Rows, archive: "AllArticles") -> "EligibleArticles":
        """Some articles out of a whole archive."""
        few = archive.vectors[numbers[:1]]
        vectors = np.empty((numbers.size, few.shape[1]), dtype=np.float32)
        for block in blocks(numbers.size):
            vectors[block] = archive.vectors[numbers[block]]
        return cls(numbers, vectors, archive.words.some(numbers), archive.days[numbers], archive.stories[numbers])


@dataclass(frozen=True, slots=True)
class QueryArticles:
    """The articles whose lists are wanted, row by row."""

    vectors: Matrix
    words: TermVectors
    days: Days
    stories: Rows
    """Story of each, or -1 for a text that is in none."""


@dataclass(frozen=True, slots=True)
class AllArticles:
    """Every article of an archive, place i the article of number i."""

    vectors: ByRow
    """Unit, without what all articles share."""
    words: TermVectors
    days: Days
    stories: Rows

    def some(self, rows: Rows) -> QueryArticles:
        """Some of them as those asked about, in the order given."""
        return QueryArticles(self.vectors[rows], self.words.some(rows), self.days[rows], self.stories[rows])


def choose(asked: QueryArticles, shown: EligibleArticles, neighbours: Nearest) -> Lists:
    """The related articles of each of a block of articles, diverse, never of the article's own story.

    Memory grows with rows of `asked` times COMPARED vectors: give a few hundred at a time.

    Args:
        asked: Whose lists are wanted.
        shown: What may be listed.
        neighbours: Over `shown.vectors`.
    """
    products = asked.words.products(shown.words)
    places, cosines = _candidates(asked, shown, neighbours, products.best(BY_WORDS)[0])
    in_words = products.at(places)
    scored = relevance(cosines, in_words, freshness(asked.days[:, None], shown.days[places]))
    copies = (asked.stories[:, None] < 0) & (in_words > COPY) & (cosines > COPY)
    excluded = (places < 0) | (shown.stories[places] == asked.stories[:, None]) | copies
    scored[excluded] = -1.0
    # Equal worth is decided by place, so candidates stand by relevance, then by number.
    order = np.lexsort((places, -scored), axis=1)[:, :COMPARED]
    places, scored = np.take_along_axis(places, order, 1), np.take_along_axis(scored, order, 1)
    return listed(places, scored, shown)


def listed(places: Rows, scored: Matrix, shown: EligibleArticles) -> Lists:
    """The diverse choice among candidates that stand in order.

    Args:
        places: In `shown`, shape (lists, candidates).
        scored: Relevance of each; below 0 for what is no candidate.
        shown: What may be listed.
    """
    lists = Lists.empty(len(places))
    for start in range(0, len(places), _TOGETHER):
        rows = np.arange(start, min(start + _TOGETHER, len(places)))
        chosen, values = diverse(scored[rows], shown.vectors[places[rows]], LENGTH)
        numbers = np.take_along_axis(shown.numbers[places[rows]], np.maximum(chosen, 0).astype(np.int64), 1)
        lists.put(rows, Lists(np.where(chosen < 0, -1, numbers).astype(np.int32), values))
    return lists


def _candidates(
    asked: QueryArticles, shown: EligibleArticles, neighbours: Nearest, by_words: Rows
) -> tuple[Rows, Matrix]:
    """Places near by meaning or by words, each once (-1 for a repeat), and their cosines of meaning."""
    by_meaning, near = neighbours.of(asked.vectors, BY_MEANING)
    cosines = np.einsum("qd,qkd->qk", asked.vectors, shown.vectors[by_words])
    places = np.concatenate([by_meaning, by_words], axis=1)
    both = np.concatenate([near, cosines.astype(np.float32)], axis=1)
    order = np.argsort(places, axis=1, kind="stable")
    in_order = np.take_along_axis(places, order, 1)
    repeated = np.zeros(places.shape, dtype=bool)
    np.put_along_axis(repeated, order[:, 1:], in_order[:, 1:] == in_order[:, :-1], axis=1)
    return np.where(repeated, -1, places), both
