"""What of the last snapshot's lists still holds: an article is known again by a number made of all that its list depends on.

What all articles share (the mean vector) stays as it was where lists are taken over, and how telling a word is may have
drifted a little: a first build, or one after more than MOST_CHANGED of the archive changed, computes all lists alike.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from indexer.arrays import ByRow, Matrix, Rows
from indexer.domain import Article
from indexer.related.pools import LENGTH
from indexer.related.relevance import blocks
from indexer.related.table import RelatedTable

MOST_CHANGED = 0.1
"""Share of changed articles beyond which everything is made anew: hardly a list of thirty would be without one."""

GONE = -2
"""In place of an article's number: it is gone or changed."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What can be taken over from the last snapshot."""

    previous: RelatedTable
    old: Rows
    """Number in the last snapshot of each article that is as it was, -1 for others, shape (articles,)."""
    numbers: npt.NDArray[np.int32]
    """The last lists under this snapshot's numbers, -1 where one has ended, GONE for who is gone or changed."""
    scores: Matrix
    """Relevance of each, as shape (articles, LENGTH)."""


def signatures(
    ids: Sequence[str],
    vectors: ByRow,
    stands_for: Sequence[str],
    published_at: Sequence[str],
    articles: Iterable[Article],
) -> npt.NDArray[np.uint64]:
    """A number for each article that changes with anything its list depends on.

    Args:
        ids: Of articles.
        vectors: Of articles.
        stands_for: Id of the article that stands for each one's story.
        published_at: Dates.
        articles: All of them; title, body and language are read.
    """
    found = np.empty(len(ids), dtype=np.uint64)
    each_vector = chain.from_iterable(vectors[block] for block in blocks(len(ids)))
    for number, (article, vector) in enumerate(zip(articles, each_vector, strict=True)):
        facts = (ids[number], stands_for[number], published_at[number], article.language, article.title, article.body)
        parts = "\0".join(facts)
        digest = hashlib.blake2b(vector.tobytes(), digest_size=8)
        digest.update(parts.encode("utf-8", "surrogatepass"))
        found[number] = int.from_bytes(digest.digest(), "little")
    return found


def carried(previous: RelatedTable, current: npt.NDArray[np.uint64]) -> Carried | None:
    """What the last snapshot has for articles of these signatures; None to make everything anew."""
    place = {int(signature): number for number, signature in enumerate(previous.signatures)}
    old = np.array([place.get(int(signature), -1) for signature in current], dtype=np.int64)
    changed = int((old < 0).sum()) + len(previous) - int((old >= 0).sum())
    if changed > MOST_CHANGED * max(current.size, 1):
        return None
    new = np.full(len(previous) + 1, GONE, dtype=np.int32)
    new[-1] = -1  # what -1 points at
    known = np.flatnonzero(old >= 0)
    new[old[known]] = known
    numbers = np.full((old.size, LENGTH), -1, dtype=np.int32)
    scores = np.zeros((old.size, LENGTH), dtype=np.float32)
    numbers[known] = new[previous.numbers[old[known]]]
    scores[known] = previous.scores[old[known]]
    return Carried(previous, old, numbers, scores)
