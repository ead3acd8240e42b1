"""Which rows hold which terms how often, collected in blocks: memory is bounded by a block, not by the archive.

Rows come one after another; a search wants them term after term. Each full block is sorted by term and put on disk;
at the end the blocks are read side by side, a range of terms at a time (an external sort).
"""

import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

BLOCK = 1 << 22
"""Occurrences of terms held in memory at a time: about 100 MB while they are sorted."""

_MOST_FREQUENT = 65535
"""A frequency is kept in two bytes; BM25 has long been saturated by then."""


@dataclass(frozen=True, slots=True)
class PostingsPart:
    """Some terms' rows, sorted by term and then by row; three arrays of shape (postings,)."""

    terms: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int32]
    frequencies: npt.NDArray[np.uint16]


class PostingsCollector:
    """Takes the term numbers of row after row, and gives them back term by term."""

    def __init__(self, *, spill: Path | None = None, block: int = BLOCK) -> None:
        """Begins with no rows.

        Args:
            spill: Folder on a disk with room for 10 bytes a posting; the system's own by default.
            block: Occurrences in memory at a time.
        """
        self._spill = spill
        self._block = block
        self._terms = array("i")
        self._row_lengths = array("i")
        self._waiting = 0
        self._blocks: list[_Block] = []

    def add(self, terms: Iterable[int]) -> None:
        """Adds the next row: the numbers of its terms, repeats included."""
        before = len(self._terms)
        self._terms.extend(terms)
        self._row_lengths.append(len(self._terms) - before)
        self._waiting += 1
        if len(self._terms) >= self._block:
            self._put_block()

    def lengths(self) -> npt.NDArray[np.int32]:
        """Terms of each row, repeats included, shape (rows,)."""
        return np.array(self._row_lengths, dtype=np.int32)

    def document_frequencies(self, terms: int) -> npt.NDArray[np.int64]:
        """In how many rows each of so many terms is, shape (terms,); no row may be added afterwards."""
        if self._waiting:
            self._put_block()
        total = np.zeros(terms, dtype=np.int64)
        for block in self._blocks:
            total += np.bincount(block.terms(0, block.size), minlength=terms)
        return total

    def by_term(self, document_frequencies: npt.NDArray[np.int64]) -> Iterator[PostingsPart]:
        """All postings, sorted by term and then by row, in parts of whole terms."""
        for first, end in _ranges(document_frequencies, self._block):
            parts = [block.between(first, end) for block in self._blocks]
            terms = np.concatenate([part.terms for part in parts])
            # Stable, and blocks follow each other by row: equal terms stay in order of rows.
            order = np.argsort(terms, kind="stable")
            rows = np.concatenate([part.rows for part in parts])
            frequencies = np.concatenate([part.frequencies for part in parts])
            yield PostingsPart(terms[order], rows[order], frequencies[order])

    def _put_block(self) -> None:
        """Sorts what waits by term and row, counts repeats, and puts it on disk."""
        lengths = np.array(self._row_lengths[-self._waiting :], dtype=np.int64)
        local = np.repeat(np.arange(lengths.size, dtype=np.int64), lengths)
        keys = np.frombuffer(self._terms, dtype=np.int32) * np.int64(lengths.size) + local
        keys.sort()
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        counts = np.diff(starts, append=keys.size)
        different = keys[starts]
        self._blocks.append(
            _Block.written(
                PostingsPart(
                    (different // lengths.size).astype(np.int32),
                    (different % lengths.size + len(self._row_lengths) - lengths.size).astype(np.int32),
                    np.minimum(counts, _MOST_FREQUENT).astype(np.uint16),
                ),
                self._spill,
            )
        )
        self._terms = array("i")
        self._waiting = 0


class _Block:
    """Postings of some rows in a file without a name, which goes with the process."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self.size = size

    def __del__(self) -> None:
        self._file.close()

    @classmethod
    def written(cls, postings: PostingsPart, folder: Path | None) -> "_Block":
        file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - it lives as long as the block
        for column in (postings.terms, postings.rows, postings.frequencies):
            file.write(column.data)
        file.flush()
        return cls(file, postings.terms.size)

    def terms(self, first: int, end: int) -> npt.NDArray[np.int32]:
        """Term numbers of the postings from place `first` to place `end`."""
        return self._column(0, first, end, np.dtype(np.int32))

    def between(self, first: int, end: int) -> PostingsPart:
        """Postings of the terms from `first` to `end`."""
        begin, stop = self._place_of(first), self._place_of(end)
        return PostingsPart(
            self.terms(begin, stop),
            self._column(4 * self.size, begin, stop, np.dtype(np.int32)),
            self._column(8 * self.size, begin, stop, np.dtype(np.uint16)),
        )

    def _column(self, offset: int, first: int, end: int, dtype: np.dtype) -> npt.NDArray:  # type: ignore[type-arg]
        self._file.seek(offset + first * dtype.itemsize)
        return np.frombuffer(self._file.read((end - first) * dtype.itemsize), dtype=dtype)

    def _place_of(self, term: int) -> int:
        """Where the postings of a term begin, by halving: reading all of a block for each range would take hours."""
        return _first_place(self.size, lambda place: int(self.terms(place, place + 1)[0]) >= term)


def _first_place(size: int, reached: Callable[[int], bool]) -> int:
    """The first place from 0 to `size` that is reached, if all after it are."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        if reached(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _ranges(document_frequencies: npt.NDArray[np.int64], most: int) -> Iterator[tuple[int, int]]:
    """Ranges of terms with at most `most` postings each, or of one term that alone has more."""
    ends = np.concatenate(([0], np.cumsum(document_frequencies)))
    bounds = [0]
    while bounds[-1] < document_frequencies.size:
        first = bounds[-1]
        end = int(np.searchsorted(ends, ends[first] + most, side="right")) - 1
        bounds.append(max(end, first + 1))
    return pairwise(bounds)
