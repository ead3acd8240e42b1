"""One way in which a follow-up can be understood."""

from dataclasses import dataclass

MOST_WAYS = 3
"""Of which a reader is shown the first as what was understood, and the others beside it."""
NEARLY = 0.1
"""How far behind the likeliest another way may be by the rule: of our own follow-ups one in ten has such a one."""


@dataclass(frozen=True, slots=True)
class Way:
    """A question in full that a follow-up may ask."""

    question: str
    behind: float = 0.0
    """How much less the rule holds of it than of its first choice, in steps of its signs."""
    alike: float | None = None
    """How alike what it replaces is, in the same steps; None where nothing is compared."""
