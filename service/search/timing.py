"""How long the stages of one search take."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Clock:
    """Milliseconds by stage of one search."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()
        self._stages: dict[str, float] = {}

    def time(self, stage: str, work: Callable[[], T]) -> T:
        """Does the work and adds its time to the stage."""
        begun = time.perf_counter()
        result = work()
        self._stages[stage] = self._stages.get(stage, 0.0) + (time.perf_counter() - begun) * 1000
        return result

    def took_ms(self) -> dict[str, float]:
        """All stages, and the total since the clock was made."""
        total = (time.perf_counter() - self._begun) * 1000
        return {stage: round(took, 3) for stage, took in (*self._stages.items(), ("total", total))}
