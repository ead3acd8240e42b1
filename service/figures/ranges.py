"""Ranges and signs: 20至30, 3%到5%, "between 2 and 3 million", 零下5度, -5℃至3℃."""

import re
from dataclasses import replace
from decimal import Decimal

from indexer.core.figure import Qualifier
from indexer.text.numerals import Amount, plain_value
from service.figures.quantities import Bounds, Quantity

_HAN_BETWEEN = re.compile(r" ?(?:至|到|—{1,2}|–|―|~|～|-{1,2}|〜|─{1,2}|－) ?")
_ENGLISH_BETWEEN = re.compile(r" (?:to|and) | ?[-–—~] ?")
BETWEEN_BEFORE = re.compile(r"(?<!\w)(?:between|from|от|entre|từ) $")


def separated(first: Quantity, second: Quantity, folded: str) -> bool:
    """Whether two quantities are the ends of one range by what stands between them."""
    if second.start < first.end:
        return False
    between = folded[first.end : second.start]
    if len(between) > 5 or not between:
        return False
    if _HAN_BETWEEN.fullmatch(between):
        return True
    if between == " and ":
        return re.search(r"(?<!\w)between $", folded[max(0, first.start - 9) : first.start]) is not None
    return _ENGLISH_BETWEEN.fullmatch(between) is not None


def between(first: Quantity, second: Quantity) -> Quantity | None:
    """One quantity from the first to the second; None where they are not two ends of one thing."""
    if (
        first.unit is not None
        and second.unit is not None
        and first.unit != second.unit
        and first.unit.kind != second.unit.kind
    ):
        return None
    low, high = first.amount.min, second.amount.max
    if high is None or first.amount.approximation == "more_than":
        return None
    if first.unit is None and second.unit is not None:
        low = plain_value(low * second.unit.factor)
    low = _with_lent_scale(low, first, second)
    if not low < high:
        return None
    unit, unit_text = (second.unit, second.unit_text) if second.unit is not None else (first.unit, first.unit_text)
    end = second.end
    return replace(
        second, amount=Amount(low, high, "range"), unit=unit, unit_text=unit_text, start=first.start, end=end
    )


def _with_lent_scale(low: Decimal, first: Quantity, second: Quantity) -> Decimal:
    """20 to 30万 begins at 200,000; 5000 to 1万 at 5,000, as 5000 is more than the 1 that 万 multiplies."""
    scale = second.number.scale
    if first.number.scale != 1 or scale == 1 or (first.number.script == "han") != (second.number.script == "han"):
        return low
    for lent in (scale, Decimal(10**8), Decimal(10**4)):
        if lent <= scale and scale % lent == 0 and first.number.min < second.number.min / lent:
            return plain_value(low * lent)
    return low


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
