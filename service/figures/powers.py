"""Powers of ten as numerals: 10⁴, 10^4, 3×10⁸."""

import re
from collections.abc import Iterator
from decimal import Decimal

from indexer.numerals.numeral import Amount, Numeral, plain_value

_POWER = re.compile(
    r"(?:(?<![0-9.,])(?P<times>[0-9]{1,9}(?:\.[0-9]{1,9})?) ?[×x*·] ?)?(?<![0-9.,])10(?:\^(?P<plain>-?[0-9]{1,2})(?![0-9])|(?P<raised>⁻?[⁰¹²³⁴-⁹]{1,2}))"
)
_RAISES = re.compile("[\\^⁰¹²³⁴-⁹⁻]")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def powers(folded: str) -> Iterator[Numeral]:
    """Yields the powers of ten of a folded text, with what multiplies them."""
    if _RAISES.search(folded) is None:
        return
    for match in _POWER.finditer(folded):
        exponent = int(match["plain"] or match["raised"].translate(_RAISED))
        value = plain_value(Decimal(match["times"] or 1) * Decimal(10) ** exponent)
        yield Numeral(match.start(), match.end(), Amount(value, value), "digits")
