"""What is known of an archive, its articles and its rows without reading them, as every index tells it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Numbers, Rows, Scores
from service.search.config import ranking

HALF_OF_THE_WORDS = 0.5 - 1e-6
"""The share of a query's words, by idf, from which an article matches it."""

Days = npt.NDArray[np.datetime64]
"""Days in the archive's time zone, NaT where nobody knows."""


@dataclass(frozen=True, slots=True)
class ArchiveStatistics:
    """What is true of the archive as a whole, made once when it is published or opened."""

    spread: float
    """Standard deviation of cosines between chunks of one language, the unit of fused scores."""
    retold_from: float
    """Articles in two languages may tell the same story from this cosine on."""
    newest: np.datetime64
    """The last day on which an article was published; NaT where none has a date."""
    languages: frozenset[str]
    """Of its articles, BCP 47."""


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is known of some articles without reading them: columns, one entry an article."""

    numbers: Rows
    ids: Sequence[str]
    sources: Sequence[str]
    languages: Sequence[str]
    """BCP 47."""
    published_at: Sequence[str]
    """ISO 8601; empty where nobody knows."""
    authors: Sequence[Sequence[str]]
    keywords: Sequence[Sequence[str]]
    days: Days
    stories: Rows
    """Near-copies of one story have one number."""
    editions: Rows
    """Those of them that name the same figures have one number."""
    chunks: npt.NDArray[np.int64]
    """How many rows each has."""


@dataclass(frozen=True, slots=True)
class ChunkFacts:
    """What is known of some rows without reading them: columns, one entry a row."""

    rows: Rows
    articles: ArticleFacts
    """Of the different articles, by number ascending."""
    places: Rows
    """Where the row's article stands in them."""
    ordinals: npt.NDArray[np.int32]
    """Which chunk of its article a row is, from 0 in the order of the text."""
    starts: npt.NDArray[np.int32]
    """Where it begins in the body, in characters."""
    ends: npt.NDArray[np.int32]

    @property
    def numbers(self) -> Rows:
        """The article of each row, shape (rows,)."""
        return self.articles.numbers[self.places]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a question's idf weight some rows and their articles hold, each 0 to 1, shape (rows,).

    Being a share, it makes the weight of the words look at the question by itself: words that no chunk holds, as in a
    question in another language, leave every chunk near 0 and the cosines decide.
    """

    chunks: Scores
    articles: Scores
    """Of the row's article: it names its subject once and goes on with "the village", so that the chunk with the answer
    often lacks half of the question's words."""
    worded: Scores
    """Of the row's article, of the question without its numbers: 42 is in any long text, whatever stands beside it in the question."""

    @property
    def both(self) -> Scores:
        """Of both, shape (rows,)."""
        return covered_together(self.chunks, self.articles)


def covered_together(chunks: Scores, articles: Scores, of: Numbers | None = None) -> Scores:
    """The coverage of rows by what they and their articles hold, shape (rows,).

    Args:
        chunks: What each row holds, shape (rows,).
        articles: What each row's article holds, shape (rows,); with `of`, what each article holds, shape (articles,).
        of: The article of each row, shape (rows,): many rows share one, which is weighed once.
    """
    share = ranking().chunk_share
    weighed = ((1 - share) * articles).astype(np.float32, copy=False)
    both = weighed if of is None else weighed[of]
    both += np.float32(share) * chunks
    return both
