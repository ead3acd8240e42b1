"""The telling words of every article as one sparse matrix, and the one door to SciPy."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from indexer.analyze import different_terms, terms
from indexer.arrays import Matrix, Rows, Scores
from indexer.domain import Article
from indexer.passage import TITLE_CHARACTERS, passage_text
from indexer.related.telling import KEPT, TITLE, Entries, TermIds, is_telling


class TermVectors:
    """Unit vectors over the terms of an archive, row i the article of number i."""

    def __init__(self, matrix: "sparse.csr_array") -> None:
        self.matrix = matrix

    @classmethod
    def of(cls, entries: Entries, shape: tuple[int, int]) -> "TermVectors":
        """Of the most telling terms of every article, ordered by article.

        Args:
            entries: As `telling_terms` gives them.
            shape: Articles and terms of the archive.
        """
        starts = np.searchsorted(entries.rows, np.arange(shape[0] + 1))
        squares = np.bincount(entries.rows, weights=entries.weights.astype(np.float64) ** 2, minlength=shape[0])
        unit = (entries.weights / np.sqrt(squares)[entries.rows]).astype(np.float32)
        matrix = sparse.csr_array((unit, entries.terms, starts.astype(np.int64)), shape=shape)
        matrix.sort_indices()
        return cls(matrix)

    @classmethod
    def of_arrays(cls, data: Scores, indices: npt.NDArray[np.int32], indptr: Rows, vocabulary: int) -> "TermVectors":
        """What `arrays` gave, over a vocabulary of that many terms."""
        return cls(sparse.csr_array((data, indices, indptr), shape=(indptr.size - 1, vocabulary)))

    def arrays(self) -> tuple[Scores, npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Weights, terms, and where each article's begin: what a file needs to hold."""
        matrix = self.matrix.sorted_indices()
        return matrix.data, matrix.indices.astype(np.int32), matrix.indptr.astype(np.int64)

    def __len__(self) -> int:
        return int(self.matrix.shape[0])

    def some(self, numbers: Rows) -> "TermVectors":
        """Those of some articles, in the order given."""
        return TermVectors(self.matrix[numbers])

    @cached_property
    def by_term(self) -> "sparse.csr_array":
        """Row i the articles that have term i; turned round once, however many blocks are compared with it."""
        return self.matrix.T.tocsr()

    def products(self, others: "TermVectors") -> "Products":
        """Cosine of each of these to each of the others."""
        found = sparse.csr_array(self.matrix @ others.by_term)
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
        both = sparse.csr_array(self.matrix.multiply(others.matrix))
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


def text_terms(
    read: Article, id_of: Callable[[str], int], idf: Callable[[Sequence[str]], Scores], vocabulary: int
) -> TermVectors:
    """The term vector of an article that is in no archive, over the terms of one.

    Args:
        read: Its title, body and language are read.
        id_of: Number of a term of the archive, -1 for a word that it does not have.
        idf: How telling each term is.
        vocabulary: How many terms the archive has.
    """
    counts: dict[str, int] = {}
    for term in terms(passage_text(read.title, read.body), language=read.language):
        if is_telling(term) and id_of(term) >= 0:
            counts[term] = counts.get(term, 0) + 1
    known = sorted(counts, key=id_of)
    titled = set(different_terms(read.title[:TITLE_CHARACTERS], language=read.language))
    frequencies = np.array([counts[term] for term in known], dtype=np.float32)
    lifts = np.array([TITLE if term in titled else 1.0 for term in known], dtype=np.float32)
    weights = idf(known) * (frequencies / (frequencies + np.float32(1.5))) * lifts
    kept = np.sort(np.argsort(-weights, kind="stable")[:KEPT])
    unit = weights[kept] / max(float(np.linalg.norm(weights[kept])), 1e-6)
    ids = np.array([id_of(known[place]) for place in kept], dtype=np.int64)
    matrix = sparse.csr_array((unit.astype(np.float32), (np.zeros_like(ids), ids)), shape=(1, vocabulary))
    return TermVectors(matrix)
