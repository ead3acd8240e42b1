"""The term index of a snapshot, as bm25s writes it, and the one door to bm25s.

Scores are BM25 in Lucene's form (Kamphuis et al. 2020, https://doi.org/10.1007/978-3-030-45442-5_4), computed when
the index is built, so that a search only adds up columns of a sparse matrix.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Scores, mapped
from indexer.core.errors import BrokenSnapshotError
from indexer.core.string_tables import StringTable, read_string_tables
from indexer.index.wants import NO_SPELLINGS, NO_SYNONYMS, Synonyms, Want, find_wants
from indexer.index.wants import inverse_document_frequency as inverse_document_frequency  # whoever weighs finds it here
from indexer.text.analyzer import different_terms

if TYPE_CHECKING:
    import bm25s

K1 = 1.5
B = 0.75


@dataclass(frozen=True, slots=True)
class Postings:
    """The index as it lies in memory: which rows hold each term, and what it weighs there."""

    vocabulary: Sequence[str]
    starts: npt.NDArray[np.int64]
    """Term t has the entries starts[t] to starts[t + 1], shape (terms + 1,)."""
    row_numbers: npt.NDArray[np.int32]
    """The row of each entry, ascending within a term, shape (entries,)."""
    weights: Scores
    """BM25 of each entry, shape (entries,)."""
    rows: int


WEIGHTS_FILE, ROWS_FILE, VOCABULARY_FILE = "data.csc.index.npy", "indices.csc.index.npy", "vocab.index.json"
"""The files of bm25s that grow with the archive."""
_STARTS_FILE, _PARAMETERS_FILE = "indptr.csc.index.npy", "params.index.json"

NUMBERS_FILE = "vocab.tables"
"""The vocabulary once more, to be mapped: in memory it takes 270 bytes a term."""


class TermNumbers(Mapping[str, int]):
    """The number of each term, in the order of the numbers, out of a mapped file."""

    def __init__(self, table: StringTable) -> None:
        self._table = table
        self.number = _numbers_of(table)
        """The number of a term, -1 for one that is not there; those of the latest are remembered."""

    def __getitem__(self, term: str) -> int:
        number = self.number(term)
        if number < 0:
            raise KeyError(term)
        return number

    def __contains__(self, term: object) -> bool:
        return term in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


_KEPT_NUMBERS = 8192
"""Terms whose numbers are remembered, in about a megabyte: questions have the same characters and words again and again."""


def _numbers_of(table: StringTable) -> Callable[[str], int]:
    """What looks a term up; it refers to the table alone, so that the file goes with the last snapshot that has it open."""

    @lru_cache(maxsize=_KEPT_NUMBERS)
    def number(term: str) -> int:
        found = table.get(term)
        return -1 if found is None else int(found)

    return number


def retriever_of(
    vocabulary: Mapping[str, int],
    weights: Scores,
    row_numbers: npt.NDArray[np.int32],
    starts: npt.NDArray[np.int64],
    rows: int,
) -> "bm25s.BM25":
    """A bm25s index of these weights; the arguments are the fields of `Postings`, the vocabulary with its numbers."""
    # Here and not at the top: it brings SciPy, and who only searches needs neither.
    import bm25s

    retriever = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy")
    retriever.scores = {"data": weights, "indices": row_numbers, "indptr": starts, "num_docs": rows}
    retriever.vocab_dict = vocabulary
    retriever.nonoccurrence_array = None
    return retriever


_COMMON_BYTES = 1 << 23
"""What the weights of common terms may take: of 17,766 rows 118 terms, of a million two."""
_COMMON_SHARE = 12
"""A term in fewer rows than one in so many is added up faster by its entries."""


_LOOKED_UP_FROM = 50_000
"""Rows from which on what some of them hold is looked up: of fewer, adding up all takes no longer."""
_LOOKED_UP_SHARE = 100
"""And only where no more than one row in so many is wanted."""


def _attainable(wants: Sequence[Want]) -> np.float32:
    """The most that a row could hold, by idf."""
    return np.float32(max(sum(want.idf for want in wants), 1e-6))


class Terms:
    """Which rows hold which terms, searched by BM25."""

    def __init__(
        self,
        numbers: Mapping[str, int],
        weights: Scores,
        row_numbers: npt.NDArray[np.int32],
        starts: npt.NDArray[np.int64],
        rows: int,
    ) -> None:
        """Takes the fields of `Postings`, the vocabulary with its numbers."""
        self._numbers = numbers
        # As plain arrays over the same pages: a slice of NumPy's mapped kind takes ten times as long.
        self._weights, self._rows, self._starts = np.asarray(weights), np.asarray(row_numbers), np.asarray(starts)
        self._count = rows
        self._number = numbers.number if isinstance(numbers, TermNumbers) else lambda term: numbers.get(term, -1)
        self._common: dict[int, Scores] = {}
        """What common terms weigh in every row, shape (rows,), as far as they were asked for."""

    @classmethod
    def open(cls, folder: Path, *, vocabulary: bool = True) -> "Terms":
        """Reads what `save` wrote; the arrays are mapped into memory. Without its vocabulary it can only be counted."""
        kept = folder / NUMBERS_FILE
        try:
            numbers: Mapping[str, int] = {}
            if vocabulary and kept.is_file():
                numbers = TermNumbers(*read_string_tables(kept))
            elif vocabulary:
                numbers = json.loads((folder / VOCABULARY_FILE).read_text(encoding="utf-8"))
            parameters = json.loads((folder / _PARAMETERS_FILE).read_text(encoding="utf-8"))
            weights, rows, starts = (mapped(folder / name) for name in (WEIGHTS_FILE, ROWS_FILE, _STARTS_FILE))
            return cls(numbers, weights, rows, starts, int(parameters["num_docs"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenSnapshotError(f"{folder} is not a term index of bm25s that can be read: {error}.") from error

    def save(self, folder: Path) -> None:
        """Writes arrays, vocabulary and parameters; no pickle."""
        retriever = retriever_of(self._numbers, self._weights, self._rows, self._starts, self._count)
        retriever.save(folder, show_progress=False)

    def __len__(self) -> int:
        return self._count

    def postings(self) -> Postings:
        """Every entry of the index, for what compares rows with each other; the arrays are not copied."""
        numbers = self._numbers
        in_order = numbers if isinstance(numbers, TermNumbers) else sorted(numbers, key=numbers.__getitem__)
        vocabulary = list(in_order)[: self._starts.size - 1]
        return Postings(vocabulary, self._starts, self._rows, self._weights, len(self))

    @property
    def vocabulary(self) -> int:
        """How many terms there are."""
        return self._starts.size - 1

    def number(self, term: str) -> int:
        """The place of a term in `postings().vocabulary`, -1 for one that no row holds."""
        return self._number(term)

    def rows_with(self, term: str) -> npt.NDArray[np.int32]:
        """Which rows hold a term, ascending, shape (rows with it,)."""
        place = self.number(term)
        return np.zeros(0, dtype=np.int32) if place < 0 else self._rows[self._entries(place)]

    def frequencies(self, terms: Sequence[str]) -> npt.NDArray[np.int64]:
        """How many rows hold each term, shape (terms,); 0 for one that none holds."""
        starts = self._starts
        ids = np.fromiter(map(self._number, terms), dtype=np.int64, count=len(terms))
        return np.where(ids < 0, 0, starts[ids + 1] - starts[ids])

    def holding_all(self, terms: Sequence[str]) -> int:
        """How many rows hold every one of some terms: those of the rarest that the others have too."""
        if not terms:
            return len(self)
        rows, *others = sorted(map(self.rows_with, dict.fromkeys(terms)), key=len)
        for other in others:
            if not rows.size:
                break
            places = np.searchsorted(other, rows)
            rows = rows[other[np.minimum(places, other.size - 1)] == rows]
        return int(rows.size)

    def scores(self, question: str) -> Scores:
        """BM25 of every row for a question, shape (rows,), 0 where no term matches."""
        return self._sum(different_terms(question))

    def _sum(self, asked: Sequence[str]) -> Scores:
        """BM25 of every row for some terms, shape (rows,)."""
        total = np.zeros(len(self), dtype=np.float32)
        for place in map(self._number, asked):
            if place < 0:
                continue
            common = self._common.get(place)
            if common is None:
                entries = self._entries(place)
                if entries.stop - entries.start < self._common_from:
                    # No term has a row twice, so that a plain sum is right; it is bm25s's own to the bit, which allows for repeats.
                    total[self._rows[entries]] += self._weights[entries]
                    continue
                common = self._common[place] = self._in_every_row(entries)
            total += common
        return total

    @cached_property
    def _common_from(self) -> int:
        """Entries from which on a term is common: so many that adding all rows up is faster than those that have it."""
        most = _COMMON_BYTES // (4 * max(len(self), 1))
        counts = np.diff(self._starts)
        crowded_out = counts.size - most - 1
        least = int(np.partition(counts, crowded_out)[crowded_out]) + 1 if crowded_out >= 0 else 1
        return max(least, len(self) // _COMMON_SHARE)

    def _in_every_row(self, entries: slice) -> Scores:
        """What a common term weighs in every row, shape (rows,); 0, which changes no sum, in those without it."""
        weights = np.zeros(len(self), dtype=np.float32)
        weights[self._rows[entries]] = self._weights[entries]
        return weights

    def _entries(self, place: int) -> slice:
        """Where the entries of a term lie."""
        return slice(int(self._starts[place]), int(self._starts[place + 1]))

    def wants(
        self,
        asked: Sequence[str],
        spellings: Mapping[str, Sequence[Sequence[str]]] = NO_SPELLINGS,
        synonyms: Synonyms = NO_SYNONYMS,
    ) -> list[Want]:
        """What a question looks for here; see `find_wants`."""
        return find_wants(self, asked, spellings, synonyms)

    def coverage(self, wants: Sequence[Want]) -> Scores:
        """How much of what is wanted each row holds, by idf, shape (rows,), 0 to 1: BM25 over what is attainable."""
        scores = self._sum([want.spellings[0] for want in wants if len(want.spellings) == 1])
        for want in wants:
            if len(want.spellings) > 1:
                scores += self._best_of(want)
        return scores / _attainable(wants)

    def coverage_of(self, rows: npt.NDArray[np.int32], wants: Sequence[Want]) -> Scores:
        """What `coverage` says of some rows, to the bit, shape (len(rows),); of many rows a few are looked up.

        Their numbers are of the type of the entries: of another, all of a term's would be converted.
        """
        if len(self) < max(_LOOKED_UP_FROM, _LOOKED_UP_SHARE * rows.size):
            return self.coverage(wants)[rows]
        scores = np.zeros(rows.size, dtype=np.float32)
        # Added up in the order of `coverage`: another may round to another number.
        for want in sorted(wants, key=lambda want: len(want.spellings) > 1):
            if len(want.spellings) == 1:
                scores += self._weights_in(rows, want.spellings[0])
                continue
            gained = np.zeros(rows.size, dtype=np.float32)
            for term, own in zip(want.spellings, self.idf(want.spellings), strict=True):
                np.maximum(gained, self._weights_in(rows, term) * np.float32(want.idf / own), out=gained)
            scores += gained
        return scores / _attainable(wants)

    def _weights_in(self, rows: npt.NDArray[np.int32], term: str) -> Scores:
        """What a term weighs in some rows, shape (len(rows),), 0 in those without it."""
        place = self._number(term)
        entries = self._entries(place) if place >= 0 else slice(0, 0)
        having = self._rows[entries]
        if not having.size:
            return np.zeros(rows.size, dtype=np.float32)
        found = np.minimum(np.searchsorted(having, rows), having.size - 1)
        weights: Scores = np.where(having[found] == rows, self._weights[entries][found], np.float32(0))
        return weights

    def shares(self, wants: Sequence[Want]) -> Scores:
        """How much of what is wanted each row holds, by idf, shape (rows,), 0 to 1: how often does not matter."""
        held = np.zeros(len(self), dtype=np.float32)
        for want in wants:
            rows = [self.rows_with(term) for term in want.spellings]
            held[np.unique(np.concatenate(rows)) if len(rows) > 1 else rows[0]] += np.float32(want.idf)
        return held / np.float32(max(sum(want.idf for want in wants), 1e-6))

    def _best_of(self, want: Want) -> Scores:
        """What each row gains by spellings that count as one, shape (rows,)."""
        gained = np.zeros(len(self), dtype=np.float32)
        for term, own in zip(want.spellings, self.idf(want.spellings), strict=True):
            entries = self._entries(self._number(term))
            rows = self._rows[entries]
            gained[rows] = np.maximum(gained[rows], self._weights[entries] * np.float32(want.idf / own))
        return gained

    def idf(self, different: Sequence[str]) -> Scores:
        """How telling each term is, shape (terms,); one that no row holds gets the highest idf there is."""
        return inverse_document_frequency(self.frequencies(different), len(self))
