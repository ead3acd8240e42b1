"""How often rows of a snapshot hold their terms, row by row: its files have them term by term."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from indexer.core.errors import MilvusError
from indexer.index.bm25_builder import Counts
from indexer.milvus.counts import Hashes, RowTerms, hashes_of


class CountsByRow:
    """The counts of a term index, turned round once, when the first row is asked for: five bytes an entry in memory."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._hashes: Hashes = hashes_of(counts.vocabulary)
        lengths = counts.lengths.astype(np.float32)
        self.average = np.float32(lengths.mean() if lengths.size else 1)
        """Terms of a row, as `indexer.index.bm25_builder` computes it."""

    def hashes(self, terms: npt.NDArray[np.int32]) -> Hashes:
        """The hashes of some terms, by their numbers, shape (terms,)."""
        return self._hashes[terms]

    def of(self, rows: npt.NDArray[np.int64]) -> list[RowTerms]:
        """The terms of some rows, in the order given."""
        terms, frequencies, starts = self._by_row
        lengths = self._counts.lengths
        found = []
        for row in rows.tolist():
            span = slice(int(starts[row]), int(starts[row + 1]))
            found.append(RowTerms.of(self._hashes[terms[span]], frequencies[span], int(lengths[row])))
        return found

    @cached_property
    def _by_row(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        """Term and frequency of each entry, ordered by row, and where each row's begin, shape (rows + 1,)."""
        counts = self._counts
        order = np.argsort(counts.row_numbers, kind="stable")
        terms = np.repeat(np.arange(len(counts.starts) - 1, dtype=np.int32), np.diff(counts.starts))[order]
        held = np.bincount(counts.row_numbers, minlength=counts.lengths.size)
        starts = np.concatenate(([0], np.cumsum(held))).astype(np.int64)
        return terms, np.asarray(counts.frequencies)[order], starts

    def document_frequencies(self) -> tuple[Hashes, npt.NDArray[np.uint32]]:
        """The hash of each term, ascending, and how many rows hold it.

        Raises:
            MilvusError: Two terms have one hash.
        """
        order = np.argsort(self._hashes)
        hashes = self._hashes[order]
        if (hashes[1:] == hashes[:-1]).any():
            raise MilvusError(
                "Two terms of this archive have the same hash, so that they can't be told apart in a Milvus."
            )
        return hashes, np.diff(self._counts.starts)[order].astype(np.uint32)
