"""Unit vectors of articles over the terms of an archive, as one sparse matrix, and their products (the one door to SciPy)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Matrix, Rows, Scores

if TYPE_CHECKING:
    from scipy import sparse

TermIds = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entries:
    """Terms of articles, entry by entry; three arrays of shape (entries,)."""

    rows: npt.NDArray[np.int32]
    """The article."""
    terms: npt.NDArray[np.int32]
    weights: Scores

    @classmethod
    def joined(cls, parts: Iterable["Entries"]) -> "Entries":
        """Several, one after the other."""
        rows, terms, weights = zip(*((part.rows, part.terms, part.weights) for part in parts), strict=True)
        return cls(np.concatenate(rows), np.concatenate(terms), np.concatenate(weights))

    def some(self, places: Rows | npt.NDArray[np.bool_]) -> "Entries":
        """Those at some places."""
        return Entries(self.rows[places], self.terms[places], self.weights[places])


def _matrix(
    weights: Scores, terms: npt.NDArray[np.integer], starts: Rows, shape: tuple[int, int]
) -> "sparse.csr_array":
    """A sparse matrix by rows: those of row i lie from starts[i] to starts[i + 1]."""
    # Here and not at the top: a service needs it for texts that are no articles, and it takes a tenth of a second.
    from scipy import sparse

    return sparse.csr_array((weights, terms, starts), shape=shape)


class TermVectors:
    """Unit vectors over the terms of an archive, row i the article of number i."""

    def __init__(self, matrix: "sparse.csr_array") -> None:
        self.matrix = matrix

    @classmethod
    def of(cls, entries: Entries, shape: tuple[int, int]) -> "TermVectors":
        """Of the most telling terms of every article, ordered by article.

        Args:
            entries: As `keyterms.key_terms` gives them.
            shape: Articles and terms of the archive.
        """
        starts = np.searchsorted(entries.rows, np.arange(shape[0] + 1))
        squares = np.bincount(entries.rows, weights=entries.weights.astype(np.float64) ** 2, minlength=shape[0])
        unit = (entries.weights / np.sqrt(squares)[entries.rows]).astype(np.float32)
        matrix = _matrix(unit, entries.terms, starts.astype(np.int64), shape)
        matrix.sort_indices()
        return cls(matrix)

    @classmethod
    def of_arrays(cls, data: Scores, indices: npt.NDArray[np.int32], indptr: Rows, vocabulary: int) -> "TermVectors":
        """What `arrays` gave, over a vocabulary of that many terms."""
        return cls(_matrix(data, indices, indptr, (indptr.size - 1, vocabulary)))

    @classmethod
    def of_dense(cls, weights: Matrix) -> "TermVectors":
        """Of few terms: their weights with all zeros, shape (articles, terms)."""
        rows, terms = np.nonzero(weights)
        starts = np.searchsorted(rows, np.arange(len(weights) + 1)).astype(np.int64)
        return cls(_matrix(weights[rows, terms], terms.astype(np.int32), starts, weights.shape))

    def arrays(self) -> tuple[Scores, npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Weights, terms, and where each article's begin: what a file needs to hold."""
        matrix = self.matrix.sorted_indices()
        return matrix.data, matrix.indices.astype(np.int32), matrix.indptr.astype(np.int64)

    def __len__(self) -> int:
        return int(self.matrix.shape[0])

    def some(self, numbers: Rows) -> "TermVectors":
        """Those of some articles, in the order given."""
        return TermVectors(self.matrix[numbers])

    def over(self, terms: TermIds) -> "TermVectors":
        """Their weights for some terms alone, numbered as these are given; to the same bit for any other terms there are."""
        return TermVectors(self.by_term[terms].T.tocsr())

    @cached_property
    def by_term(self) -> "sparse.csr_array":
        """Row i the articles that have term i; turned round once, however many blocks are compared with it."""
        return self.matrix.T.tocsr()

    def products(self, others: "TermVectors") -> "Products":
        """Cosine of each of these to each of the others."""
        found = (self.matrix @ others.by_term).tocsr()
        found.sort_indices()
        return Products(found)

    def shared(self, others: "TermVectors", most: int) -> tuple[TermIds, Matrix]:
        """The terms that each shares with the other of the same row, the most telling first, equal ones by term.

        Args:
            others: As many as these.
            most: How many of each pair.

        Returns:
            Term ids, -1 where there are no more, and what each adds to the cosine; both of shape (rows, most).
        """
        both = self.matrix.multiply(others.matrix).tocsr()
        counts = np.diff(both.indptr)
        pairs = np.repeat(np.arange(counts.size), counts)
        order = np.lexsort((both.indices, -both.data, pairs))
        place = np.arange(order.size) - np.repeat(both.indptr[:-1], counts)
        kept = place < most
        ids = np.full((counts.size, most), -1, dtype=np.int64)
        weights = np.zeros((counts.size, most), dtype=np.float32)
        ids[pairs[kept], place[kept]] = both.indices[order][kept]
        weights[pairs[kept], place[kept]] = both.data[order][kept]
        return ids, weights


class Products:
    """Cosines of some articles to others; most are 0 and not kept."""

    def __init__(self, matrix: "sparse.csr_array") -> None:
        self._matrix = matrix

    def best(self, k: int) -> tuple[Rows, Matrix]:
        """The k nearest of each, equal ones by place; -1 and 0 where fewer share a term. Both of shape (rows, k)."""
        matrix = self._matrix
        places = np.full((matrix.shape[0], k), -1, dtype=np.int64)
        cosines = np.zeros((matrix.shape[0], k), dtype=np.float32)
        for row in range(matrix.shape[0]):
            span = slice(matrix.indptr[row], matrix.indptr[row + 1])
            data, columns = matrix.data[span], matrix.indices[span]
            if data.size > k:
                least = np.partition(data, data.size - k)[data.size - k]
                high = np.flatnonzero(data >= least)
                data, columns = data[high], columns[high]
            order = np.lexsort((columns, -data))[:k]
            places[row, : order.size], cosines[row, : order.size] = columns[order], data[order]
        return places, cosines

    def at(self, columns: Rows) -> Matrix:
        """The cosines at some columns of each row, shape (rows, k) for columns of that shape; -1 gives 0."""
        matrix = self._matrix
        cosines = np.zeros(columns.shape, dtype=np.float32)
        for row, wanted in enumerate(columns):
            span = slice(matrix.indptr[row], matrix.indptr[row + 1])
            data, known = matrix.data[span], matrix.indices[span]
            if known.size:
                place = np.minimum(np.searchsorted(known, wanted), known.size - 1)
                cosines[row] = np.where(known[place] == wanted, data[place], np.float32(0))
        return cosines

    def dense(self) -> Matrix:
        """All of them, zeros too."""
        return np.asarray(self._matrix.toarray(), dtype=np.float32)
