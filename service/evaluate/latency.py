"""How long one question takes on the real path, as percentiles."""

import time
from collections.abc import Sequence

import numpy as np

from service.evaluate.results import Latency
from service.results import Mode
from service.search.searcher import Searcher

SAMPLE = 40
_WARM = 3
"""Runs left out: the first questions meet cold caches, which a service meets once."""


def measure_latency(searcher: Searcher, questions: Sequence[str], modes: Sequence[Mode]) -> dict[Mode, Latency]:
    """Latency by mode over up to `SAMPLE` of the questions; the modes take turns, as a shared machine's speed wanders."""
    sample = list(dict.fromkeys(questions))[:SAMPLE]
    took: dict[Mode, list[float]] = {mode: [] for mode in modes}
    for turn, text in enumerate([*sample[:_WARM], *sample]):
        # Each mode is first in its turn: the first to see a question meets the colder caches.
        first = turn % len(modes)
        for mode in (*modes[first:], *modes[:first]):
            begun = time.perf_counter()
            searcher.search(text, mode=mode)
            took[mode].append((time.perf_counter() - begun) * 1000)
    return {mode: percentiles(times[len(sample[:_WARM]) :]) for mode, times in took.items()}


def percentiles(milliseconds: Sequence[float]) -> Latency:
    """Percentiles with linear interpolation between the two nearest values."""
    p50, p95, p99 = (round(float(value), 3) for value in np.percentile(milliseconds, (50, 95, 99)))
    return Latency(p50, p95, p99, len(milliseconds))
