"""Which hits are weak: their articles hold so few of the query's words that nonsense would find as much.

Words speak against an article only where they could stand in it: in the question's language, or in one that a dictionary
connects with it; what is written in other letters than the question's, as names are, in any. Of what a dictionary renders a right
article often holds little, as writers find other words. A number speaks for no article: 42 is in any long one. Figures: docs/retrieval.md.
"""

from collections.abc import Sequence

import numpy as np

from indexer.core.arrays import Mask, Rows, Scores
from service.query.question import ParsedQuestion
from service.query.spoken_language import spoken_languages
from service.search.config import ranking

_RENDERED = "zh"
"""What the words of a query in no told language stand in by a dictionary alone: one in Chinese would be told."""


def weak_articles(
    question: str,
    asked: ParsedQuestion,
    languages: Sequence[str],
    *,
    places: Rows,
    untranslated: Mask,
    coverage: Scores,
    worded: Scores,
) -> Mask:
    """Which of some articles the words speak against, shape (articles,).

    Args:
        question: As it was asked.
        asked: As it was read.
        languages: Of different articles, BCP 47.
        places: Where in them each article is that is asked about, shape (articles,).
        untranslated: Whether each article is in a language that no dictionary connects with the question's, shape (articles,).
        coverage: What each article holds of the question's words, 0 to 1, shape (articles,).
        worded: The same without its numbers. A number makes good that an article holds few words, but not that it holds none.
    """
    if not (np.minimum(coverage, worded) < ranking().weak_below).any():
        return np.zeros(coverage.size, dtype=np.bool_)
    spoken = np.array([language.partition("-")[0] for language in languages])[places]
    may_be = spoken_languages(question)
    own = np.isin(spoken, sorted(may_be))
    speak = own if may_be else ~untranslated | asked.is_in_other_letters
    rendered = spoken != asked.language if asked.language else (spoken == _RENDERED)
    least = np.where(rendered & ~own, ranking().weak_below_rendered, ranking().weak_below)
    by_number = worded < ranking().weak_below_rendered
    return np.asarray(speak & ((coverage < least) | by_number), dtype=np.bool_)
