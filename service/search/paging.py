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

from indexer.core.article import Part
from service.results import GroupBy
from service.search.candidates import Candidates
from service.search.config import ranking
from service.search.index import SearchIndex, Selection
from service.search.legs import LegInput, leg

_DEEPER = 4
"""Each pool is this many times as deep as the one before."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Candidates, and the places of those that no pool before had, in ranked order."""

    candidates: Candidates
    places: list[int]


def pools(
    search: Callable[[int], Candidates],
    group_by: GroupBy,
    read: Callable[[Pool], Pool],
    *,
    wanted: int,
    reachable: Callable[[], int],
) -> list[Pool]:
    """Yields pools until they hold enough groups, or all that exist; the order does not depend on how many are wanted.

    Args:
        search: Candidates of a depth.
        group_by: What a row stands for: each group is given once, by its first row.
        read: Puts the first pool into its last order.
        wanted: Groups.
        reachable: Counts the rows that may be found at all; asked only where the first pool has too few groups.
    """
    found: list[Pool] = []
    seen: set[Hashable] = set()
    depth, lowest = ranking().depth, math.inf
    while True:
        candidates = search(depth)
        places, groups = candidates.order.tolist(), candidates.groups(group_by)
        if group_by == "chunk" and not seen:
            seen.update(groups)  # each row is a group of its own
        else:
            first: dict[Hashable, int] = {}
            for place in places:
                first.setdefault(groups[place], place)
            places = [place for group, place in first.items() if group not in seen]
            seen.update(first)
        pool = Pool(candidates, places)
        if found:
            # What only a deeper search brings may be better than the last of what stands before it.
            candidates.lower(lowest)
        else:
            pool = read(pool)
        found.append(pool)
        if len(seen) >= wanted or depth >= reachable():
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


def matching(index: SearchIndex, reading: LegInput, among: Selection) -> Selection:
    """Rows that match: of an article those that hold any of the words.

    Args:
        index: Searched.
        reading: The query.
        among: Rows that may be found.
    """
    if reading.words is not None:
        with leg(Part.LEXICAL):
            found = reading.words.matching(among)
        if found.reachable:
            return found
    if reading.vector is None:
        return index.only(np.empty(0, dtype=np.int64))
    with leg(Part.DENSE):
        return index.only(index.nearest(reading.vector, ranking().depth, among))
