"""Builds a term index: counts the terms of row after row, then weighs them as `bm25` says.

A term's weight in every row depends on all rows, so weights are made anew each time; but how often a row holds its
terms depends on the row alone. Those counts are kept beside the weights, and a row that is as it was is not read again.
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

from indexer.core.arrays import Scores, mapped
from indexer.core.errors import BrokenSnapshotError
from indexer.core.process import let_go
from indexer.core.string_tables import write_places
from indexer.index.bm25 import (
    K1,
    NUMBERS_FILE,
    ROWS_FILE,
    VOCABULARY_FILE,
    WEIGHTS_FILE,
    B,
    Terms,
    inverse_document_frequency,
    retriever_of,
)
from indexer.index.postings import BLOCK, PostingsCollector, PostingsPart, ranges
from indexer.text.analyzer import terms

_FREQUENCIES, _LENGTHS = "frequencies.npy", "lengths.npy"


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each row of a saved term index holds each term; the arrays are mapped into memory."""

    vocabulary: Sequence[str]
    starts: npt.NDArray[np.int64]
    """Term t has the entries starts[t] to starts[t + 1], shape (terms + 1,)."""
    row_numbers: npt.NDArray[np.int32]
    """The row of each entry, ascending within a term, shape (entries,)."""
    frequencies: npt.NDArray[np.uint8]
    """The frequency of each entry, shape (entries,)."""
    lengths: npt.NDArray[np.int32]
    """Terms of each row, repeats included, shape (rows,)."""

    @classmethod
    def open(cls, folder: Path) -> "Counts":
        """Reads what `TermsBuilder.save` wrote.

        Raises:
            BrokenSnapshotError: It is something else.
        """
        postings = Terms.open(folder).postings()
        try:
            frequencies, lengths = (mapped(folder / name) for name in (_FREQUENCIES, _LENGTHS))
        except (OSError, ValueError) as error:
            raise BrokenSnapshotError(f"{folder} holds no counts of terms: {error}.") from error
        return cls(postings.vocabulary, postings.starts, postings.row_numbers, frequencies, lengths)

    def parts(self, new_rows: npt.NDArray[np.int32], most: int) -> Iterator[PostingsPart]:
        """The entries of rows that have a new number, under that number, in parts of about so many.

        Args:
            new_rows: New number of each row, -1 for one that is left out; the others ascending, shape (rows,).
            most: Entries of one part, or of one term that alone has more.
        """
        for first, end in ranges(np.diff(self.starts), most):
            span = slice(int(self.starts[first]), int(self.starts[end]))
            rows = new_rows[self.row_numbers[span]]
            kept = rows >= 0
            numbers = np.repeat(np.arange(first, end, dtype=np.int32), np.diff(self.starts[first : end + 1]))
            yield PostingsPart(numbers[kept], rows[kept], np.asarray(self.frequencies[span])[kept])
            let_go(self.row_numbers)
            let_go(self.frequencies)


