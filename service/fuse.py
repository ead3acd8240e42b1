"""Two legs, one ranking: how a chunk's cosine and its BM25 score become the score it is ranked by."""

import numpy as np

from indexer.arrays import Scores
from indexer.vectors import Vectors

LEXICAL_WEIGHT = 15.0
"""What a chunk that holds all of the question's words gains, in spreads of cosine.

Chosen on every second question of zhnews-mrc and XQuAD (zh→zh, en→zh, en→all six), where anything from 12 to 20 stays
within 0.02 of hit@1 of the best weight on each of the four.
"""

_SAMPLE = 256
_LEAST_SPREAD = 0.01
"""A handful of chunks of one article may lie closer together than any model tells apart."""


def cosine_spread(vectors: Vectors) -> float:
    """Standard deviation of the cosines between chunks of a snapshot, over up to 256 rows at equal distances.

    Models differ by a factor of ten in how far apart they put texts (E5's cosines lie in about 0.7 to 1), so a score
    that adds cosines to anything else has to know it.
    """
    rows = np.unique(np.linspace(0, len(vectors) - 1, _SAMPLE).astype(np.int64))
    sample = vectors.rows(rows)
    above = np.triu_indices(rows.size, k=1)
    cosines = (sample @ sample.T)[above]
    return max(float(cosines.std()) if cosines.size else 0.0, _LEAST_SPREAD)


def fused(cosines: Scores, bm25: Scores, *, spread: float, attainable: float) -> Scores:
    """Scores to rank by, shape (candidates,): cosine + weight * spread * BM25 / what the question could attain.

    Dividing by the attainable makes the weight of the words look at the question by itself: words that no chunk
    holds, as in a question in another language, leave every chunk near 0 and the cosines decide; of a question in
    the archive's own words, each chunk gets as much as it holds of them, the rarer the more.
    """
    coverage = bm25 / max(attainable, 1e-6)
    return np.asarray(cosines + LEXICAL_WEIGHT * spread * coverage, dtype=np.float32)
