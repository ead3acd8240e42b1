"""English names of months, whole and short, as the index and the grammar of dates read them."""

_NAMES = "january february march april may june july august september october november december"

MONTHS = {name: place + 1 for place, name in enumerate(_NAMES.split())}
MONTHS |= {name[:3]: place + 1 for place, name in enumerate(_NAMES.split())} | {"sept": 9}

MONTH_NAME = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
"""A pattern for a lower-case name; `month_number` reads what it matches."""


def month_number(name: str) -> int:
    """1 to 12 for "february", "feb" or "feb."."""
    return MONTHS[name.removesuffix(".")]
