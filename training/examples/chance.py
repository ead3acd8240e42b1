"""Chance that depends on names alone: the same seed and the same question give the same draw, whatever else is drawn."""

import hashlib
from collections.abc import Sequence

import numpy as np


def chance(seed: int, *names: str) -> np.random.Generator:
    """A generator for one purpose and one thing: ``chance(7, "window", "q12")``."""
    return np.random.default_rng(int.from_bytes(_digest(seed, names)[:8], "little"))


def one_in(count: int, seed: int, *names: str) -> bool:
    """True for about one of so many names, always the same ones.

    >>> one_in(1, 0, "any")
    True
    """
    return int.from_bytes(_digest(seed, names)[8:16], "little") % count == 0


def _digest(seed: int, names: Sequence[str]) -> bytes:
    return hashlib.sha256("\t".join((str(seed), *names)).encode("utf-8", "surrogatepass")).digest()
