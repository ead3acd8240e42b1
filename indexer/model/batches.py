"""Groups texts of like length, because a batch costs its longest text times its size: padding is paid in full."""

from collections.abc import Sequence

TOKEN_BUDGET = 1024
"""Tokens of a batch with its padding; speed is flat from 512 to 2048 here and memory grows with it."""

LEAST_FILL = 0.75
"""A text joins a batch only if it fills this much of its row."""


def group_by_tokens(
    counts: Sequence[int], *, budget: int = TOKEN_BUDGET, least_fill: float = LEAST_FILL
) -> list[list[int]]:
    """Positions of `counts` in groups, longest texts first, equal lengths in the order given.

    Every position comes once. A group's rows times its longest text is at most `budget` (a longer single text
    stands alone), and each text fills at least `least_fill` of the group's longest.

    Example: ``group_by_tokens([5, 90, 100, 5], budget=200)`` is ``[[2, 1], [0, 3]]``.
    """
    groups: list[list[int]] = []
    longest = 0
    for position in sorted(range(len(counts)), key=lambda i: (-counts[i], i)):
        count = counts[position]
        if groups and (len(groups[-1]) + 1) * longest <= budget and count >= least_fill * longest:
            groups[-1].append(position)
        else:
            groups.append([position])
            longest = count
    return groups
