"""The key terms of an article as they lie in a Milvus, by which related reading of any text compares it.

They are weighed as when the article's row was written: an archive that grows makes terms tell more or less, and no row is written
again for that.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Scores
from indexer.milvus.counts import Hashes


@dataclass(frozen=True, slots=True)
class RowKeyTerms:
    """A unit vector over terms, by their hashes."""

    hashes: Hashes
    weights: Scores
    """Shape (terms,)."""

    def packed(self) -> list[str]:
        """As strings that Milvus takes; one that says so of an article without key terms, which may be listed all the same."""
        coded = self.hashes.astype("<u8").tobytes() + self.weights.astype("<f4").tobytes()
        return [b64encode(coded).decode("ascii")]

    @classmethod
    def unpacked(cls, text: str) -> "RowKeyTerms":
        """What `packed` gave."""
        coded = b64decode(text)
        count = len(coded) // 12
        weights: npt.NDArray[np.float32] = np.frombuffer(coded, dtype="<f4", count=count, offset=8 * count)
        return cls(np.frombuffer(coded, dtype="<u8", count=count), weights.astype(np.float32))

    def over(self, terms: Hashes) -> Scores:
        """The weights of some terms, 0 where it has none, shape (terms,).

        Args:
            terms: Each once.
        """
        weights = np.zeros(terms.size, dtype=np.float32)
        _, own, theirs = np.intersect1d(self.hashes, terms, assume_unique=True, return_indices=True)
        weights[theirs] = self.weights[own]
        return weights


def packed_key_terms(listed: RowKeyTerms | None) -> Sequence[str]:
    """As strings that Milvus takes; none for an article that is not listed."""
    return () if listed is None else listed.packed()
