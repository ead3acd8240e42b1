"""The term index of a snapshot, and the one door to bm25s.

Scores are BM25 in Lucene's form (Kamphuis et al. 2020, https://doi.org/10.1007/978-3-030-45442-5_4), computed when
the index is built, so that a search only adds up columns of a sparse matrix.
"""

import json
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import bm25s
import numpy as np

from indexer.analyze import different_terms, terms
from indexer.arrays import Scores
from indexer.errors import BrokenSnapshotError

K1 = 1.5
B = 0.75


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

    def coverage(
        self, asked: Sequence[str], spellings: Mapping[str, Sequence[Sequence[str]]] = MappingProxyType({})
    ) -> Scores:
        """How much of a question's idf weight each row holds, shape (rows,), 0 to 1: BM25 over what is attainable.

        Terms that no row holds count as attainable too, so that a question in another language than the archive's
        covers little of any row.

        Args:
            asked: The question's terms, each once.
            spellings: For a term, groups of other terms. Those of one group stand for one thing: a row gains by the
                best of them, as much as if all were one term. A term found by a spelling is not missed itself.
        """
        groups = {term: [known for group in of if (known := self._known(group))] for term, of in spellings.items()}
        counted = [term for term in asked if term in self._retriever.vocab_dict or not groups.get(term)]
        attainable = float(self.idf(counted).sum())
        scores = self._sum(counted)
        for known in (known for of in groups.values() for known in of):
            gained, most = self._best_of(known)
            scores += gained
            attainable += most
        return scores / np.float32(max(attainable, 1e-6))

    def _known(self, group: Sequence[str]) -> list[int]:
        """Ids of the terms of a group that some row holds."""
        return [found for term in group if (found := self._retriever.vocab_dict.get(term)) is not None]

    def _best_of(self, ids: list[int]) -> tuple[Scores, float]:
        """What each row gains by a group of terms that count as one, and the most that it could gain."""
        stored = self._retriever.scores
        spans = [slice(int(stored["indptr"][term]), int(stored["indptr"][term + 1])) for term in ids]
        frequencies = np.array([span.stop - span.start for span in spans])
        idf = inverse_document_frequency(frequencies, len(self))
        together = float(
            inverse_document_frequency(np.minimum(frequencies.sum(keepdims=True), len(self)), len(self))[0]
        )
        gained = np.zeros(len(self), dtype=np.float32)
        for span, own in zip(spans, idf, strict=True):
            rows = stored["indices"][span]
            gained[rows] = np.maximum(gained[rows], stored["data"][span] * np.float32(together / own))
        return gained, together

    def idf(self, different: Sequence[str]) -> Scores:
        """How telling each term is, shape (terms,); one that no row holds gets the highest idf there is."""
        vocabulary = self._retriever.vocab_dict
        indptr = self._retriever.scores["indptr"]
        ids = np.fromiter((vocabulary.get(term, -1) for term in different), dtype=np.int64, count=len(different))
        frequencies = np.where(ids < 0, 0, indptr[ids + 1] - indptr[ids])
        return inverse_document_frequency(frequencies, len(self))
