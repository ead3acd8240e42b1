"""Stopping a command in good order: Ctrl-C and SIGTERM alike end it with a summary and the usual exit codes."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM


class Stops:
    """Which signal stopped the command, if one did."""

    def __init__(self) -> None:
        self.code = int(INTERRUPTED)

    def terminate(self, _number: int, _frame: FrameType | None) -> None:
        """Takes SIGTERM for an interruption."""
        self.code = int(TERMINATED)
        raise KeyboardInterrupt


@contextmanager
def stoppable() -> Iterator[Stops]:
    """Within it SIGTERM raises KeyboardInterrupt, as Ctrl-C does; `code` tells the two apart."""
    stops = Stops()
    before = signal.signal(signal.SIGTERM, stops.terminate)
    try:
        yield stops
    finally:
        signal.signal(signal.SIGTERM, before)
