"""The vectors of a snapshot, and the one door to FAISS.

Exact search over vectors kept as float16: half the memory of float32, at an error of cosine of 0.00002 (at most 0.00007
over 2,000 random pairs of 384 dimensions), a tenth of what the batch that a text is embedded in moves it by. Approximate
indexes earn their keep only far beyond one machine's archive.
"""

from pathlib import Path

import faiss
import numpy as np

from indexer.arrays import Mask, Matrix, Rows, Scores
from indexer.errors import BrokenSnapshotError

_TIE_MARGIN = 32
"""Asked for beyond k, so that ties at the k-th place are settled by row and not by FAISS's heap."""


class Vectors:
    """Unit vectors by row, searched by cosine."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def empty(cls, dimension: int) -> "Vectors":
        """No vectors yet, of this dimension."""
        return cls(faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT))

    @classmethod
    def open(cls, file: Path) -> "Vectors":
        """Reads what `save` wrote, mapped into memory so that processes share its pages."""
        try:
            return cls(faiss.read_index(str(file), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY))
        except RuntimeError as error:
            raise BrokenSnapshotError(f"{file} is not an index that FAISS can read.") from error

    def save(self, file: Path) -> None:
        """Writes the vectors to one file; OSError where the disk is full.

        Through Python's own file: FAISS's does not look whether its last block reached the disk.
        """
        with file.open("wb") as stream:
            writer = faiss.PyCallbackIOWriter(stream.write)  # type: ignore[attr-defined] # FAISS's stubs leave it out
            faiss.write_index(self._index, writer)

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

    def rows(self, rows: Rows) -> Matrix:
        """The vectors of some rows, shape (len(rows), dimension)."""
        if rows.size == 0:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)

    def cosines(self, query: Matrix, rows: Rows) -> Scores:
        """Cosine of one question, shape (1, dimension), to each of some rows, shape (len(rows),)."""
        return np.asarray(self.rows(rows) @ query[0], dtype=np.float32)
