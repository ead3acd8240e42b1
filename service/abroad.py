"""Rows in another language than the question's: compared fairly with those in its own.

Most words of a question can't stand in a text of another language, so such a row lacks them whether it is what was asked
for or not, while any row of the question's own language holds some by chance. In an archive of several languages the
latter would always go first. What can't be found speaks neither for nor against: such rows are given about what a good
but wrong row of the question's language holds. Where one of its own language tells the same story, nothing is given: a
reader would rather have that one. Figures: docs/retrieval.md.
"""

from collections.abc import Sequence

import numpy as np

from indexer.archive import RowFacts
from indexer.arrays import Mask, Rows, Scores
from indexer.terms import Want
from indexer.vectors import Vectors
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


_SAMPLE = 256


def retold_from(articles: Vectors, languages: Sequence[str]) -> float:
    """The cosine of two articles in different languages from which on they may tell the same story.

    A third of the way from what such articles have on average to 1, over up to 256 at equal distances: models differ in
    how far apart they put texts. 1 where there are no two languages.

    Args:
        articles: One vector an article.
        languages: The language of each.
    """
    rows = np.unique(np.linspace(0, max(len(articles) - 1, 0), _SAMPLE).astype(np.int64))[: len(articles)]
    spoken = np.array([languages[row].partition("-")[0] for row in rows])
    different = spoken[:, None] != spoken[None, :]
    if not different.any():
        return 1.0
    vectors = articles.rows(rows)
    return (2 * float((vectors @ vectors.T)[different].mean()) + 1) / 3


def retelling_rows(
    vectors: Vectors, languages: Sequence[str], articles: Rows, scores: Scores, *, own: str, retold_from: float
) -> Mask:
    """Which rows belong to an article that retells, in another language, the article of the best row in the question's own.

    Each of the two is the nearest to the other among the candidates in its language: no threshold tells a translation
    from another article on the subject, as their cosines overlap.

    Args:
        vectors: One an article.
        languages: The language of each article.
        articles: The article's number of each row, shape (rows,).
        scores: Of each row without any allowance, shape (rows,).
        own: The question's language; at least one row is in it.
        retold_from: The least cosine of the two articles' vectors.

    Returns:
        Shape (rows,).
    """
    different, places = np.unique(articles, return_inverse=True)
    spoken = np.array([languages[article].partition("-")[0] for article in different])
    best = int(places[np.where(spoken[places] == own, scores, -np.inf).argmax()])
    found = vectors.rows(different)
    to_best = found @ found[best]
    nearest_own = (found @ np.where((spoken == own)[:, None], found, 0).T - 9 * (spoken != own)).argmax(axis=1)
    retelling = np.zeros(different.size, dtype=np.bool_)
    for language in set(spoken.tolist()) - {own}:
        nearest = int(np.where(spoken == language, to_best, -np.inf).argmax())
        retelling[nearest] = nearest_own[nearest] == best and to_best[nearest] >= retold_from
    return retelling[places]


def behind_own(scores: Scores, retelling: Mask, *, own: Mask) -> Scores:
    """Scores with every row that retells the best own one below it, the others as they are; all of shape (rows,).

    The question's own passage and its translations say the same, so the cosines put them in any order; a model that
    was taught to find answers across languages does so the more.

    Args:
        scores: To rank by.
        retelling: As `retelling_rows` gives them.
        own: Rows in the question's language, at least one.
    """
    below = np.nextafter(scores[own].max(), np.float32(-np.inf))
    return np.where(retelling, np.minimum(scores, below), scores)


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
