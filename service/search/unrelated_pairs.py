"""How relevant any two articles of an archive are to each other: what a list of related ones has beyond that is related.

A language with few articles in an archive looks alike in all of them: words that each text of it has are rare among the others.
"""

import numpy as np

from indexer.core.arrays import Rows
from indexer.related.relevance import relevance, without_common
from service.search.whole_archive import WholeArchive

_SAMPLE = 48
"""Articles of a language that are compared."""
EXPECTED = 0.05
"""Where an archive says nothing of it."""
_EXPECTED_PAIRS = 10
"""A language has at least this, and it counts as so many pairs: two or three articles may well be related."""


class UnrelatedPairs:
    """Relevance of unrelated articles by their languages; each looked at once, safe to use from any thread."""

    def __init__(self, snapshot: WholeArchive) -> None:
        self._snapshot = snapshot
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
        snapshot, table = self._snapshot, self._snapshot.related
        if table is None:
            return EXPECTED
        words = table.term_vectors(snapshot.article_terms.vocabulary)
        common = np.asarray(table.common)
        vectors = [without_common(snapshot.article_vectors.rows(each), common) for each in (ones, others)]
        cosines = np.vecdot(vectors[0][:, None], vectors[1][None])
        shared = words.some(ones).products(words.some(others)).dense()
        scores = relevance(cosines, shared, np.zeros_like(cosines))
        pairs = scores[np.less.outer(ones, others)] if np.array_equal(ones, others) else scores.ravel()
        return max(float(np.median(np.concatenate([pairs, np.full(_EXPECTED_PAIRS, EXPECTED)]))), EXPECTED)


def _main(language: str) -> str:
    """A language without script and region."""
    return language.partition("-")[0]
