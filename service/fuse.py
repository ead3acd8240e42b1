"""Two legs, one ranking: how a chunk's cosine and its BM25 score become the score it is ranked by."""

from dataclasses import dataclass

import numpy as np

from indexer.arrays import Scores

LEXICAL_WEIGHT = 1.0
"""How much a full lexical match counts against the best dense match."""


@dataclass(frozen=True, slots=True)
class DenseScale:
    """Where this question's cosines lie. Models differ in it, and E5's lie in about 0.7 to 1, so it is read off.

    `best` is the highest cosine of any row, `usual` the one at the depth to which the leg was searched.
    """

    best: float
    usual: float

    def share(self, cosines: Scores) -> Scores:
        """Cosines as a share of the way from usual (0) to best (1), shape kept; below usual is negative."""
        return np.asarray((cosines - self.usual) / max(self.best - self.usual, 1e-6), dtype=np.float32)


def fused(cosines: Scores, bm25: Scores, *, scale: DenseScale, attainable: float) -> Scores:
    """Scores to rank by, shape (candidates,).

    BM25 is divided by what the question could attain. That makes the weight of the lexical leg look at the question
    by itself: words that no chunk holds, as in a question in another language, leave every chunk near 0 and the
    dense leg decides; a question quoted from the text comes near 1 and the lexical leg does.
    """
    coverage = bm25 / max(attainable, 1e-6)
    return np.asarray(scale.share(cosines) + LEXICAL_WEIGHT * coverage, dtype=np.float32)
