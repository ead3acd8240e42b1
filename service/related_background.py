"""How relevant any two articles of an archive are to each other: what a list has beyond that is related.

A language with few articles in an archive looks alike in all of them: words that each text of it has are rare among the others.
"""

from collections.abc import Sequence

import numpy as np

from indexer.arrays import Rows
from indexer.related.relevance import relevance, without_common
from indexer.related.table import RelatedTable
from indexer.snapshot import Snapshot

_SAMPLE = 48
"""Articles of a language that are compared."""
EXPECTED = 0.05
_EXPECTED_PAIRS = 10
"""A large archive's languages have about this; it counts as so many pairs, as two or three articles may well be related."""


class Background:
    """Relevance of unrelated articles by their languages; each looked at once, safe to use from any thread."""

    def __init__(self, snapshot: Snapshot, table: RelatedTable) -> None:
        self._snapshot = snapshot
        self._table = table
        self._known: dict[tuple[str, str], float] = {}

    def of(self, one: str, other: str) -> float:
        """The median relevance of articles in two languages."""
        first, second = sorted((_main(one), _main(other)))
        if (first, second) not in self._known:
            self._known[first, second] = self._median(self._sample(first), self._sample(second))
        return self._known[first, second]

    def _sample(self, language: str) -> Rows:
        """Some articles in a language, at equal distances."""
        numbers = np.flatnonzero([_main(each) == language for each in self._snapshot.facts.languages])
        return numbers[np.unique(np.linspace(0, max(numbers.size - 1, 0), _SAMPLE).astype(np.int64))[: numbers.size]]

    def _median(self, ones: Rows, others: Rows) -> float:
        snapshot, table = self._snapshot, self._table
        words = table.term_vectors(len(snapshot.article_terms.postings().vocabulary))
        common = np.asarray(table.common)
        vectors = [without_common(snapshot.article_vectors.rows(each), common) for each in (ones, others)]
        cosines = np.vecdot(vectors[0][:, None], vectors[1][None])
        shared = words.some(ones).products(words.some(others)).dense()
        scores = relevance(cosines, shared, np.zeros_like(cosines))
        pairs = scores[np.less.outer(ones, others)] if np.array_equal(ones, others) else scores.ravel()
        return float(np.median(np.concatenate([pairs, np.full(_EXPECTED_PAIRS, EXPECTED)])))


def _main(language: str) -> str:
    """A language without script and region."""
    return language.partition("-")[0]


def is_translation(numbers: Sequence[frozenset[str]], cosine: float, retold_from: float) -> bool:
    """Whether two articles in different languages say the same: they are near to each other, and most of their numbers meet.

    Args:
        numbers: Terms of the numbers and dates of each.
        cosine: Of their vectors.
        retold_from: From which on articles in different languages may tell the same story.
    """
    few = min(map(len, numbers))
    if few < _TELLING_NUMBERS:
        return cosine >= (2 * retold_from + 1) / 3
    return cosine >= retold_from and len(numbers[0] & numbers[1]) >= _SHARE * few


_TELLING_NUMBERS = 2
_SHARE = 0.5
