"""Rows in another language than the question's: compared fairly with those in its own.

Most words of a question can't stand in a text of another language, so such a row lacks them whether it is what was asked
for or not, while any row of the question's own language holds some by chance. In an archive of several languages the
latter would always go first. What can't be found speaks neither for nor against: such rows are given about what a good
but wrong row of the question's language holds. What tells the same story as a candidate in its own language is given
nothing and stands behind it: a reader would rather have that one. And where no dictionary connects the two languages, the
words that do meet say little. Figures: docs/retrieval.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.core.arrays import Mask, Rows, Scores
from indexer.index.bm25 import Want
from indexer.index.docstore import RowFacts
from indexer.index.vectors import Vectors
from service.query.dictionary import CONNECTED
from service.query.question import TOLD, ParsedQuestion
from service.search.fusion import top_rows

CROSS_LINGUAL_BONUS = 0.25
"""Coverage granted for what can't be found: about what the best wrong rows of the question's own language have."""

UNTRANSLATED_BONUS = 0.27
"""The same where no dictionary connects the two languages."""

TRANSLATED_LOSS = 0.7
"""Of a word that a dictionary gives in the other language: a writer has found another one as often as not."""

SENTENCE_SHARE = 0.55
"""How much of what a sentence holds counts across languages: by a dictionary, words meet that do not mean the same."""

UNTRANSLATED_SHARE = 0.15
"""How much of the coverage counts across languages that no dictionary connects: what meets are names and numbers, and as
often words that only look alike. A sentence of such a row counts nothing."""


def foreign_rows(asked: ParsedQuestion, facts: RowFacts, rows: Rows) -> Mask:
    """Which rows are in another language than the question, shape (rows,); none where the question's is not known."""
    if not asked.language:
        return np.zeros(rows.size, dtype=np.bool_)
    return _spoken_by(facts, rows, lambda language: language != asked.language)


def untranslated_rows(asked: ParsedQuestion, facts: RowFacts, rows: Rows) -> Mask:
    """Which of those rows are in a language that no dictionary connects with the question's, shape (rows,).

    Not in one that no question is ever told to be in: it may be the question's own, taken for another.
    """
    if not asked.language:
        return np.zeros(rows.size, dtype=np.bool_)
    connected = {asked.language, *(article for question, article in CONNECTED if question == asked.language)}
    return _spoken_by(facts, rows, (TOLD - connected).__contains__)


def _spoken_by(facts: RowFacts, rows: Rows, chosen: Callable[[str], bool]) -> Mask:
    """Which rows are of an article whose language, script and region left out, is a chosen one, shape (rows,)."""
    names, of_article = facts.spoken
    return np.array([chosen(name) for name in names], dtype=np.bool_)[of_article[facts.articles[rows]]]


_MOST_RETOLD = 100
"""Articles in the question's language that others may retell: as many as a leg brings. Bounds the work of deep pages."""

_SAMPLE = 256


def translation_threshold(articles: Vectors, languages: Sequence[str]) -> float:
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


@dataclass(frozen=True, slots=True)
class Translations:
    """Which rows retell, in another language, an article in the question's own; both of shape (rows,)."""

    articles: Rows
    """Of each row; any numbers from 0."""
    retold: Rows
    """The article that the row's own article retells, -1 for none."""

    @property
    def rows(self) -> Mask:
        """Rows that retell, shape (rows,)."""
        return self.retold >= 0

    def among(self, places: Rows) -> "Translations":
        """The same of the rows at some places."""
        return Translations(self.articles[places], self.retold[places])

    def behind(self, scores: Scores) -> Scores:
        """Scores with every row that retells below the best row of what it retells, the others as they are, shape (rows,).

        Both say the same, so cosines put them in any order, the more so the better the model crosses languages. What
        retells an article that is not among the rows stays where it is.
        """
        if not self.rows.any():
            return scores
        best = _best_of_each(self.articles, scores, int(max(self.articles.max(), self.retold.max())) + 1)
        best[np.isneginf(best)] = np.inf
        below = np.nextafter(best, np.float32(-np.inf))
        return np.where(self.rows, np.minimum(scores, below[self.retold]), scores)


def find_translations(
    vectors: Vectors, languages: Sequence[str], articles: Rows, scores: Scores, *, own: str, retold_from: float
) -> Translations:
    """Which candidates retell an article in the question's own language, of the first hundred of these.

    Each of the two is the nearest to the other among the candidates in its language: no threshold alone tells a
    translation from another article on the subject, as their cosines overlap.

    Args:
        vectors: One an article.
        languages: The language of each article.
        articles: The article's number of each row, shape (rows,).
        scores: Of each row without any allowance, shape (rows,).
        own: The question's language; at least one row is in it.
        retold_from: The least cosine of the two articles' vectors.
    """
    different, places = np.unique(articles, return_inverse=True)
    spoken = np.array([languages[article].partition("-")[0] for article in different])
    in_own, others = np.flatnonzero(spoken == own), np.flatnonzero(spoken != own)
    best = _best_of_each(places, scores, different.size)
    told = top_rows(best[in_own], _MOST_RETOLD, among=in_own)
    # Pair by pair: a product of matrices wakes BLAS's threads, which then spin on the cores that the search goes on with.
    cosines = np.vecdot(vectors.rows(different[told])[:, None], vectors.rows(different[others])[None])
    nearest = cosines.argmax(axis=0)
    retold = np.full(different.size, -1, dtype=np.int64)
    for language in sorted(set(spoken[others].tolist())):
        there = np.flatnonzero(spoken[others] == language)
        for number, other in enumerate(there[cosines[:, there].argmax(axis=1)]):
            if nearest[other] == number and cosines[number, other] >= retold_from:
                retold[others[other]] = told[number]
    return Translations(places, retold[places])


def _best_of_each(articles: Rows, scores: Scores, count: int) -> Scores:
    """The best score of each of so many articles' rows, shape (count,); -inf for an article without rows."""
    best = np.full(count, -np.inf, dtype=np.float32)
    np.maximum.at(best, articles, scores)
    return best


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
