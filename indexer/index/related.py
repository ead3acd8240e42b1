"""Related articles of a whole archive as they lie in a snapshot: arrays in a folder, mapped when read, no pickle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Matrix, Numbers, Rows, Scores, mapped
from indexer.core.article import Span
from indexer.core.errors import BrokenSnapshotError
from indexer.index.term_vectors import TermVectors

RELATED = "related"
"""Folder of a snapshot."""


@dataclass(frozen=True, slots=True)
class Related:
    """One related article: which, how near, why, and where in its body that shows."""

    number: int
    score: float
    words: tuple[str, ...]
    snippet: Span


@dataclass(frozen=True, slots=True)
class RelatedTable:
    """The lists of all articles; row i is the article of number i, -1 in `numbers` where a list has ended."""

    numbers: Numbers
    """Shape (articles, LENGTH)."""
    scores: Matrix
    """Shape (articles, LENGTH), best candidates of the diverse order, so not always descending."""
    spans: npt.NDArray[np.int32]
    """Start and end of each snippet in the related body, shape (articles, LENGTH, 2)."""
    words: npt.NDArray[np.int32]
    """Places in the word table, -1 for none, shape (articles, LENGTH, WORDS)."""
    word_bytes: npt.NDArray[np.uint8]
    """All words in UTF-8, one after the other."""
    word_ends: npt.NDArray[np.int64]
    """Where each word ends in `word_bytes`."""
    signatures: npt.NDArray[np.uint64]
    """What each list was made from, shape (articles,): see incremental_update.py."""
    common: Matrix
    """What all article vectors share, shape (dimension,)."""
    shown: Rows
    """Articles that may be listed, one of each story, ascending."""
    term_data: Scores
    term_indices: npt.NDArray[np.int32]
    term_indptr: npt.NDArray[np.int64]
    """The term vectors of all articles, as `TermVectors.arrays` gives them."""

    def __len__(self) -> int:
        return len(self.numbers)

    def of(self, number: int) -> tuple[Related, ...]:
        """The related articles of one, in order."""
        # As lists: a number out of a mapped file costs a microsecond, and a row has a few hundred.
        listed, scores, words, spans = (
            column[number].tolist() for column in (self.numbers, self.scores, self.words, self.spans)
        )
        return tuple(
            Related(other, score, tuple(self.word(word) for word in its_words if word >= 0), Span(start, end))
            for other, score, its_words, (start, end) in zip(listed, scores, words, spans, strict=True)
            if other >= 0
        )

    def term_vectors(self, vocabulary: int) -> TermVectors:
        """The term vectors, over the article term index's vocabulary of that size."""
        return TermVectors.of_arrays(self.term_data, self.term_indices, self.term_indptr, vocabulary)

    def word(self, place: int) -> str:
        """A word of the table."""
        start = int(self.word_ends[place - 1]) if place else 0
        return bytes(self.word_bytes[start : int(self.word_ends[place])]).decode("utf-8", "surrogatepass")

    def of_archive(
        self, signatures: npt.NDArray[np.uint64], common: Matrix, shown: Rows, terms: TermVectors
    ) -> "RelatedTable":
        """The same lists with what is of the archive as a whole: see the fields of these names."""
        data, indices, indptr = terms.arrays()
        return replace(
            self,
            signatures=signatures,
            common=np.asarray(common, dtype=np.float32),
            shown=shown,
            term_data=data,
            term_indices=indices,
            term_indptr=indptr,
        )

    def save(self, folder: Path) -> None:
        """Writes one file for each array."""
        folder.mkdir()
        for name in self.__slots__:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)

    @classmethod
    def open(cls, folder: Path) -> "RelatedTable":
        """Maps what `save` wrote.

        Raises:
            BrokenSnapshotError: A file is missing or is no array.
        """
        try:
            return cls(**{name: mapped(folder / f"{name}.npy") for name in cls.__slots__})
        except (OSError, ValueError) as error:
            raise BrokenSnapshotError(
                f"{folder} does not hold related articles that can be read: {error}.",
                next_step="Build it again with `xunwen index`.",
            ) from error


def packed(words: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Words as `word_bytes` and `word_ends`."""
    coded = [word.encode("utf-8", "surrogatepass") for word in words]
    ends = np.cumsum([len(code) for code in coded], dtype=np.int64) if coded else np.empty(0, dtype=np.int64)
    return np.frombuffer(b"".join(coded), dtype=np.uint8), ends
