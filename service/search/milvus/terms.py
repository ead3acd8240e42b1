"""How many rows of a generation hold each term, and how much of what is wanted a row holds."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Scores
from indexer.index.wants import Want, inverse_document_frequency
from indexer.milvus.client import Milvus
from indexer.milvus.counts import Bucket, bucket_of, hash_of, hashes_of, norm, saturation
from indexer.milvus.generations import Record
from indexer.milvus.schema import alive
from service.search.milvus.held_terms import HeldTerms
from service.search.milvus.remembered import Remembered

_KEPT_BUCKETS = 60_000
"""Of about 64 terms in 1 KB each."""
_AT_ONCE = 2_000


class TermTable:
    """The counts of one generation's terms, fetched a bucket at a time and remembered; safe to use from any thread."""

    def __init__(self, milvus: Milvus, name: str, record: Record) -> None:
        self._milvus = milvus
        self._name = name
        self._record = record
        self._kept: Remembered[int, Bucket] = Remembered(_KEPT_BUCKETS)

    def counts(self, terms: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """How many chunks and how many articles hold each term, both of shape (terms,)."""
        hashes = [hash_of(term) for term in terms]
        buckets = self._buckets({bucket_of(each, self._record.buckets) for each in hashes})
        chunks = np.zeros(len(terms), dtype=np.int64)
        articles = np.zeros(len(terms), dtype=np.int64)
        for place, each in enumerate(hashes):
            bucket = buckets.get(bucket_of(each, self._record.buckets))
            if bucket is None:
                continue
            at = int(np.searchsorted(bucket.hashes, np.uint64(each)))
            if at < bucket.hashes.size and int(bucket.hashes[at]) == each:
                chunks[place], articles[place] = int(bucket.chunks[at]), int(bucket.articles[at])
        return chunks, articles

    def _buckets(self, numbers: set[int]) -> dict[int, Bucket]:
        found = self._kept.find(numbers)
        missing = sorted(numbers - found.keys())
        new: dict[int, Bucket] = {}
        for first in range(0, len(missing), _AT_ONCE):
            some = missing[first : first + _AT_ONCE]
            condition = f"bucket in {some} and {alive(self._record.generation)}"
            for row in self._milvus.read(self._name, condition, ["bucket", "terms"]):
                new[int(row["bucket"])] = Bucket.unpacked(list(row["terms"]))
        nothing = Bucket.unpacked(())
        new |= {number: nothing for number in missing if number not in new}
        self._kept.keep(new)
        return found | new


class Statistics:
    """In how many chunks, or articles, terms are."""

    def __init__(
        self,
        rows: int,
        frequencies: Callable[[Sequence[str]], npt.NDArray[np.int64]],
        holding_all: Callable[[Sequence[str]], int],
    ) -> None:
        """Asks a generation.

        Args:
            rows: How many there are.
            frequencies: How many hold each term.
            holding_all: How many hold every one of some terms that are all known.
        """
        self._rows = rows
        self._frequencies = frequencies
        self._holding_all = holding_all

    def __len__(self) -> int:
        """How many rows there are."""
        return self._rows

    def frequencies(self, terms: Sequence[str]) -> npt.NDArray[np.int64]:
        """How many rows hold each term."""
        return self._frequencies(terms) if terms else np.empty(0, dtype=np.int64)

    def holding_all(self, terms: Sequence[str]) -> int:
        """How many rows hold every one of some terms."""
        different = list(dict.fromkeys(terms))
        if not different:
            return self._rows
        frequencies = self.frequencies(different)
        if len(different) == 1 or not frequencies.min():
            return int(frequencies.min())
        return self._holding_all(different)


class Weigher:
    """How much of what a question wants rows hold, to the last bit as `indexer.index.bm25` adds it up."""

    def __init__(
        self, wants: Sequence[Want], rows: int, average: np.float32, frequencies: npt.NDArray[np.int64]
    ) -> None:
        """Prepares a question.

        Args:
            wants: What it looks for.
            rows: How many there are.
            average: Terms of a row.
            frequencies: How many rows hold each spelling, in the order of the wants.
        """
        self._wants = wants
        self._average = average
        spellings = [term for want in wants for term in want.spellings]
        idf = inverse_document_frequency(frequencies, rows)
        known = {term: each for term, each, held in zip(spellings, idf, frequencies.tolist(), strict=True) if held}
        self._places = {term: place for place, term in enumerate(known)}
        """Of the terms that any row holds, in the two below."""
        self._hashes = hashes_of(tuple(known))
        self._idf = np.array(list(known.values()), dtype=np.float32)
        self.attainable = np.float32(max(sum(want.idf for want in wants), 1e-6))
        """The weight of all that is wanted."""

    def coverage(self, rows: HeldTerms) -> Scores:
        """The share of what is wanted that each row holds, by BM25, shape (rows,)."""
        return self._covered(rows, rows.lengths)

    def ceiling(self, articles: HeldTerms) -> Scores:
        """What no chunk of each article can exceed: all that the article holds, in a chunk of no length, shape (articles,)."""
        return self._covered(articles, np.zeros_like(articles.lengths))

    def _covered(self, rows: HeldTerms, lengths: Scores) -> Scores:
        counted = rows.frequencies(self._hashes).astype(np.float32)
        weights = np.asarray(self._idf[:, None] * saturation(counted, norm(lengths, self._average)), dtype=np.float32)
        total = np.zeros(lengths.size, dtype=np.float32)
        for want in self._wants:
            if len(want.spellings) == 1 and want.spellings[0] in self._places:
                total += weights[self._places[want.spellings[0]]]
        for want in self._wants:
            if len(want.spellings) > 1:
                total += self._best_of(want, weights)
        return np.asarray(total / self.attainable, dtype=np.float32)

    def shares(self, rows: HeldTerms) -> Scores:
        """The share of what is wanted that each row holds, by idf, how often does not matter, shape (rows,)."""
        counted = rows.frequencies(self._hashes)
        held = np.zeros(rows.lengths.size, dtype=np.float32)
        for want in self._wants:
            places = [self._places[term] for term in want.spellings if term in self._places]
            held[counted[places].any(axis=0)] += np.float32(want.idf)
        return np.asarray(held / self.attainable, dtype=np.float32)

    def _best_of(self, want: Want, weights: Scores) -> Scores:
        """What each row gains by spellings that count as one, shape (rows,)."""
        gained = np.zeros(weights.shape[1], dtype=np.float32)
        for place in (self._places[term] for term in want.spellings if term in self._places):
            gained = np.maximum(gained, weights[place] * np.float32(want.idf / self._idf[place]))
        return gained
