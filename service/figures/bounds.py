"""The two ends of a figure, from its amount and the word that qualifies it."""

from typing import TypeAlias

from indexer.figure import Bound, Qualifier
from indexer.numerals.numeral import Amount

Bounds: TypeAlias = tuple[Bound, Bound, bool, bool, Qualifier]
"""Lower and upper end, whether each is included, and the qualifier of the whole."""


def qualified(amount: Amount, said: Qualifier) -> tuple[Bound, Bound, bool, bool, Qualifier]:
    """Ends, whether each is included, and the qualifier, of an amount as qualified: 近百万 is below 1,000,000."""
    low, high = amount.min, amount.max
    if said == "more_than" or (amount.approximation == "more_than" and said != "at_least"):
        return low, None, False, False, "more_than"
    if said == "at_least":
        return low, None, amount.approximation != "more_than", False, "at_least"
    if said == "less_than":
        return None, high, False, False, "less_than"
    if said == "at_most":
        return None, high, False, True, "at_most"
    if said == "about" or amount.approximation == "about":
        return low, high, True, True, "about"
    return low, high, True, True, "range" if low != high else "exact"
