"""How often rows hold their terms, as they lie in a Milvus: terms as 64 bits of a hash, so that no row spells them out.

A weight is made of a count when it is asked for (`indexer.index.bm25`), so it is the snapshot's to the last bit, and a row
stays as it is however the archive around it changes. Two of a hundred million terms share 64 bits once in 3,700 archives.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Scores
from indexer.index.bm25 import K1, B
from indexer.milvus.schema import NOTHING

Hashes: TypeAlias = npt.NDArray[np.uint64]
"""Of terms."""

_PIECE = 60_000
"""Characters of one string, a multiple of four."""


@lru_cache(maxsize=1 << 16)
def hash_of(term: str) -> int:
    """64 bits of a term."""
    return int.from_bytes(blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def hashes_of(terms: Sequence[str]) -> Hashes:
    """64 bits of each term, shape (terms,)."""
    coded = (blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest() for term in terms)
    return np.frombuffer(b"".join(coded), dtype="<u8")


@dataclass(frozen=True, slots=True)
class RowTerms:
    """What one row holds."""

    hashes: Hashes
    """Of its terms, ascending."""
    frequencies: npt.NDArray[np.uint8]
    """Of each."""
    length: int
    """Terms of the row, repeats included."""

    @classmethod
    def of(cls, hashes: Hashes, frequencies: npt.NDArray[np.uint8], length: int) -> "RowTerms":
        """Terms in any order."""
        order = np.argsort(hashes)
        return cls(hashes[order], frequencies[order], length)

    def to_bytes(self) -> bytes:
        """Length and count, hashes, frequencies; low byte first on every machine."""
        head = np.array([self.length, self.hashes.size], dtype="<u4").tobytes()
        return head + self.hashes.astype("<u8").tobytes() + self.frequencies.tobytes()

    @classmethod
    def of_bytes(cls, coded: bytes) -> "RowTerms":
        """What `to_bytes` gave."""
        length, count = np.frombuffer(coded, dtype="<u4", count=2)
        hashes = np.frombuffer(coded, dtype="<u8", count=int(count), offset=8)
        return cls(hashes, np.frombuffer(coded, dtype=np.uint8, offset=8 + 8 * int(count)), int(length))

    def packed(self) -> list[str]:
        """As strings that Milvus takes."""
        text = b64encode(self.to_bytes()).decode("ascii")
        return [text[place : place + _PIECE] for place in range(0, len(text), _PIECE)]

    @classmethod
    def unpacked(cls, strings: Sequence[str]) -> "RowTerms":
        """What `packed` gave."""
        return cls.of_bytes(b64decode("".join(strings)))

    def frequency(self, term: int) -> int:
        """How often the row holds a term, by its hash."""
        place = int(np.searchsorted(self.hashes, np.uint64(term)))
        return int(self.frequencies[place]) if place < self.hashes.size and int(self.hashes[place]) == term else 0

    def weights(self, average: np.float32) -> Mapping[int, float]:
        """The part of each term's BM25 that the archive has no say in, by dimension of a sparse vector."""
        found: dict[int, float] = {}
        parts = saturation(self.frequencies.astype(np.float32), norm(np.float32(self.length), average))
        for dimension, part in zip((self.hashes % np.uint64(NOTHING)).tolist(), parts.tolist(), strict=True):
            found[dimension] = max(part, found.get(dimension, 0.0))
        return found or {NOTHING: 1.0}


def dimension_of(term: int) -> int:
    """The dimension of sparse vectors that a term has; those that share one are told apart by their counts."""
    return term % NOTHING


def norm(lengths: Scores | np.float32, average: np.float32) -> Scores:
    """What the length of a row adds to a frequency, as `indexer.index.bm25_builder` computes it."""
    return np.asarray(K1 * (1 - B + B * lengths / max(average, np.float32(1))), dtype=np.float32)


def saturation(frequencies: Scores, norms: Scores) -> Scores:
    """The share of a term's idf that each frequency gains."""
    return np.asarray(frequencies / (frequencies + norms), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Some of an archive's terms, and how many rows hold each."""

    hashes: Hashes
    """Ascending."""
    chunks: npt.NDArray[np.uint32]
    articles: npt.NDArray[np.uint32]

    def packed(self) -> list[str]:
        """As strings that Milvus takes."""
        arrays = (self.hashes.astype("<u8"), self.chunks.astype("<u4"), self.articles.astype("<u4"))
        text = b64encode(b"".join(each.tobytes() for each in arrays)).decode("ascii")
        return [text[place : place + _PIECE] for place in range(0, len(text), _PIECE)]

    @classmethod
    def unpacked(cls, strings: Sequence[str]) -> "Bucket":
        """What `packed` gave."""
        coded = b64decode("".join(strings))
        count = len(coded) // 16
        hashes = np.frombuffer(coded, dtype="<u8", count=count)
        chunks = np.frombuffer(coded, dtype="<u4", count=count, offset=8 * count)
        return cls(hashes, chunks, np.frombuffer(coded, dtype="<u4", count=count, offset=12 * count))


def bucket_of(term: int, buckets: int) -> int:
    """The bucket of a term, by the first bits of its hash."""
    return term * buckets >> 64
