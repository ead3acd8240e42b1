"""Which articles match a query at all, and their passages by date: what is sorted and counted, where ranking takes only the best.

An article matches that holds at least half of the query's words, by how telling they are. Where none does, as across languages
or by meaning alone, the hundred passages nearest to the query match.
"""

from collections.abc import Callable, Hashable

import numpy as np
import numpy.typing as npt

from indexer.archive import RowFacts
from indexer.arrays import Mask, Rows, Scores
from indexer.snapshot import Snapshot
from service.candidates import Reading
from service.paging import DEPTH

_HALF = 0.5 - 1e-6


def matching(snapshot: Snapshot, reading: Reading, mask: Mask | None) -> Rows:
    """Rows that match, ascending: of an article those that hold any of the words.

    Args:
        snapshot: Searched.
        reading: The query.
        mask: Rows that may be found, shape (rows,); None for all.
    """
    facts, covered = snapshot.facts, reading.covered
    if covered is not None:
        articles = snapshot.article_terms.shares(reading.asked.wants(snapshot.article_terms)) >= _HALF
        rows = articles[facts.articles] & (covered.chunks > 0)
        # A title's words are in each of its chunks, and a word that two chunks share is in neither.
        found = np.flatnonzero(rows if mask is None else rows & mask).astype(np.int64)
        if found.size:
            return found
    if reading.vector is None:
        return np.empty(0, dtype=np.int64)
    return np.sort(snapshot.vectors.search(reading.vector, DEPTH, mask=mask)[0])


def by_date(
    rows: Rows,
    facts: RowFacts,
    seconds: npt.NDArray[np.float64],
    covered: Scores | None,
    group_of: Callable[[int], Hashable],
    *,
    oldest: bool,
) -> Rows:
    """The best row of each group, by date; undated articles come last, and passages of an article by their words.

    Args:
        rows: That match.
        facts: Of the snapshot.
        seconds: When each article was published, shape (articles,); NaN where nobody knows.
        covered: How much of the query each row holds, shape (rows of the snapshot,); None for nobody knows.
        group_of: The group of a row.
        oldest: Whether the oldest come first, not the newest.
    """
    articles = facts.articles[rows]
    when = seconds[articles] if oldest else -seconds[articles]
    best = np.zeros(rows.size) if covered is None else -covered[rows]
    ordered = rows[np.lexsort((rows, best, articles, when))]  # NaN sorts last either way
    first: dict[Hashable, int] = {}
    for row in ordered:
        first.setdefault(group_of(int(row)), int(row))
    return np.fromiter(first.values(), dtype=np.int64, count=len(first))
