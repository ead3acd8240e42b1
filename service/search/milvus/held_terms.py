"""The terms of many rows side by side, so that a question's terms are looked up in all of them at once."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Scores
from indexer.milvus.counts import Hashes, RowTerms

_LOW_BITS = 16
"""Of a hash, by which all but about one in a thousand of the terms that are not asked for are left out without a search."""


class HeldTerms:
    """What some rows hold, in their order."""

    def __init__(self, rows: Sequence[RowTerms]) -> None:
        self._ends = np.cumsum([row.hashes.size for row in rows], dtype=np.int64)
        nothing: Hashes = np.empty(0, dtype="<u8")
        self._hashes = np.concatenate([nothing, *(row.hashes for row in rows)])
        self._frequencies = np.concatenate([np.empty(0, dtype=np.uint8), *(row.frequencies for row in rows)])
        self.lengths: Scores = np.array([row.length for row in rows], dtype=np.float32)
        """Terms of each row, repeats included, shape (rows,)."""

    def frequencies(self, terms: Hashes) -> npt.NDArray[np.uint8]:
        """How often each row holds each of some different terms, shape (terms, rows)."""
        found = np.zeros((terms.size, self._ends.size), dtype=np.uint8)
        if not terms.size:
            return found
        order = np.argsort(terms)
        wanted = terms[order]
        asked = np.zeros(1 << _LOW_BITS, dtype=np.bool_)
        asked[wanted & np.uint64((1 << _LOW_BITS) - 1)] = True
        # The first of four parts of 16 bits, the low ones, as hashes lie low byte first.
        places = np.flatnonzero(asked[self._hashes.astype("<u8", copy=False).view("<u2")[::4]])
        at = np.minimum(np.searchsorted(wanted, self._hashes[places]), terms.size - 1)
        held = wanted[at] == self._hashes[places]
        places, at = places[held], at[held]
        found[order[at], np.searchsorted(self._ends, places, side="right")] = self._frequencies[places]
        return found
