"""How long training lasts, and how fast it learns on the way: a share of the budget decides, whatever the machine."""

from dataclasses import dataclass

WARM_UP = 0.05
"""Share of the budget in which the rate rises."""


@dataclass(frozen=True, slots=True)
class Budget:
    """So many seconds of training or, for runs that must be equal, so many steps."""

    seconds: float
    steps: int | None = None

    def share(self, *, seconds: float, steps: int) -> float:
        """How much of it is spent, 1 and more when it is all."""
        return steps / self.steps if self.steps is not None else seconds / self.seconds


def rate(share: float) -> float:
    """The learning rate at a share of the budget, as a part of the highest: up to it in a line, then down to 0.

    >>> rate(0.025), rate(0.05), rate(1.0)
    (0.5, 1.0, 0.0)
    """
    if share < WARM_UP:
        return share / WARM_UP
    return max((1 - share) / (1 - WARM_UP), 0.0)
