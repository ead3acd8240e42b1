"""Pages of hits, cut from one order of fixed pools, and all articles that match a query, by date.

How deep both legs are searched moves what is fused and what is ranked anew. Were it as deep as a page needs, each page would be
cut from an order of its own, and hits would come twice or never. So the first pool has the depth that a first page needs, and
a further page takes what deeper pools have besides, none of it with a higher score than what stands before it.

An article matches that holds at least half of the query's words, by how telling they are. Where none does, as across languages
or by meaning alone, the hundred passages nearest to the query match.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Mask, Rows, Scores
from indexer.index.docstore import RowFacts
from indexer.index.snapshot import Snapshot
from service.search.candidates import Candidates, LegInput

DEPTH = 100
"""Rows that each leg brings to the first pool; a hit far down both legs is not what anybody asked for."""
_DEEPER = 4
"""Each pool is so many times as deep as the one before."""

GroupOf = Callable[[int], Hashable]
"""What rows of one group have in common; a row by itself where nothing is grouped."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Candidates, and the places of those that no pool before had, in ranked order."""

    candidates: Candidates
    places: list[int]


def pools(
    search: Callable[[int], Candidates],
    group_of: GroupOf,
    read: Callable[[Pool], Pool],
    *,
    wanted: int,
    reachable: int,
) -> list[Pool]:
    """Pools that together have so many groups, or all that there are; the order does not depend on how many are wanted.

    Args:
        search: Candidates of a depth.
        group_of: The group of a row: each is given once, by its first row.
        read: Puts the first pool into its last order.
        wanted: Groups.
        reachable: Rows that may be found at all.
    """
    found: list[Pool] = []
    seen: set[Hashable] = set()
    depth, lowest = DEPTH, math.inf
    while True:
        candidates = search(depth)
        places = []
        for place in candidates.order:
            group = group_of(int(candidates.rows[place]))
            if group not in seen:
                seen.add(group)
                places.append(int(place))
        pool = Pool(candidates, places)
        if found:
            # What only a deeper search brings may be better than the last of what stands before it.
            candidates.lower(lowest)
        else:
            pool = read(pool)
        found.append(pool)
        if len(seen) >= wanted or depth >= reachable:
            return found
        if pool.places:
            lowest = candidates.score(pool.places[-1])
        depth *= _DEEPER


def page(found: Sequence[Pool], *, offset: int, wanted: int) -> list[tuple[Candidates, list[int], int]]:
    """Candidates, places and first rank of each pool's part of a page, from rank offset + 1 up to `wanted`."""
    parts, before = [], 0
    for pool in found:
        places = pool.places[max(offset - before, 0) : max(wanted - before, 0)]
        if places:
            parts.append((pool.candidates, places, max(offset, before) + 1))
        before += len(pool.places)
    return parts


_HALF = 0.5 - 1e-6


def matching(snapshot: Snapshot, reading: LegInput, mask: Mask | None) -> Rows:
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
