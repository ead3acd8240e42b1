"""What a numeral says, one value or the two ends of a vague one, and numbers written in digits."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

Approximation: TypeAlias = Literal["exact", "more_than", "about", "range"]
"""How the numeral itself qualifies its value: 三万, 三万多, 二十来, 三四十."""

Script: TypeAlias = Literal["digits", "han", "words"]
"""What a numeral is written in."""


def plain_value(value: Decimal) -> Decimal:
    """The same value, whole numbers without decimals: 1.2 times 10,000 is 12000, not 12000.0."""
    whole = value.to_integral_value()
    return whole if whole == value else value


@dataclass(frozen=True, slots=True)
class Amount:
    """A value between two ends, both included but for `more_than`, which has only a lower end, excluded.

    Every `Amount` is exact decimal: 1.2亿 is Decimal(120000000), never a float.
    """

    min: Decimal
    max: Decimal | None
    approximation: Approximation = "exact"

    def times(self, factor: Decimal) -> "Amount":
        """The same amount in units that are `factor` times as large."""
        if factor == 1:
            return self
        high = None if self.max is None else plain_value(self.max * factor)
        return Amount(plain_value(self.min * factor), high, self.approximation)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral of a text: `text[start:end]` says `amount`."""

    start: int
    end: int
    amount: Amount
    script: Script
    """By its first character; 3万 is digits, 三万 han, "three thousand" words."""
    scale: Decimal = Decimal(1)
    """What the last scale word multiplies by: 10000 in 30万, so that 20—30万 can lend it to the 20."""
    bare: bool = False
    """A scale without a number before it: the 百万 of 近百万, and of 百万雄师."""

    @property
    def min(self) -> Decimal:
        """Lower end; excluded where `approximation` is more_than."""
        return self.amount.min

    @property
    def max(self) -> Decimal | None:
        """Upper end, included; None when it is open."""
        return self.amount.max

    @property
    def exact(self) -> bool:
        """Whether it says one value and no more: 三万, not 三万多 or 三四万."""
        return self.amount.approximation == "exact"


# Longer runs of digits are ids, not numbers; 18 digits stay exact in any product we make (28 digits of context).
MOST_DIGITS = 18

# Atomic, so that a long run of digits is never tried at every length. 3,680.50 and 1.234.567,89 and 12 345 (no-break space) and 12,34,567 (in lakh): groups of three decide which mark is which.
DIGITS = (
    r"(?>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
    r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?![0-9])(?:\.[0-9]+)?"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,}(?![0-9])(?:,[0-9]+)?"
    r"|[0-9]{1,3}(?:[\u00a0\u202f][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?"
    r"|[0-9]+(?:\.[0-9]+)?)"
)
"""A pattern for one number in digits; `digits_value` reads what it matches."""

_WHOLE = re.compile(DIGITS)
_POINT_GROUPS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?")
_SPACE_GROUPS = re.compile(r"[0-9]{1,3}(?:[\u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?")


def digits_value(written: str) -> Decimal | None:
    """The value of a number in digits; None for an id or what is no number.

    >>> digits_value("3,680.50"), digits_value("1.234.567,5")
    (Decimal('3680.50'), Decimal('1234567.5'))
    """
    if not _WHOLE.fullmatch(written) or sum(character.isdigit() for character in written) > MOST_DIGITS:
        return None
    if _POINT_GROUPS.fullmatch(written):
        return Decimal(written.replace(".", "").replace(",", "."))
    if _SPACE_GROUPS.fullmatch(written):
        return Decimal(re.sub(r"[\u00a0\u202f]", "", written).replace(",", "."))
    return Decimal(written.replace(",", ""))
