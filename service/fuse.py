"""Two legs, one ranking: how a chunk's cosine and its share of the question's words become the score it is ranked by."""

import numpy as np

from indexer.arrays import Scores
from indexer.snapshot import Snapshot
from indexer.vectors import Vectors
from service.question import Asked

LEXICAL_WEIGHT = 15.0
"""What a chunk that holds all of the question's words gains, in spreads of cosine. How it was chosen: docs/retrieval.md."""

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


def coverage(snapshot: Snapshot, asked: Asked) -> Scores:
    """How much of a question's idf weight each row holds, shape (rows,), 0 to 1.

    The mean of the chunk's and of its article's: an article names its subject once and goes on with "the village", so
    the chunk with the answer often lacks half of the question's words.

    Being a share, it makes the weight of the words look at the question by itself: words that no chunk holds, as in a
    question in another language, leave every chunk near 0 and the cosines decide.
    """
    chunks = snapshot.terms.coverage(snapshot.terms.wants(asked.terms, asked.spellings))
    articles = snapshot.article_terms.coverage(snapshot.article_terms.wants(asked.terms, asked.spellings))
    return np.asarray((chunks + articles[snapshot.facts.articles]) / 2, dtype=np.float32)


def fused(cosines: Scores, covered: Scores, *, spread: float) -> Scores:
    """Scores to rank by, shape (candidates,): cosine + weight * spread * coverage."""
    return np.asarray(cosines + LEXICAL_WEIGHT * spread * covered, dtype=np.float32)
