"""Every reader takes four times as long for four times as much, whatever is written there."""

import gc
import math
import time

import pytest

from tests.hostile.inputs import TEXTS
from tests.hostile.readers import READERS, Reader

pytestmark = [
    pytest.mark.slow,
    pytest.mark.no_cover,  # other tests cover these lines; counting them here takes longer than the test
]

LONG = 3_000
AT_ONCE = 0.011
"""Seconds for so many characters that nobody need look at more closely: 4 s a megabyte."""

MOST_TIMES = 8
"""Four times as much takes 4 times as long, or 16 times where a reader takes the square; the machine is busy besides."""


def seconds(reader: Reader, text: str) -> float:
    """Of this process's CPU; without the garbage collector, which takes its time by what all other tests left behind."""
    gc.disable()
    try:
        begun = time.process_time()
        reader(text)
        return time.process_time() - begun
    finally:
        gc.enable()


def is_linear(reader: Reader, name: str, characters: int) -> bool:
    short, long = TEXTS[name](characters // 4), TEXTS[name](characters)
    taken = seconds(reader, long)
    if taken < AT_ONCE:
        return True
    # What grows up to a bound, as the depth that a parser follows does, is linear from there on.
    return _grows_little(reader, short, long, taken) or _grows_little(reader, long, TEXTS[name](4 * characters))


def _grows_little(reader: Reader, short: str, long: str, taken: float = math.inf) -> bool:
    """Whether the longer takes little more by the least of some measures of each; `taken` is one of the longer."""
    less = math.inf
    for _ in range(5):
        # The least of two is a fair one of the shorter; more are taken where the longer seems to take too long.
        less = min(less, seconds(reader, short), seconds(reader, short))
        if taken < MOST_TIMES * max(less, AT_ONCE / 8):
            return True
        taken = min(taken, seconds(reader, long))
    return taken < MOST_TIMES * max(less, AT_ONCE / 8)


@pytest.mark.parametrize("reader", READERS)
def test_readers_are_linear(reader: str) -> None:
    read = READERS[reader]
    read("热身 warm 3万")  # tables are read once
    assert [name for name in TEXTS if not is_linear(read, name, LONG)] == []
