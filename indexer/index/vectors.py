"""The vectors of a snapshot, and the one door to FAISS.

Exact search over vectors kept as float16: half the memory of float32, at an error of cosine of 0.00002 (at most 0.00007
over 2,000 random pairs of 384 dimensions), a tenth of what the batch that a text is embedded in moves it by.

From 100,000 rows on, a search that every row may answer first looks at short codes of all rows (product quantisation,
four bits for two dimensions, FAISS's "fast scan": Andre et al. 2017, https://doi.org/10.1145/3078971.3078992), a ninth of
the work, and compares the best thousand exactly. Figures: docs/retrieval.md.
"""

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Mask, Matrix, Rows, Scores
from indexer.core.errors import BrokenSnapshotError

_TIE_MARGIN = 32
"""Asked for beyond k, so that ties at the k-th place are settled by row and not by FAISS's heap."""


class Neighbours:
    """Vectors among which those nearest to many others are looked for, by inner product.

    Exactly, or where that would compare more than COMPARISONS pairs, in the SEEN of about 2 * sqrt(rows) regions whose
    middles are nearest (an inverted file: Jegou et al. 2011, https://doi.org/10.1109/TPAMI.2010.57). Figures: docs/related.md.
    """

    def __init__(self, among: Matrix, *, questions: int) -> None:
        """Makes ready.

        Args:
            among: Shape (rows, dimension).
            questions: About how many will be asked.
        """
        self._among = np.ascontiguousarray(among, dtype=np.float32)
        self._regions = _regions(self._among) if len(among) * questions > COMPARISONS else None

    def of(self, queries: Matrix, k: int) -> tuple[Rows, Matrix]:
        """The `k` rows nearest to each query, best first, equal ones by row; -1 where fewer were seen.

        Args:
            queries: Shape (queries, dimension); a few hundred or more at a time.
            k: How many of each; fewer where there are fewer rows.

        Returns:
            Rows and inner products, both of shape (queries, k).
        """
        wanted = min(k + _TIE_MARGIN, len(self._among))
        if wanted == 0 or len(queries) == 0:
            return np.empty((len(queries), 0), dtype=np.int64), np.empty((len(queries), 0), dtype=np.float32)
        asked = np.ascontiguousarray(queries, dtype=np.float32)
        if self._regions is None:
            scores, rows = faiss.knn(asked, self._among, wanted, metric=faiss.METRIC_INNER_PRODUCT)
        else:
            scores, rows = self._regions.search(asked, wanted)
        order = np.lexsort((rows, -scores), axis=1)[:, :k]
        return np.take_along_axis(rows, order, 1).astype(np.int64), np.take_along_axis(scores, order, 1)


COMPARISONS = 150_000_000
"""Pairs of vectors beyond which regions are made first: of 12,000 rows, each asked about."""

_SEEN = 24


def _regions(among: Matrix) -> faiss.Index:
    """Vectors in regions of near ones; the same vectors give the same regions."""
    count, dimension = among.shape
    number = int(2 * count**0.5)
    middles = faiss.IndexFlatIP(dimension)
    kind = faiss.ScalarQuantizer.QT_fp16
    regions = faiss.IndexIVFScalarQuantizer(middles, dimension, number, kind, faiss.METRIC_INNER_PRODUCT, False)
    regions.cp.niter = 8
    regions.cp.max_points_per_centroid = 64
    regions.train(among)
    regions.add(among)
    regions.nprobe = _SEEN
    return regions


CODED_FROM = 100_000
"""Rows from which codes are made: below it an exact search takes about 10 ms."""

_LOOKED_AT = 1000
"""Rows that the codes choose for the exact comparison: of the best hundred they miss one in ten thousand."""

_NEARLY_ALL = 0.99
"""Share of the rows that a mask lets through from which on the codes choose among all, and what it keeps back is left out."""

_TRAINED_ON = 20_000
_ITERATIONS = 10
_CODES_SUFFIX = ".codes"


