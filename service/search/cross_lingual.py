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

from indexer.core.arrays import Mask, Matrix, Rows, Scores
from indexer.index.wants import Want
from service.query.dictionary import CONNECTED
from service.query.question import TOLD, ParsedQuestion
from service.search.config import ranking
from service.search.fusion import top_rows


def foreign(asked: ParsedQuestion, languages: Sequence[str]) -> Mask:
    """Which of some languages, BCP 47, is another than the question's, shape (languages,); none where that is not known."""
    return _chosen(languages, lambda language: bool(asked.language) and language != asked.language)


def untranslated(asked: ParsedQuestion, languages: Sequence[str]) -> Mask:
    """Which of some languages no dictionary connects with the question's, shape (languages,).

    Not one that no question is ever told to be in: it may be the question's own, taken for another.
    """
    connected = {asked.language, *(article for question, article in CONNECTED if question == asked.language)}
    apart = TOLD - connected
    return _chosen(languages, lambda language: bool(asked.language) and language in apart)


def _chosen(languages: Sequence[str], chosen: Callable[[str], bool]) -> Mask:
    """Which of some languages, script and region left out, is a chosen one, shape (languages,)."""
    is_one = {each: chosen(each.partition("-")[0]) for each in frozenset(languages)}  # many articles, few languages
    return np.fromiter(map(is_one.__getitem__, languages), dtype=np.bool_, count=len(languages))


_MOST_RETOLD = 100
"""Articles in the question's language that others may retell: as many as a leg brings. Bounds the work of deep pages."""


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
    vectors: Callable[[Rows], Matrix],
    numbers: Rows,
    languages: Sequence[str],
    places: Rows,
    scores: Scores,
    *,
    own: str,
    retold_from: float,
) -> Translations:
    """Which candidates retell an article in the question's own language, of the first hundred of these.

    Each of the two is the nearest to the other among the candidates in its language: no threshold alone tells a
    translation from another article on the subject, as their cosines overlap.

    Args:
        vectors: Gives those of some articles.
        numbers: Of the rows' different articles, shape (articles,).
        languages: The language of each of them.
        places: Where each row's article is in them, shape (rows,).
        scores: Of each row without any allowance, shape (rows,).
        own: The question's language; at least one row is in it.
        retold_from: The least cosine of the two articles' vectors.
    """
    spoken = np.array([language.partition("-")[0] for language in languages])
    in_own, others = np.flatnonzero(spoken == own), np.flatnonzero(spoken != own)
    best = _best_of_each(places, scores, numbers.size)
    told = top_rows(best[in_own], _MOST_RETOLD, among=in_own)
    # Pair by pair: a product of matrices wakes BLAS's threads, which then spin on the cores that the search goes on with.
    cosines = np.vecdot(vectors(numbers[told])[:, None], vectors(numbers[others])[None])
    nearest = cosines.argmax(axis=0)
    retold = np.full(numbers.size, -1, dtype=np.int64)
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
        return ranking().translated_loss
    return 0.0 if _universal(want.spellings[0]) else 1.0


def _universal(term: str) -> bool:
    """Whether a term is a number, or what numbers are turned into."""
    return term.startswith("#") or term.isdecimal()
