"""Bounds on the CPU time of this process: what others do on the machine does not count."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_TRACED = 4
"""How many times as long lines may take that coverage counts."""


@contextmanager
def cpu_at_most(seconds: float) -> Iterator[None]:
    """Fails where what is done within takes longer."""
    begun = time.process_time()
    yield
    took = time.process_time() - begun
    allowed = seconds * (1 if sys.gettrace() is None else _TRACED)
    assert took < allowed, f"{took:.2f} s of CPU instead of {allowed:g} at most"
