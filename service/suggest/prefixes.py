"""Texts by how any of their words begins: one text of all keys, and the places at which a word begins, in order."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

_LONGEST = 32
"""Characters by which places are put in order; of a longer prefix the rest is looked at."""
_END = "\n"
_AFTER_ALL = "\U0010ffff"


class Prefixes:
    """Finds entries by prefix; immutable, a few bytes for each word beside the texts."""

    def __init__(self, keys: Iterable[tuple[int, str, Sequence[int]]]) -> None:
        """Puts all keys in order.

        Args:
            keys: Number of an entry, its key, and where words begin in that.
        """
        parts: list[str] = []
        places: list[int] = []
        entries: list[int] = []
        first: list[bool] = []
        length = 0
        for entry, key, starts in keys:
            parts.append(key)
            for start in starts:
                places.append(length + start)
                entries.append(entry)
                first.append(start == 0)
            length += len(key) + 1
        text = _END.join(parts) + _END
        order = sorted(range(len(places)), key=lambda each: text[places[each] : places[each] + _LONGEST])
        self._text = text
        self._places = np.array(places, dtype=np.int32)[order]
        self._entries = np.array(entries, dtype=np.int32)[order]
        self._first = np.array(first, dtype=np.bool_)[order]

    def found(self, prefix: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
        """Entries that have a word from which on they read like this, and whether it is their first; an entry may repeat."""
        short = prefix[:_LONGEST]
        low, high = self._bound(short), self._bound(short + _AFTER_ALL)
        if len(prefix) > _LONGEST:
            places = self._places[low:high].tolist()
            kept = [low + n for n, place in enumerate(places) if self._text.startswith(prefix, place)]
            return self._entries[kept], self._first[kept]
        return self._entries[low:high], self._first[low:high]

    def _bound(self, prefix: str) -> int:
        """The first place in order that does not read before a prefix."""

        def read(place: int) -> str:
            return self._text[place : place + len(prefix)]

        return bisect_left(self._places, prefix, key=read)
