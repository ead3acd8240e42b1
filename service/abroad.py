"""Rows in another language than the question's: compared fairly with those in its own.

Most words of a question can't stand in a text of another language, so such a row lacks them whether it is what was asked
for or not, while any row of the question's own language holds some by chance. In an archive of several languages the
latter would always go first. What can't be found speaks neither for nor against: such rows are given about what a good
but wrong row of the question's language holds. Figures: docs/retrieval.md.
"""

from collections.abc import Sequence

import numpy as np

from indexer.archive import RowFacts
from indexer.arrays import Mask, Rows
from indexer.terms import Want
from service.question import Asked

ALLOWANCE = 0.25
"""Coverage granted for what can't be found: about what the best wrong rows of the question's own language have."""

TRANSLATED_LOSS = 0.7
"""Of a word that a dictionary gives in the other language: a writer has found another one as often as not."""

SENTENCE_SHARE = 0.55
"""How much of what a sentence holds counts across languages: by a dictionary, words meet that do not mean the same."""


def foreign_rows(asked: Asked, facts: RowFacts, rows: Rows) -> Mask:
    """Which rows are in another language than the question, shape (rows,); none where the question's is not known."""
    if not asked.language:
        return np.zeros(rows.size, dtype=np.bool_)
    spoken = (facts.languages[article].partition("-")[0] for article in facts.articles[rows])
    return np.fromiter((language != asked.language for language in spoken), dtype=np.bool_, count=rows.size)


def unfindable(wants: Sequence[Want]) -> float:
    """Share of the question's idf weight that a text in another language can hardly hold, 0 to 1."""
    lost = sum(want.idf * _loss(want) for want in wants)
    return lost / max(sum(want.idf for want in wants), 1e-6)


def _loss(want: Want) -> float:
    """How seldom the right text in another language holds a word: a number never lacks."""
    if len(want.spellings) > 1:
        return TRANSLATED_LOSS
    return 0.0 if _universal(want.spellings[0]) else 1.0


def _universal(term: str) -> bool:
    """Whether a term is a number, or what numbers are turned into."""
    return term.startswith("#") or term.isdecimal()
