"""Two ends of one figure: 20至30, 20—30万, 3%到5%, "between 2 and 3 million"."""

import re
from dataclasses import replace
from decimal import Decimal

from indexer.numerals.numeral import Amount, plain_value
from service.figures.quantity import Quantity

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
