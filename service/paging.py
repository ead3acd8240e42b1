"""One order of hits that every page is cut from: pools of fixed depth, each behind the one before it.

How deep both legs are searched moves what is fused and what is ranked anew. Were it as deep as a page needs, each page would be
cut from an order of its own, and hits would come twice or never. So the first pool has the depth that a first page needs, and
a further page takes what deeper pools have besides, none of it with a higher score than what stands before it.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from service.candidates import Candidates

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
