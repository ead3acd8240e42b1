"""The last word on the first few: the passage with one sentence that holds what is asked goes before one that scatters it."""

from collections.abc import Sequence

import numpy as np

from indexer.analyze import terms
from indexer.arrays import Scores
from indexer.sentences import sentences
from indexer.terms import Want

HEAD = 20
"""How many of the best candidates are looked at again."""

COVERAGE_WEIGHT = 13.0
SENTENCE_WEIGHT = 10.0
"""In spreads of cosine, as `fuse.LEXICAL_WEIGHT`; how they were chosen: docs/retrieval.md."""


def share_held(wants: Sequence[Want], text: str) -> float:
    """How much of what is wanted a text holds, by idf, 0 to 1; how often it holds it does not matter."""
    held = set(terms(text))
    wanted = sum(want.idf for want in wants)
    return sum(want.idf for want in wants if not held.isdisjoint(want.spellings)) / max(wanted, 1e-6)


def best_sentence(wants: Sequence[Want], text: str) -> float:
    """The highest share that one sentence of a text holds, 0 to 1."""
    return max((share_held(wants, text[span.start : span.end]) for span in sentences(text)), default=0.0)


def ranked_again(cosines: Scores, covered: Scores, shares: Scores, *, spread: float) -> Scores:
    """Scores of the first few, shape (head,): cosine + spread * (13 * coverage + 10 * best sentence's share squared)."""
    lexical = COVERAGE_WEIGHT * covered + SENTENCE_WEIGHT * shares**2
    return np.asarray(cosines + spread * lexical, dtype=np.float32)
