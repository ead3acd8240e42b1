"""Means of losses over some steps."""

from training.losses import Losses


class Means:
    """Sums of what was added; every step counts alike."""

    def __init__(self) -> None:
        self._sums = [0.0, 0.0, 0.0, 0.0]
        self._steps = 0
        self.tokens = 0

    def add(self, losses: Losses, tokens: int) -> None:
        """Adds a step."""
        parts = (losses.span, losses.answerable, losses.rank, losses.total)
        self._sums = [total + float(part.detach()) for total, part in zip(self._sums, parts, strict=True)]
        self._steps += 1
        self.tokens += tokens

    def values(self) -> tuple[float, float, float, float]:
        """Span, answerable, rank and total; 0 before the first step."""
        span, answerable, rank, total = (each / max(self._steps, 1) for each in self._sums)
        return span, answerable, rank, total