class TermsBuilder:
    """Counts terms row by row, then weighs them, a range of terms at a time."""

    def __init__(self, *, spill: Path | None = None, block: int = BLOCK, base: Counts | None = None) -> None:
        """Begins with no rows.

        Args:
            spill: Folder for what does not fit into memory; the system's own by default.
            block: Occurrences of terms in memory at a time.
            base: The index whose rows may be carried over.
        """
        known = () if base is None else base.vocabulary
        self._vocabulary: defaultdict[str, int] = defaultdict(
            None, ((term, number) for number, term in enumerate(known))
        )
        self._vocabulary.default_factory = self._vocabulary.__len__
        self._block = block
        self._postings = PostingsCollector(spill=spill, block=block)
        self._base = base
        self._carried = array("i")
        self._carried_to = array("i")

    def add(self, text: str, *, language: str = "") -> None:
        """Adds the next row: a text, and the BCP 47 tag of its language if known."""
        self._postings.add(map(self._vocabulary.__getitem__, terms(text, language=language)))

    def carry(self, base_row: int) -> None:
        """Adds the next row: one of the base as it is; rows of the base come in their order.

        Raises:
            ValueError: There is no base, or a later row of it was carried over before.
        """
        if self._base is None or (self._carried and base_row <= self._carried[-1]):
            raise ValueError(f"row {base_row} can't be carried over: no base, or not in its order")
        self._carried.append(base_row)
        self._carried_to.append(self._postings.reserve(int(self._base.lengths[base_row])))

    def build(self) -> Terms:
        """Weighs every term of every row in memory; the builder must not be used afterwards."""
        weighing = self._weighing()
        parts = list(weighing.parts())
        weights, rows, _ = (np.concatenate(columns) for columns in zip(*parts, strict=True)) if parts else _NOTHING
        numbers = {term: number for number, term in enumerate(weighing.vocabulary)}
        return Terms(numbers, weights, rows, weighing.starts, weighing.norms.size)

    def save(self, folder: Path) -> None:
        """Writes what `build` would give, and the counts, without holding them; OSError on a full disk."""
        weighing = self._weighing()
        weights, rows, _ = _NOTHING
        retriever_of({}, weights, rows, weighing.starts, weighing.norms.size).save(folder, show_progress=False)
        _write_vocabulary(folder / VOCABULARY_FILE, weighing.vocabulary)
        with suppress(ValueError):  # a term that no table can hold; the vocabulary is read into memory then
            write_places(folder / NUMBERS_FILE, weighing.vocabulary)
        with (folder / _LENGTHS).open("wb") as file:
            np.save(file, self._postings.lengths(), allow_pickle=False)
        with (
            (folder / WEIGHTS_FILE).open("wb") as weights_file,
            (folder / ROWS_FILE).open("wb") as rows_file,
            (folder / _FREQUENCIES).open("wb") as frequencies_file,
        ):
            files = (weights_file, rows_file, frequencies_file)
            for file, dtype in zip(files, _DTYPES, strict=True):
                _write_header(file, dtype, int(weighing.starts[-1]))
            for part in weighing.parts():
                for file, column in zip(files, part, strict=True):
                    np.asarray(column).tofile(file)

    def _weighing(self) -> "_Weighing":
        """What every weight depends on, once all rows are there."""
        if self._base is not None and self._carried:
            new_rows = np.full(self._base.lengths.size, -1, dtype=np.int32)
            new_rows[np.array(self._carried)] = np.array(self._carried_to)
            for part in self._base.parts(new_rows, self._block):
                self._postings.put(part)
        lengths = self._postings.lengths().astype(np.float32)
        frequencies = self._postings.document_frequencies(len(self._vocabulary))
        vocabulary, numbers = _in_order(self._vocabulary, frequencies)
        self._vocabulary.clear()  # the memory is the new one's
        self._postings.renumber(numbers)
        frequencies = frequencies[numbers >= 0][np.argsort(numbers[numbers >= 0])]
        average = lengths.mean() if lengths.size else np.float32(1)
        return _Weighing(
            self._postings,
            frequencies,
            vocabulary=vocabulary,
            idf=inverse_document_frequency(frequencies, lengths.size),
            norms=np.asarray(K1 * (1 - B + B * lengths / max(average, np.float32(1))), dtype=np.float32),
        )


def _in_order(
    vocabulary: Mapping[str, int], frequencies: npt.NDArray[np.int64]
) -> tuple[Sequence[str], npt.NDArray[np.int32]]:
    """The terms that some row holds, by code point, and the new number of each old one or -1.

    In the order of their coming, an index would tell what the archive was before: the same rows give the same bytes.
    """
    held = sorted(term for term, number in vocabulary.items() if frequencies[number])
    numbers = np.full(frequencies.size, -1, dtype=np.int32)
    old = np.fromiter((vocabulary[term] for term in held), dtype=np.int32, count=len(held))
    numbers[old] = np.arange(len(held), dtype=np.int32)
    return held, numbers


@dataclass(frozen=True, slots=True)
class _Weighing:
    """Postings, and what turns a frequency into a weight."""

    postings: PostingsCollector
    frequencies: npt.NDArray[np.int64]
    vocabulary: Sequence[str]
    idf: Scores
    norms: Scores
    """What the length of each row adds to a frequency, shape (rows,)."""

    @property
    def starts(self) -> npt.NDArray[np.int64]:
        """Where the entries of each term begin, shape (terms + 1,)."""
        return np.concatenate(([0], np.cumsum(self.frequencies))).astype(np.int64)

    def parts(self) -> Iterator[tuple[Scores, npt.NDArray[np.int32], npt.NDArray[np.uint8]]]:
        """Weights, rows and frequencies of all postings by term, in parts."""
        for part in self.postings.by_term(self.frequencies):
            counts = part.frequencies.astype(np.float32)
            weights = self.idf[part.terms] * (counts / (counts + self.norms[part.rows]))
            yield weights.astype(np.float32), part.rows, part.frequencies


_NOTHING = (np.empty(0, dtype=np.float32), np.empty(0, dtype=np.int32), np.empty(0, dtype=np.uint8))
_DTYPES = tuple(column.dtype for column in _NOTHING)


def _write_vocabulary(file: Path, vocabulary: Sequence[str]) -> None:
    """The number of each term as bm25s reads it; term by term, for all of it at once would be millions of objects."""
    with file.open("w", encoding="utf-8") as stream:
        before = "{"
        for number, term in enumerate(vocabulary):
            stream.write(f"{before}{json.dumps(term, ensure_ascii=False)}:{number}")
            before = ","
        stream.write("}" if vocabulary else "{}")


def _write_header(file: BinaryIO, dtype: np.dtype, size: int) -> None:
    """The head of a `.npy` file of one dimension, as `numpy.save` writes it."""
    header = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": (size,)}
    npy.write_array_header_1_0(file, header)
