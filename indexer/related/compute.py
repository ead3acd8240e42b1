"""Related articles of a whole archive: chosen in blocks, explained, and taken over from the last snapshot where they hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Matrix, Rows
from indexer.domain import Article
from indexer.related.changes import carried, signatures
from indexer.related.mending import mend
from indexer.related.pools import Asked, Lists, Shown, choose
from indexer.related.relevance import days, without_common
from indexer.related.stories import representatives
from indexer.related.table import RelatedTable
from indexer.related.tabling import tabled
from indexer.related.telling import telling_terms
from indexer.related.term_vectors import TermVectors
from indexer.terms import Terms
from indexer.vectors import Neighbours

_BLOCK = 512
"""Articles whose candidates are compared at a time: about 100 MB."""


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """What related articles are computed from; place i of everything is the article of number i."""

    ids: Sequence[str]
    vectors: Matrix
    """Unit article vectors, shape (articles, dimension)."""
    stories: Rows
    """Story of each article, shape (articles,): near-copies share one."""
    published_at: Sequence[str]
    terms: Terms
    """The term index by article."""
    articles: Callable[[], Iterable[Article]]
    """Reads every article in order, each time anew."""


@dataclass(frozen=True, slots=True)
class RelatedReport:
    """What the computing did."""

    made: int
    """Lists made in this build."""
    mended: int
    """Lists of the last snapshot that changes touch (see mending.py)."""
    kept: int
    """Lists carried over from the last snapshot."""


def build_related(
    view: ArchiveView,
    *,
    previous: RelatedTable | None = None,
    advance: Callable[[int], None] = lambda _: None,
) -> tuple[RelatedTable, RelatedReport]:
    """Computes the related articles of every article.

    Args:
        view: The archive.
        previous: Those of the last snapshot, made by the same code, to keep what still holds.
        advance: Told of articles done.
    """
    numbers = representatives(view.stories, view.published_at)
    current = signatures(view.ids, view.vectors, _standing(view, numbers), view.published_at, view.articles())
    taken = None if previous is None else carried(previous, current)
    common = view.vectors.mean(axis=0) if taken is None else np.asarray(taken.previous.common)
    asked = asked_of(view, common)
    shown = Shown.of(numbers, asked)

    if taken is None:
        every = Lists.empty(len(view.ids))
        anew, mended = np.arange(len(view.ids)), 0
    else:
        done = mend(taken, asked, shown)
        every = Lists(taken.numbers.copy(), taken.scores.copy())
        every.put(done.rows, done.lists)
        anew, mended = done.anew, int(done.rows.size)
    advance(len(view.ids) - int(anew.size))
    chosen = _choose_all(asked, shown, anew, every, advance)
    table = tabled(every, anew, taken, asked.words, view.terms.postings().vocabulary, view.articles)
    advance(int(anew.size) - chosen)
    report = RelatedReport(int(anew.size), mended, len(view.ids) - int(anew.size) - mended)
    return table.of_archive(current, common, numbers, asked.words), report


def asked_of(view: ArchiveView, common: Matrix) -> Asked:
    """Every article of an archive as one that is asked about."""
    postings = view.terms.postings()
    entries = telling_terms(postings, view.articles(), view.terms.number)
    words = TermVectors.of(entries, (postings.rows, len(postings.vocabulary)))
    return Asked(without_common(view.vectors, common), words, days(view.published_at), view.stories)


def _standing(view: ArchiveView, numbers: Rows) -> list[str]:
    """Id of the article that stands for each one's story."""
    standing = {int(view.stories[number]): view.ids[number] for number in numbers}
    return [standing[story] for story in view.stories.tolist()]


def _choose_all(asked: Asked, shown: Shown, rows: Rows, every: Lists, advance: Callable[[int], None]) -> int:
    """Fills in the lists of some articles, block by block; tells of half of them, as to find the reasons takes as long."""
    neighbours = Neighbours(shown.vectors, questions=rows.size)
    told = 0
    for block in _blocks(rows):
        every.put(block, choose(asked.some(block), shown, neighbours))
        advance(block.size // 2)
        told += block.size // 2
    return told


def _blocks(rows: Rows) -> Iterator[Rows]:
    for start in range(0, rows.size, _BLOCK):
        yield rows[start : start + _BLOCK]
