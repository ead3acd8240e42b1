"""What was read of the latest questions, so that every page of a question's hits goes by the same reading.

A deadline lets as much be read as the machine has time for at that moment. Were each page read by itself, one would be ordered by
ten judgements and the next by five, and a hit would come twice or never.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from indexer.reader import Judgement

_KEPT = 64
"""Questions; the judgements of ten passages take some 400 kB."""

_PATIENCE = 60.0
"""Seconds after which a first page is read anew where the clock stopped the reader before: a busy moment is over by then."""


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
        self, asked: Hashable, read: Callable[[], Sequence[Judgement]], *, whole: int, first_page: bool
    ) -> Sequence[Judgement]:
        """The judgements that hold for a question: those that are kept, else what is read now.

        Args:
            asked: The question and what is to be read for it.
            read: Reads it. Of two that read at a time the first to be done holds for both.
            whole: How many judgements there are where nothing stops the reader.
            first_page: Whether a list may begin here, so that what was read in part long ago need not hold.
        """
        with self._lock:
            before = self._kept.get(asked)
            if before is not None and not (first_page and self._outdated(before, whole)):
                self._kept.move_to_end(asked)
                return before.judgements
        judgements = read()
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
