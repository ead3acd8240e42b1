"""Keeps calls from a server that does not answer them, and lets one through now and then until it does (a circuit breaker)."""

import threading
import time
from collections.abc import Callable

_FIRST, _LONGEST = 1.0, 5.0
"""Seconds for which nobody asks after the first failure, and at most; they double with each trial that fails."""


class Breaker:
    """Calls of one kind: closed while they are answered; safe to use from any thread."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Closed.

        Args:
            clock: Seconds that only grow.
        """
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0
        self._trying = False
        self.reason = ""
        """Why it is open."""

    def wait(self) -> float:
        """Seconds after which to ask again; 0 lets the caller ask, who then says whether it `worked` or `failed`."""
        with self._lock:
            if not self._failures:
                return 0.0
            left = self._until - self._clock()
            if left > 0 or self._trying:
                return max(left, _FIRST)
            self._trying = True
            return 0.0

    def worked(self) -> bool:
        """The server answered; whether that closed it."""
        with self._lock:
            closed = self._failures > 0
            self._failures, self._trying, self.reason = 0, False, ""
            return closed

    def failed(self, reason: str) -> bool:
        """The server did not answer; whether that opened it. Calls that had begun before it opened count once, together."""
        with self._lock:
            if self._failures and not self._trying:
                return False
            opened = not self._failures
            self._failures += 1
            self._trying, self.reason = False, reason
            self._until = self._clock() + min(_FIRST * 2 ** (self._failures - 1), _LONGEST)
            return opened
