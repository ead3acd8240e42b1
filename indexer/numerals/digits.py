"""Numbers written in digits 0-9 (folded text), with or without marks between thousands."""

import re
from decimal import Decimal

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
