"""How long articles are, by language."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from service.insights.overview import LENGTH_EDGES, Lengths

_LANGUAGES = 8


def lengths_by_language(characters: Sequence[int], languages: Sequence[str]) -> tuple[Lengths, ...]:
    """Counts articles by length for the languages with most articles, equal ones by tag.

    Args:
        characters: Of each article's body.
        languages: Tag of each article; may be empty.
    """
    totals = Counter(languages)
    ranked = sorted(totals, key=lambda tag: (-totals[tag], tag))[:_LANGUAGES]
    measured = np.asarray(characters, dtype=np.int64)
    of = np.asarray(languages, dtype=object)
    return tuple(_lengths(tag, measured[of == tag]) for tag in ranked)


def _lengths(tag: str, measured: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Lengths:
    bins = np.digitize(measured, LENGTH_EDGES) - 1
    counts = np.bincount(bins, minlength=len(LENGTH_EDGES))
    return Lengths(tag, int(measured.size), int(np.median(measured)), tuple(int(count) for count in counts))
