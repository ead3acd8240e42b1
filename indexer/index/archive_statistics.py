"""What is true of an archive as a whole, measured over a sample of its vectors."""

from collections.abc import Callable, Sequence

import numpy as np

from indexer.index.docstore import RowFacts
from indexer.index.manifest import Statistics
from indexer.index.vectors import Vectors

_SAMPLE = 256
_LEAST_SPREAD = 0.01
"""A handful of chunks of one article may lie closer together than any model tells apart."""


def cosine_spread(vectors: Vectors, language_of: Callable[[int], str]) -> float:
    """Standard deviation of the cosines between chunks of one language, over up to 256 rows at equal distances.

    Models differ by a factor of ten in how far apart they put texts (E5's cosines lie in about 0.7 to 1), so a score
    that adds cosines to anything else has to know it. Chunks of different languages lie apart for their languages' sake,
    which says nothing of what they are about.

    Args:
        vectors: Of all rows.
        language_of: Gives the language of a row; asked for the rows that are compared.
    """
    rows = np.unique(np.linspace(0, len(vectors) - 1, _SAMPLE).astype(np.int64))
    sample = vectors.rows(rows)
    first, second = np.triu_indices(rows.size, k=1)
    spoken = np.array([language_of(row).partition("-")[0] for row in rows])
    cosines = (sample @ sample.T)[first, second][spoken[first] == spoken[second]]
    return max(float(cosines.std()) if cosines.size else 0.0, _LEAST_SPREAD)


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


def archive_statistics(vectors: Vectors, articles: Vectors, facts: RowFacts) -> Statistics:
    """What a manifest says of an archive as a whole.

    Args:
        vectors: Of all rows.
        articles: One an article.
        facts: Of both.
    """
    return Statistics(
        spread=cosine_spread(vectors, lambda row: facts.languages[facts.articles[row]]),
        retold_from=translation_threshold(articles, facts.languages),
        newest=max(facts.days, default=""),
        languages=tuple(sorted(set(facts.languages))),
    )
