"""Reads the first candidates of a ranking within a budget: so many at most, in small batches, stopped at a deadline."""

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.reader import Excerpt, Judgement, Reader

_turn = threading.Lock()
"""One question is read at a time: the reader computes on every core, and two at once would both miss their deadline."""


READ_MS = 150.0
"""How long a question of the service may have its candidates read where nobody says."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much of a ranking a question may have read."""

    candidates: int = 10
    """At most."""
    milliseconds: float = READ_MS
    """Of reading, counted from where it could begin, waiting for other questions included; 0 reads nothing, infinity stops nowhere."""
    batch: int = 5
    """Candidates that are read at once: the clock is looked at between batches."""


def judge_first(
    reader: Reader,
    question: str,
    excerpts: Sequence[Excerpt],
    budget: Budget,
    *,
    now: Callable[[], float] = time.perf_counter,
) -> list[Judgement]:
    """Judgements of the first excerpts, as many as the budget has time for.

    The first batch is begun unless other questions are read for all of the time. Another one has as many as the time left is enough for, at the last one's pace; a batch
    that was begun is finished.

    Args:
        reader: Judges them.
        question: What is asked.
        excerpts: Of the candidates, best first.
        budget: How many, and how long.
        now: Seconds of a clock that never goes back.
    """
    most = excerpts[: budget.candidates]
    if not most or budget.milliseconds <= 0:
        return []
    begun = now()
    patience = budget.milliseconds / 1000 if math.isfinite(budget.milliseconds) else -1
    if not _turn.acquire(timeout=patience):
        return []
    try:
        return _judged(reader, question, most, budget, begun, now)
    finally:
        _turn.release()


def _judged(
    reader: Reader,
    question: str,
    most: Sequence[Excerpt],
    budget: Budget,
    begun: float,
    now: Callable[[], float],
) -> list[Judgement]:
    """Batch by batch, until all are read or the time is up."""
    found: list[Judgement] = []
    last_begun, pace = now(), 0.0
    while len(found) < len(most):
        left = budget.milliseconds / 1000 - (last_begun - begun)
        # A millionth on top, so that what fits exactly is not lost to rounding.
        plenty = not found or left >= pace * budget.batch
        there_is_time_for = budget.batch if plenty else int(left / pace * (1 + 1e-6))
        batch = most[len(found) : len(found) + min(there_is_time_for, budget.batch)]
        if not batch or (found and left <= 0):
            break
        found += reader.judge(question, batch)
        ended = now()
        last_begun, pace = ended, (ended - last_begun) / len(batch)
    return found
