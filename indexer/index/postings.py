"""Which rows hold which terms how often, collected in blocks: memory is bounded by a block, not by the archive.

Rows come one after another; a search wants them term after term. Each full block is sorted by term and put on disk;
at the end the blocks are read side by side, a range of terms at a time (an external sort). Postings that are there
already, sorted by term, come in as blocks of their own, for rows that were reserved for them.
"""

import tempfile
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

BLOCK = 1 << 22
"""Occurrences of terms held in memory at a time: about 100 MB while they are sorted."""

_MOST_FREQUENT = 255
"""A frequency is kept in one byte; BM25 has long been saturated by then."""


@dataclass(frozen=True, slots=True)
class PostingsPart:
    """Some terms' rows, sorted by term and then by row; three arrays of shape (postings,)."""

    terms: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int32]
    frequencies: npt.NDArray[np.uint8]


class PostingsCollector:
    """Takes the term numbers of row after row, and gives them back term by term."""

    def __init__(self, *, spill: Path | None = None, block: int = BLOCK) -> None:
        """Begins with no rows.

        Args:
            spill: Folder on a disk with room for 9 bytes a posting; the system's own by default.
            block: Occurrences in memory at a time.
        """
        self._spill = spill
        self._block = block
        self._terms = array("i")
        self._row_lengths = array("i")
        self._waiting = array("i")
        self._blocks: list[_Block] = []

    def add(self, terms: Iterable[int]) -> None:
        """Adds the next row: the numbers of its terms, repeats included."""
        before = len(self._terms)
        self._terms.extend(terms)
        self._waiting.append(len(self._row_lengths))
        self._row_lengths.append(len(self._terms) - before)
        if len(self._terms) >= self._block:
            self._put_block()

    def reserve(self, length: int) -> int:
        """Adds the next row, of so many terms, whose postings are `put`; returns its number."""
        self._row_lengths.append(length)
        return len(self._row_lengths) - 1

    def put(self, postings: PostingsPart) -> None:
        """Takes postings of reserved rows, sorted by term."""
        self._blocks.append(_Block.written(postings, self._spill))

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

    def renumber(self, numbers: npt.NDArray[np.int32]) -> None:
        """Gives term t the number numbers[t], shape (terms,); no row may be added afterwards."""
        for place, block in enumerate(self._blocks):
            old = block.all()
            terms = numbers[old.terms]
            order = np.argsort(terms, kind="stable")
            self._blocks[place] = _Block.written(
                PostingsPart(terms[order], old.rows[order], old.frequencies[order]), self._spill
            )

    def by_term(self, document_frequencies: npt.NDArray[np.int64]) -> Iterator[PostingsPart]:
        """All postings, sorted by term and then by row, in parts of whole terms."""
        for first, end in ranges(document_frequencies, self._block):
            parts = [block.between(first, end) for block in self._blocks]
            terms = np.concatenate([part.terms for part in parts])
            rows = np.concatenate([part.rows for part in parts])
            # Stable: that sort is quick where blocks are sorted already.
            order = np.argsort(terms * np.int64(len(self._row_lengths)) + rows, kind="stable")
            frequencies = np.concatenate([part.frequencies for part in parts])
            yield PostingsPart(terms[order], rows[order], frequencies[order])

    def _put_block(self) -> None:
        """Sorts what waits by term and row, counts repeats, and puts it on disk."""
        waiting = np.array(self._waiting, dtype=np.int64)
        rows = np.repeat(waiting, np.array(self._row_lengths, dtype=np.int64)[waiting])
        keys = np.frombuffer(self._terms, dtype=np.int32) * np.int64(len(self._row_lengths)) + rows
        keys.sort()
        starts = np.flatnonzero(np.diff(keys, prepend=-1))
        counts = np.diff(starts, append=keys.size)
        terms, rows = np.divmod(keys[starts], len(self._row_lengths))
        frequencies = np.minimum(counts, _MOST_FREQUENT).astype(np.uint8)
        self.put(PostingsPart(terms.astype(np.int32), rows.astype(np.int32), frequencies))
        self._terms = array("i")
        self._waiting = array("i")


class _Block:
    """Postings of some rows in a file without a name, which goes with the process."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self.size = size
        # Not by __del__: where the collector ends a cycle, it may come to the file first, which then tells that nobody closed it.
        weakref.finalize(self, file.close)

    @classmethod
    def written(cls, postings: PostingsPart, folder: Path | None) -> "_Block":
        file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - it lives as long as the block
        try:
            for column in (postings.terms, postings.rows, postings.frequencies):
                file.write(column.data)
            file.flush()
        except OSError:
            with suppress(OSError):  # what could not be written can't be while it is closed
                file.close()
            raise
        return cls(file, postings.terms.size)

    def terms(self, first: int, end: int) -> npt.NDArray[np.int32]:
        """Term numbers of the postings from place `first` to place `end`."""
        return self._column(0, first, end, np.dtype(np.int32))

    def all(self) -> PostingsPart:
        """Every posting."""
        return self._slice(0, self.size)

    def between(self, first: int, end: int) -> PostingsPart:
        """Postings of the terms from `first` to `end`."""
        return self._slice(self._place_of(first), self._place_of(end))

    def _slice(self, begin: int, stop: int) -> PostingsPart:
        return PostingsPart(
            self.terms(begin, stop),
            self._column(4 * self.size, begin, stop, np.dtype(np.int32)),
            self._column(8 * self.size, begin, stop, np.dtype(np.uint8)),
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


def ranges(document_frequencies: npt.NDArray[np.int64], most: int) -> Iterator[tuple[int, int]]:
    """Ranges of terms with at most `most` postings each, or of one term that alone has more."""
    ends = np.concatenate(([0], np.cumsum(document_frequencies)))
    bounds = [0]
    while bounds[-1] < document_frequencies.size:
        first = bounds[-1]
        end = int(np.searchsorted(ends, ends[first] + most, side="right")) - 1
        bounds.append(max(end, first + 1))
    return pairwise(bounds)
