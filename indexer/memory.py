"""Gives memory back to the system as soon as it is free: what a stage of a build has used is the next one's."""

import ctypes
import mmap
import sys

import numpy as np
import numpy.typing as npt


def give_back() -> None:
    """Returns what was freed; glibc keeps it otherwise, wherever something small lies behind it.

    Cycles are not looked for: in a process that holds much, each look takes half a second.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:  # the C library of Alpine has none, and needs none
        trim(0)


def let_go(mapped: npt.NDArray[np.generic]) -> None:
    """Drops the pages of an array that is mapped from a file; read again, they come back. Any other array stays."""
    base: object = mapped
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)
