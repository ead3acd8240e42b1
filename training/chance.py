"""Chance that depends on names alone: the same seed and the same question give the same draw, whatever else is drawn."""

import hashlib

import numpy as np


def chance(seed: int, *names: str) -> np.random.Generator:
    """A generator for one purpose and one thing: ``chance(7, "window", "q12")``."""
    digest = hashlib.sha256("\t".join((str(seed), *names)).encode("utf-8", "surrogatepass")).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "little"))


def one_in(count: int, seed: int, *names: str) -> bool:
    """True for about one of so many names, always the same ones.

    >>> one_in(1, 0, "any")
    True
    """
    digest = hashlib.sha256("\t".join((str(seed), *names)).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[8:16], "little") % count == 0
