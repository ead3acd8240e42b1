"""Work of the service's own that lets readers go first: both would compute on every core."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

_QUIET = 0.5
"""Seconds without a reader's question from which on nobody is taken to be asking: of one page several requests follow each other."""
_MOST = 5.0
"""Seconds that the service's own work waits at most, so that it ends in a crowd too."""


class MakingWay:
    """Knows whether readers are asking; safe to use from any thread."""

    def __init__(self, *, quiet: float = _QUIET, most: float = _MOST) -> None:
        """Nobody asks yet.

        Args:
            quiet: Seconds that nobody must have asked for.
            most: Seconds to wait for that.
        """
        self._quiet = quiet
        self._most = most
        self._changed = threading.Condition()
        self._asking = 0
        self._last = float("-inf")

    @contextmanager
    def reader(self) -> Iterator[None]:
        """A reader asks for so long."""
        with self._changed:
            self._asking += 1
        try:
            yield
        finally:
            with self._changed:
                self._asking -= 1
                self._last = monotonic()
                self._changed.notify_all()

    def wait(self) -> None:
        """Waits until nobody asks, or for as long as is allowed."""
        until = monotonic() + self._most
        with self._changed:
            while (now := monotonic()) < until:
                left = until - now if self._asking else min(self._last + self._quiet, until) - now
                if left <= 0:
                    return
                self._changed.wait(left)
