"""Texts by how any of their words begins: one text of all keys, and the places at which a word begins, in order."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]

_LONGEST = 96
"""Bytes by which places are put in order; of a longer prefix the rest is looked at."""
_END = b"\n"
_AFTER_ALL = b"\xff"


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Finds entries by prefix, in arrays that may be mapped from a file."""

    text: npt.NDArray[np.uint8]
    """All keys in UTF-8, whose order is that of the characters."""
    places: Numbers
    """Where a word begins in it, in the order of what stands there."""
    entries: Numbers
    """Whose key that is."""
    first: npt.NDArray[np.bool_]
    """Whether it is the key's beginning."""

    @classmethod
    def of(cls, keys: Iterable[tuple[int, str, Sequence[int]]]) -> "Prefixes":
        """Puts keys in order.

        Args:
            keys: Number of an entry, its key, and where words begin in that.
        """
        parts: list[bytes] = []
        places: list[int] = []
        entries: list[int] = []
        first: list[bool] = []
        length = 0
        for entry, key, starts in keys:
            for start in starts:
                places.append(length + len(_coded(key[:start])))
                entries.append(entry)
                first.append(start == 0)
            parts.append(_coded(key) + _END)
            length += len(parts[-1])
        text = b"".join(parts)
        order = sorted(range(len(places)), key=lambda each: text[places[each] : places[each] + _LONGEST])
        return cls(
            np.frombuffer(text, dtype=np.uint8),
            np.array(places, dtype=np.int32)[order],
            np.array(entries, dtype=np.int32)[order],
            np.array(first, dtype=np.bool_)[order],
        )

    def of_entries(self, kept: npt.NDArray[np.bool_]) -> "Prefixes":
        """Those of some entries, which are numbered anew in their order.

        Args:
            kept: Which, shape (entries,).
        """
        ends = np.flatnonzero(self.text == _END[0]) + 1
        starts = np.concatenate([[0], ends[:-1]])
        key_of = np.searchsorted(ends, self.places, side="right")
        keys = np.zeros(ends.size, dtype=np.bool_)
        stay = kept[self.entries]
        keys[key_of[stay]] = True
        removed = np.cumsum(np.where(keys, 0, ends - starts))
        numbers = np.cumsum(kept) - 1
        return Prefixes(
            self.text[np.repeat(keys, ends - starts)],
            (self.places[stay] - removed[key_of[stay]]).astype(np.int32),
            numbers[self.entries[stay]].astype(np.int32),
            np.asarray(self.first)[stay],
        )

    def found(self, prefix: str) -> tuple[Numbers, npt.NDArray[np.bool_]]:
        """Entries that have a word from which on they read like this, and whether it is their first; an entry may repeat."""
        coded = _coded(prefix)
        short = coded[:_LONGEST]
        low, high = self._bound(short), self._bound(short + _AFTER_ALL)
        if len(coded) > _LONGEST:
            kept = [place for place in range(low, high) if self._read(int(self.places[place]), len(coded)) == coded]
            return self.entries[kept], self.first[kept]
        return self.entries[low:high], self.first[low:high]

    def _bound(self, prefix: bytes) -> int:
        """The first place in order that does not read before a prefix."""
        return bisect_left(self.places, prefix, key=lambda place: self._read(int(place), len(prefix)))

    def _read(self, place: int, length: int) -> bytes:
        return self.text[place : place + length].tobytes()


def _coded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
