"""The term index of a snapshot, and the one door to bm25s.

Scores are BM25 in Lucene's form (Kamphuis et al. 2020, https://doi.org/10.1007/978-3-030-45442-5_4), computed when
the index is built, so that a search only adds up columns of a sparse matrix.
"""

import json
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import bm25s
import numpy as np

from indexer.analyze import different_terms, terms
from indexer.arrays import Scores
from indexer.errors import BrokenSnapshotError

K1 = 1.5
B = 0.75

_NO_SPELLINGS: Mapping[str, Sequence[Sequence[str]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that a question looks for."""

    spellings: tuple[str, ...]
    """Terms that stand for it; any of them will do."""
    idf: float
    """How telling it is."""


class TermsBuilder:
    """Counts terms row by row in flat arrays, 10 bytes for each different term of a row, then weighs them all at once."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, int] = {}
        self._term_ids = array("i")
        self._frequencies = array("H")
        self._different = array("i")
        self._lengths = array("i")

    def add(self, text: str) -> None:
        """Adds the next row."""
        found = terms(text)
        counts = Counter(found)
        vocabulary = self._vocabulary
        for term, count in counts.items():
            self._term_ids.append(vocabulary.setdefault(term, len(vocabulary)))
            self._frequencies.append(min(count, 65535))
        self._different.append(len(counts))
        self._lengths.append(len(found))

    def build(self) -> "Terms":
        """Weighs every term of every row; the builder must not be used afterwards."""
        different = np.frombuffer(self._different, dtype=np.int32)
        lengths = np.frombuffer(self._lengths, dtype=np.int32).astype(np.float32)
        term_ids = np.frombuffer(self._term_ids, dtype=np.int32)
        frequencies = np.frombuffer(self._frequencies, dtype=np.uint16).astype(np.float32)
        rows = np.repeat(np.arange(different.size, dtype=np.int32), different)

        document_frequencies = np.bincount(term_ids, minlength=len(self._vocabulary))
        idf = inverse_document_frequency(document_frequencies, different.size)
        average = lengths.mean() if lengths.size else np.float32(1)
        norms = K1 * (1 - B + B * lengths / max(average, np.float32(1)))
        weights = idf[term_ids] * (frequencies / (frequencies + norms[rows]))

        order = np.argsort(term_ids, kind="stable")
        retriever = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy")
        retriever.scores = {
            "data": weights[order].astype(np.float32),
            "indices": rows[order],
            "indptr": np.concatenate(([0], np.cumsum(document_frequencies))).astype(np.int64),
            "num_docs": int(different.size),
        }
        retriever.vocab_dict = self._vocabulary
        retriever.nonoccurrence_array = None
        return Terms(retriever)


def inverse_document_frequency(document_frequencies: np.ndarray, rows: int) -> Scores:
    """Lucene's idf, log(1 + (N - df + 0.5) / (df + 0.5)), for each document frequency, shape (terms,)."""
    df = np.asarray(document_frequencies, dtype=np.float64)
    return np.log1p((rows - df + 0.5) / (df + 0.5)).astype(np.float32)


class Terms:
    """Which rows hold which terms, searched by BM25."""

    def __init__(self, retriever: bm25s.BM25) -> None:
        self._retriever = retriever

    @classmethod
    def open(cls, folder: Path) -> "Terms":
        """Reads what `save` wrote; the arrays are mapped into memory."""
        try:
            retriever = bm25s.BM25.load(folder, mmap=True, backend="numpy", show_progress=False)
        except (OSError, ValueError, KeyError, json.JSONDecodeError) as error:
            raise BrokenSnapshotError(f"{folder} is not a term index that bm25s can read: {error}.") from error
        return cls(retriever)

    def save(self, folder: Path) -> None:
        """Writes arrays, vocabulary and parameters; no pickle."""
        self._retriever.save(folder, show_progress=False)

    def __len__(self) -> int:
        return int(self._retriever.scores["num_docs"])

    def scores(self, question: str) -> Scores:
        """BM25 of every row for a question, shape (rows,), 0 where no term matches."""
        return self._sum(different_terms(question))

    def _sum(self, asked: Sequence[str]) -> Scores:
        """BM25 of every row for some terms, shape (rows,)."""
        known = self._retriever.get_tokens_ids(list(asked))
        if not known:
            return np.zeros(len(self), dtype=np.float32)
        return np.asarray(self._retriever.get_scores_from_ids(known), dtype=np.float32)

    def wants(
        self, asked: Sequence[str], spellings: Mapping[str, Sequence[Sequence[str]]] = _NO_SPELLINGS
    ) -> list[Want]:
        """What a question looks for, each with its idf.

        Terms that no row holds are wanted too, so that a question in another language than the archive's finds little
        of what it wants in any row.

        Args:
            asked: The question's terms, each once.
            spellings: For a term, groups of other terms; those of one group stand for one thing and weigh as if all
                were one term. A term that is found by a spelling is not wanted itself.
        """
        groups = [(term, tuple(self._known(group))) for term, of in spellings.items() for group in of]
        found = {term for term, known in groups if known}
        plain = [term for term in asked if term in self._retriever.vocab_dict or term not in found]
        wants = [Want((term,), float(idf)) for term, idf in zip(plain, self.idf(plain), strict=True)]
        for _, known in groups:
            if known:
                together = min(sum(self._frequency(term) for term in known), len(self))
                wants.append(Want(known, float(inverse_document_frequency(np.array([together]), len(self))[0])))
        return wants

    def coverage(self, wants: Sequence[Want]) -> Scores:
        """How much of what is wanted each row holds, by idf, shape (rows,), 0 to 1: BM25 over what is attainable."""
        scores = self._sum([want.spellings[0] for want in wants if len(want.spellings) == 1])
        for want in wants:
            if len(want.spellings) > 1:
                scores += self._best_of(want)
        return scores / np.float32(max(sum(want.idf for want in wants), 1e-6))

    def _known(self, group: Sequence[str]) -> list[str]:
        """The terms of a group that some row holds."""
        return [term for term in group if term in self._retriever.vocab_dict]

    def _frequency(self, term: str) -> int:
        """In how many rows a term is."""
        place, indptr = self._retriever.vocab_dict.get(term), self._retriever.scores["indptr"]
        return 0 if place is None else int(indptr[place + 1] - indptr[place])

    def _best_of(self, want: Want) -> Scores:
        """What each row gains by spellings that count as one, shape (rows,)."""
        stored = self._retriever.scores
        gained = np.zeros(len(self), dtype=np.float32)
        for term, own in zip(want.spellings, self.idf(want.spellings), strict=True):
            place = self._retriever.vocab_dict[term]
            span = slice(int(stored["indptr"][place]), int(stored["indptr"][place + 1]))
            rows = stored["indices"][span]
            gained[rows] = np.maximum(gained[rows], stored["data"][span] * np.float32(want.idf / own))
        return gained

    def idf(self, different: Sequence[str]) -> Scores:
        """How telling each term is, shape (terms,); one that no row holds gets the highest idf there is."""
        vocabulary = self._retriever.vocab_dict
        indptr = self._retriever.scores["indptr"]
        ids = np.fromiter((vocabulary.get(term, -1) for term in different), dtype=np.int64, count=len(different))
        frequencies = np.where(ids < 0, 0, indptr[ids + 1] - indptr[ids])
        return inverse_document_frequency(frequencies, len(self))
