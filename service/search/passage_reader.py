"""Has passages read within a budget of passages and time, and remembers recent readings.

A deadline lets as much be read as the machine has time for at that moment. Were each page read by itself, one would be ordered by
ten judgements and the next by five, and a hit would come twice or never.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import partial

from indexer.rerank.reader import Excerpt, Judgement, Reader
from service.search.turns import waiting

_turn = threading.Lock()
"""One question is read at a time: the reader computes on every core, and two at once would both miss their deadline."""


READ_MS = 150.0
"""The default time for reading the candidates of a question in the service."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How many candidates the reader may read for a question, and for how long."""

    candidates: int = 10
    """At most."""
    milliseconds: float = READ_MS
    """Of reading, counted from where it could begin, waiting for other questions included; 0 reads nothing, infinity stops nowhere."""
    least: int = 5
    """Candidates that are read, however long it takes, once reading could begin: the clock is looked at before each one behind them."""


def judge_first(
    reader: Reader,
    question: str,
    excerpts: Sequence[Excerpt],
    budget: Budget,
    *,
    before: Sequence[Judgement] = (),
    now: Callable[[], float] = time.perf_counter,
) -> list[Judgement]:
    """Judgements of the first excerpts, as many as the budget has time for.

    The first few are read unless other questions are read for all of the time. Another one is begun where the time left is enough for one more, at the
    pace of those before; what was begun is finished.

    Args:
        reader: Judges them.
        question: What is asked.
        excerpts: Of the candidates, best first.
        budget: How many, and how long.
        before: Judgements of the first of them, made when there was no time for more: the reader goes on behind them.
        now: Seconds of a clock that never goes back.
    """
    most = excerpts[: budget.candidates]
    if len(most) <= len(before) or budget.milliseconds <= 0:
        return list(before)
    begun = now()
    patience = budget.milliseconds / 1000 if math.isfinite(budget.milliseconds) else -1
    if not _turn.acquire(timeout=patience):
        return list(before)
    try:
        return _judged(reader, question, most=most, budget=budget, before=before, begun=begun, now=now)
    finally:
        _turn.release()


def _judged(
    reader: Reader,
    question: str,
    most: Sequence[Excerpt],
    budget: Budget,
    before: Sequence[Judgement],
    begun: float,
    now: Callable[[], float],
) -> list[Judgement]:
    """One after the other behind those that are judged, until all are read or the time is up."""
    first = now()

    def there_is_time(number: int, done: int) -> bool:
        if number < budget.least:
            return True
        left = budget.milliseconds / 1000 - (now() - begun)
        pace = (now() - first) / max(done, 1)
        # A millionth on top, so that what fits exactly is not lost to rounding.
        return left > 0 and left * (1 + 1e-6) >= pace

    return [*before, *reader.judge(question, most[len(before) :], there_is_time)]


_KEPT = 64
"""Questions; the judgements of ten passages take some 400 kB."""

_PATIENCE = 60.0
"""Seconds after which a first page is read on where the clock stopped the reader before: a busy moment is over by then, and
a list that somebody pages through does not change under him."""


@dataclass(frozen=True, slots=True)
class _Reading:
    judgements: Sequence[Judgement]
    at: float
    """Seconds of a clock that never goes back."""


class Readings:
    """The judgements of the latest questions, least recently used out first; safe to use from any thread."""

    def __init__(
        self, size: int = _KEPT, *, patience: float = _PATIENCE, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._size = size
        self._patience = patience
        self._now = now
        self._kept: OrderedDict[Hashable, _Reading] = OrderedDict()
        self._lock = threading.Lock()

    def of(
        self,
        asked: Hashable,
        read: Callable[[Sequence[Judgement]], Sequence[Judgement]],
        *,
        whole: int,
        first_page: bool,
    ) -> Sequence[Judgement]:
        """The judgements that hold for a question: those that are kept, else what is read now.

        Args:
            asked: The question and what is to be read for it.
            read: Reads it, or goes on behind the judgements that are kept. Of two that read at a time the first to be done holds for both.
            whole: How many judgements there are where nothing stops the reader.
            first_page: Whether a list may begin here, so that what was read in part long ago need not hold.
        """
        with self._lock:
            before = self._kept.get(asked)
            if before is not None and not (first_page and self._outdated(before, whole)):
                self._kept.move_to_end(asked)
                return before.judgements
        judgements = read(before.judgements if before is not None else ())
        with self._lock:
            meanwhile = self._kept.get(asked)
            if meanwhile is not None and meanwhile is not before:
                return meanwhile.judgements
            self._kept[asked] = _Reading(judgements, self._now())
            self._kept.move_to_end(asked)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return judgements

    def _outdated(self, reading: _Reading, whole: int) -> bool:
        return len(reading.judgements) < whole and self._now() - reading.at > self._patience


class PassageReader:
    """Reads the first passages of searches, and parts of passages; safe to use from any thread."""

    def __init__(self, reader: Reader | None, budget: Budget) -> None:
        """Reads nothing yet.

        Args:
            reader: None reads nothing.
            budget: How many passages it reads for a question, and how long.
        """
        self.reader = reader
        self.budget = budget
        self._readings = Readings()
        self._parts_read = Readings()

    def at_most(self, candidates: int) -> "PassageReader":
        """The same, that reads no more passages for a question than so many."""
        other = copy(self)
        other.budget = replace(self.budget, candidates=min(candidates, self.budget.candidates))
        return other

    def first(
        self, question: str, rows: Sequence[int], excerpts: Sequence[Excerpt], *, first_page: bool
    ) -> Sequence[Judgement]:
        """What the reader makes of the first candidates of a search, as many as there is time for.

        Args:
            question: What is asked.
            rows: Of the candidates, best first.
            excerpts: Their passages.
            first_page: Whether a list begins here; see `Readings.of`.
        """
        read = partial(self._read, question, excerpts, self.budget)
        if self.reader is None or math.isinf(self.budget.milliseconds):
            return read(())  # nothing stops it: it reads the same each time
        return self._readings.of((question, *rows), read, whole=len(excerpts), first_page=first_page)

    def parts(self, question: str, excerpts: Sequence[Excerpt]) -> Sequence[Judgement]:
        """What the reader makes of parts of passages, at once: of all, or of none where there is no reader or no time for it."""
        if self.reader is None or not excerpts:
            return ()
        read = partial(
            self._read, question, excerpts, replace(self.budget, candidates=len(excerpts), least=len(excerpts))
        )
        return self._parts_read.of((question, *excerpts), read, whole=len(excerpts), first_page=True)

    def _read(
        self, question: str, excerpts: Sequence[Excerpt], budget: Budget, before: Sequence[Judgement]
    ) -> Sequence[Judgement]:
        """Reads on behind what was read before, while another question may compute; nothing without a reader."""
        if self.reader is None:
            return ()
        with waiting():
            return judge_first(self.reader, question, excerpts, budget, before=before)