class Vectors:
    """Unit vectors by row, searched by cosine."""

    def __init__(
        self, index: faiss.Index, codes: faiss.Index | None = None, *, halves: npt.NDArray[np.int16] | None = None
    ) -> None:
        """Takes what FAISS has.

        Args:
            index: All vectors.
            codes: The short ones.
            halves: The bits of the vectors of an index that does not change, shape (rows, dimension), over its own memory.
        """
        self._index = index
        self._codes = codes
        self._halves = halves

    @classmethod
    def empty(cls, dimension: int) -> "Vectors":
        """No vectors yet, of this dimension."""
        return cls(faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT))

    @classmethod
    def open(cls, file: Path) -> "Vectors":
        """Reads what `save` wrote, mapped into memory so that processes share its pages."""
        codes = file.with_suffix(_CODES_SUFFIX)
        try:
            index = faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY)
            return cls(index, faiss.read_index(str(codes)) if codes.exists() else None, halves=_halves_of(index))
        except RuntimeError as error:
            raise BrokenSnapshotError(f"{file} is not an index that FAISS can read.") from error

    def save(self, file: Path) -> None:
        """Writes the vectors to a file, and the codes of many to one beside it; OSError where the disk is full."""
        _write(self._index, file)
        if len(self) >= CODED_FROM:
            _write(self._coded(), file.with_suffix(_CODES_SUFFIX))

    def _coded(self) -> faiss.Index:
        """The codes of all rows; the same vectors give the same codes."""
        codes = faiss.IndexPQFastScan(self.dimension, self.dimension // 2, 4, faiss.METRIC_INNER_PRODUCT)
        codes.pq.cp.niter = _ITERATIONS
        codes.train(self.rows(np.unique(np.linspace(0, len(self) - 1, _TRAINED_ON).astype(np.int64))))
        for first in range(0, len(self), _TRAINED_ON):
            codes.add(self.rows(np.arange(first, min(first + _TRAINED_ON, len(self)), dtype=np.int64)))
        return codes

    def with_codes(self) -> "Vectors":
        """The same vectors, searched by codes first, as one that is opened again is."""
        return Vectors(self._index, self._coded())

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Numbers in one vector."""
        return int(self._index.d)

    def add(self, vectors: Matrix) -> None:
        """Appends vectors, shape (n, dimension), as the next n rows."""
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def search(self, query: Matrix, k: int, *, mask: Mask | None = None) -> tuple[Rows, Scores]:
        """The `k` rows nearest to one question among those the mask lets through.

        Args:
            query: Shape (1, dimension), unit length.
            k: How many at most.
            mask: Shape (rows,); None lets every row through.

        Returns:
            Rows and their cosines, best first, equal ones by row.
        """
        if self._codes is not None and (mask is None or mask.mean() >= _NEARLY_ALL):
            rows, scores = self._search_coded(self._codes, query, k, mask)
            if rows.size == k or mask is None:
                return rows, scores
        available = len(self) if mask is None else int(mask.sum())
        wanted = min(k + _TIE_MARGIN, available)
        if wanted == 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        parameters = None
        if mask is not None:
            # FAISS's stubs describe the C++ constructors; these are the ones that its Python layer adds.
            selector = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, rows = self._index.search(query, wanted, params=parameters)
        order = np.lexsort((rows[0], -scores[0]))[:k]
        return rows[0][order].astype(np.int64), scores[0][order].astype(np.float32)

    def _search_coded(self, codes: faiss.Index, query: Matrix, k: int, mask: Mask | None) -> tuple[Rows, Scores]:
        """The nearest rows among those that the codes choose and a mask lets through."""
        _, chosen = codes.search(query, min(max(_LOOKED_AT, 4 * k), len(self)))
        rows = np.sort(chosen[0]).astype(np.int64)
        if mask is not None:
            rows = rows[mask[rows]]
        scores = self.cosines(query, rows)
        order = np.argsort(-scores, kind="stable")[:k]
        return rows[order], scores[order]

    def rows(self, rows: Rows) -> Matrix:
        """The vectors of some rows, shape (len(rows), dimension)."""
        if rows.size == 0:
            return np.empty((0, self.dimension), dtype=np.float32)
        if self._halves is not None:
            return from_halves(self._halves[rows])
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)

    def cosines(self, query: Matrix, rows: Rows) -> Scores:
        """Cosine of one question, shape (1, dimension), to each of some rows, shape (len(rows),)."""
        return np.asarray(self.rows(rows) @ query[0], dtype=np.float32)


def _halves_of(index: faiss.Index) -> npt.NDArray[np.int16] | None:
    """The bits of an index's float16 numbers where they lie, shape (rows, dimension); None for one of another kind."""
    kept = faiss.downcast_index(index)
    if not isinstance(kept, faiss.IndexScalarQuantizer) or kept.sq.qtype != faiss.ScalarQuantizer.QT_fp16:
        return None
    if not kept.ntotal:
        return None
    held: npt.NDArray[np.uint8] = faiss.rev_swig_ptr(kept.codes.data(), kept.codes.size())
    return held.view(np.int16).reshape(kept.ntotal, kept.d)


_SIGN_AND_NUMBER = np.int32(~0x70000000)
"""All bits of a float32 but for the three highest of its exponent, which a float16 does not have."""
_EXPONENTS_APART = np.float32(2.0**112)
"""The exponent of a float32 counts from 127, that of a float16 from 15."""


def from_halves(halves: npt.NDArray[np.int16]) -> Matrix:
    """Float16 numbers by their bits as float32, exactly: an eighth of the time that FAISS takes, a fifth of NumPy's.

    Args:
        halves: Any shape; none infinite and none that is no number, as in unit vectors.
    """
    bits = halves.astype(np.int32)  # which repeats the sign, up to the first bit
    bits <<= 13
    bits &= _SIGN_AND_NUMBER
    numbers: Matrix = bits.view(np.float32)
    numbers *= _EXPONENTS_APART
    return numbers


def _write(index: faiss.Index, file: Path) -> None:
    """Writes an index through Python's own file: FAISS's does not look whether its last block reached the disk."""
    with file.open("wb") as stream:
        faiss.write_index(index, faiss.PyCallbackIOWriter(stream.write))  # type: ignore[attr-defined] # not in its stubs
