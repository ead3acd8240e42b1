"""Names for the arrays that pass between rooms, so that a signature says what an axis means."""

import threading
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.int32]
"""Article numbers or places by list, shape (lists, length), -1 where a list has ended."""


Matrix: TypeAlias = npt.NDArray[np.float32]
"""Unit vectors, shape (texts, dimension)."""

Rows: TypeAlias = npt.NDArray[np.int64]
"""Row numbers of chunks, shape (n,): row i of vectors, terms and the chunk table is one chunk."""

Scores: TypeAlias = npt.NDArray[np.float32]
"""A score per row, shape (n,), higher is better."""

Mask: TypeAlias = npt.NDArray[np.bool_]
"""Which rows a filter lets through, shape (chunks,)."""


def distinct(rows: Rows) -> Rows:
    """Each of some rows once, ascending: of a few hundred in a quarter of the time of `numpy.unique`."""
    ordered = np.sort(rows)
    first = np.empty(ordered.size, dtype=np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


class ByRow(Protocol):
    """Unit vectors that are read, or computed, as far as they are asked for; a Matrix is one too."""

    def __getitem__(self, rows: Rows, /) -> Matrix:
        """Those of some rows, shape (len(rows), dimension)."""
        ...

    def __len__(self) -> int:
        """How many there are."""
        ...


def cosines(vectors: Matrix, vector: Scores) -> Scores:
    """The inner product of each row with one vector, shape (rows,), which does not depend on what other rows there are.

    BLAS adds a row up otherwise at another place of the matrix: the same passage among other candidates, as another index brings
    them, would have another last bit.
    """
    products: Scores = np.einsum("ij,j->i", vectors, vector)
    return products


_ONE_AT_A_TIME = threading.Lock()
"""NumPy reads the head of a file as a Python literal, at which two threads at once may fail in Python 3.11 (https://github.com/python/cpython/issues/106905)."""
_HEADER = 128
"""Bytes of an array file without numbers in it, which can't be mapped."""


def loaded(file: Path) -> npt.NDArray[Any]:
    """Reads an array that `numpy.save` wrote."""
    with _ONE_AT_A_TIME:
        array: npt.NDArray[Any] = np.load(file, allow_pickle=False)
    return array


def mapped(file: Path) -> npt.NDArray[Any]:
    """Maps an array that `numpy.save` wrote."""
    mode: Literal["r"] | None = "r" if file.stat().st_size > _HEADER else None
    with _ONE_AT_A_TIME:
        array: npt.NDArray[Any] = np.load(file, mmap_mode=mode, allow_pickle=False)
    return array
