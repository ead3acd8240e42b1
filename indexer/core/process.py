"""The running process: progress of long work, stopping in good order, and memory given back to the system."""

import ctypes
import gc
import mmap
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Progress(Protocol):
    """Told of stages and of work done in them."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """A stage begins; `total` units of work are expected, None if unknown."""
        ...

    def advance(self, count: int) -> None:
        """So many more units are done."""
        ...

    def note(self, message: str) -> None:
        """Something that a person should read, once."""
        ...


class Silent:
    """A progress that nobody watches."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Does nothing."""

    def advance(self, count: int) -> None:
        """Does nothing."""

    def note(self, message: str) -> None:
        """Does nothing."""


_YOUNG = 20_000
"""Objects after which the garbage collector looks again: a search makes thousands, nearly all of which go by themselves, and
Python's own 700 has it look several times meanwhile."""


@contextmanager
def kept_for_good() -> Iterator[None]:
    """Inside, what stays for the life of the process is loaded; the garbage collector passes it over from then on.

    It is millions of objects, which each full collection would look through, a tenth of a second with all threads stopped.
    What goes before the process ends goes without the collector, unless it refers to itself in a circle. It looks less often as well.
    """
    again = gc.get_freeze_count() > 0
    gc.unfreeze()  # what was loaded before and is out of use by now may go
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        if again:  # a process that has just begun has nothing that went: to look for it takes a tenth of a second
            gc.collect()
        gc.freeze()
        gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, modules are imported: what they make stays, and the collector would look through it again and again, an eighth of their time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


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


def give_back() -> None:
    """Returns what was freed; glibc keeps it otherwise, wherever something small lies behind it.

    Cycles are not looked for: in a process that holds much, each look takes half a second.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:  # the C library of Alpine has none, and needs none
        trim(0)


def let_go(mapped: "npt.NDArray[np.generic]") -> None:
    """Drops the pages of an array that is mapped from a file; read again, they come back. Any other array stays."""
    # Here and not at the top: `xunwen --help` needs no arrays.
    import numpy as np

    base: object = mapped
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)
