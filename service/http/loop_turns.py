"""The event loop takes turns with the threads that search: it computes when none of them does, for many requests at once.

The interpreter runs one thread at a time. A loop that is woken by each event takes it from the search in the midst of its work, and gives it back at each call of the
system, which wakes another processor each time: half of what a lexical search in a crowd costs. So, where searches wait, the loop sleeps until there is more to do.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from service.search.turns import Turns

_CROWD = 2
"""Searches that wait for another, from which on the loop may let events gather."""
_NAP = 0.005
"""Seconds for which it does."""
_PATIENCE = 0.02
"""Seconds that it waits for a search to end; one that takes longer is computed beside."""
_LEFT_ALONE = 0.05
"""Seconds for which it does not wait again then."""


@contextmanager
def taking_turns(loop: asyncio.AbstractEventLoop, turns: Turns) -> Iterator[None]:
    """Inside, a loop computes in turns with these threads; one that waits in another way than by a selector goes on as it is."""
    selector = getattr(loop, "_selector", None)
    if selector is None:
        yield
        return
    before = selector.select
    patient = selector.select = _Select(before, turns)
    try:
        yield
    finally:
        selector.select = before
        patient.leave()


class _Select:
    """What the loop calls when it has nothing to do, or wants to know what else there is."""

    def __init__(self, select: Callable[[float | None], Sequence[Any]], turns: Turns) -> None:
        self._select = select
        self._turns = turns
        self._has_turn = False
        self._alone_until = 0.0

    def __call__(self, timeout: float | None = None) -> Sequence[Any]:
        if timeout is not None and timeout <= 0:
            return self._select(timeout)  # it has something to do: its turn goes on
        self.leave()
        if self._turns.waiting_for_one() < _CROWD:
            events = self._select(timeout)
            self._take()
            return events
        time.sleep(_NAP if timeout is None else min(timeout, _NAP))
        self._take()
        return self._select(0)

    def leave(self) -> None:
        """Ends the loop's turn, if it has one."""
        if self._has_turn:
            self._has_turn = False
            self._turns.end()

    def _take(self) -> None:
        if time.monotonic() >= self._alone_until:
            self._has_turn = self._turns.take(_PATIENCE)
            if not self._has_turn:
                self._alone_until = time.monotonic() + _LEFT_ALONE
