"""Signs before degrees and shares: 零下5度, -3.2%, 零下20多度; one for each end of a range, -5℃至3℃, or for both."""

import re
from dataclasses import replace
from decimal import Decimal

from indexer.figure import Qualifier
from indexer.numerals.numeral import Amount
from service.figures.bounds import Bounds
from service.figures.quantity import Quantity

# Not the dash of a range or a name.
_NEGATIVE = re.compile(r"(?:(?P<said>零下|(?<![正抱])负|(?<!\w)minus )|(?<![a-z0-9%℃)）.\-])[-−])$")
_TO = re.compile(r" ?(?:至|到|—{1,2}|–|~|～|-| to ) ?(?P<sign>零下|负|minus |[-−])?\+?")
_MAY_BE_NEGATIVE = frozenset({"celsius", "percent", "percentage_point"})
_TURNED: dict[Qualifier, Qualifier] = {
    "more_than": "less_than", "less_than": "more_than", "at_least": "at_most", "at_most": "at_least",
}  # fmt: skip


def sign_before(found: Quantity, folded: str) -> int | None:
    """Where the sign of a quantity begins; None where it has none, or may have none."""
    if found.unit is None or found.unit.name not in _MAY_BE_NEGATIVE:
        return None
    sign = _sign(found, folded)
    return None if sign is None else sign.start() + max(0, found.start - 6)


def turned(bounds: Bounds) -> Bounds:
    """The bounds of the negative: 零下20多度 is below -20."""
    low, high, low_in, high_in, qualifier = bounds
    return _minus(high), _minus(low), high_in, low_in, _TURNED.get(qualifier, qualifier)


def signed_between(first: Quantity, second: Quantity, folded: str) -> Quantity | None:
    """One quantity of a range with a sign: 零下5到10度 is -10 to -5, -5到10℃ is -5 to 10."""
    joint = _TO.fullmatch(folded, first.end, second.start)
    sign = _sign(first, folded)
    unit = second.unit or first.unit
    if joint is None or unit is None or unit.name not in _MAY_BE_NEGATIVE or not (sign or joint["sign"]):
        return None
    if not (first.number.exact and second.number.exact) or (first.unit is not None and first.unit != unit):
        return None
    shared = sign is not None and sign["said"] is not None and first.unit is None
    low = -first.amount.min if sign else first.amount.min
    high = -second.amount.min if joint["sign"] or shared else second.amount.min
    start = first.start if sign is None else first.start - len(sign.group())
    return replace(second, amount=Amount(min(low, high), max(low, high), "range"), unit=unit, start=start)


def _sign(found: Quantity, folded: str) -> re.Match[str] | None:
    return _NEGATIVE.search(folded[max(0, found.start - 6) : found.start])


def _minus(bound: Decimal | str | None) -> Decimal | None:
    return -bound if isinstance(bound, Decimal) else None
