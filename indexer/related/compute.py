"""Related articles of a whole archive: chosen in blocks, explained, and taken over from the last snapshot where they hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import ByRow, Rows
from indexer.domain import Article
from indexer.memory import give_back
from indexer.related.changes import Carried, carried, signatures
from indexer.related.mending import mend
from indexer.related.pools import Lists, Shown, Whole, choose
from indexer.related.relevance import WithoutCommon, days, mean
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
    vectors: ByRow
    """Unit article vectors."""
    stories: Rows
    """Story of each article, shape (articles,): near-copies share one."""
    published_at: Sequence[str]
    """By one clock, so that they compare as text."""
    terms: Callable[[], Terms]
    """Opens the term index by article, whose vocabulary is large and needed only at the beginning and the end."""
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
    words = term_vectors_of(view)
    numbers = representatives(view.stories, view.published_at)
    current = signatures(view.ids, view.vectors, _standing(view, numbers), view.published_at, view.articles())
    taken = None if previous is None else carried(previous, current)
    common = mean(view.vectors) if taken is None else np.asarray(taken.previous.common)
    archive = Whole(WithoutCommon(view.vectors, common), words, days(view.published_at), view.stories)
    every, anew, mended = _listed(archive, numbers, taken, advance)
    give_back()

    table = tabled(every, anew, taken, words, view.terms().postings().vocabulary, view.articles)
    advance(int(anew.size) - int(anew.size) // 2)
    report = RelatedReport(int(anew.size), mended, len(view.ids) - int(anew.size) - mended)
    return table.of_archive(current, common, numbers, words), report


def _listed(
    archive: Whole, numbers: Rows, taken: Carried | None, advance: Callable[[int], None]
) -> tuple[Lists, Rows, int]:
    """All lists, the articles whose lists were made anew, and how many were mended.

    Args:
        archive: All articles.
        numbers: Those that may be listed.
        taken: What the last snapshot has, if lists are taken over.
        advance: Told of articles done.
    """
    shown = Shown.of(numbers, archive)
    articles = len(archive.vectors)
    if taken is None:
        every = Lists.empty(articles)
        anew, mended = np.arange(articles), 0
    else:
        done = mend(taken, archive, shown)
        every = Lists(taken.numbers.copy(), taken.scores.copy())
        every.put(done.rows, done.lists)
        anew, mended = done.anew, int(done.rows.size)
    advance(articles - int(anew.size))
    _choose_all(archive, shown, anew, every, advance)
    return every, anew, mended


def term_vectors_of(view: ArchiveView) -> TermVectors:
    """The telling words of every article; the term index is let go when they are found."""
    terms = view.terms()
    postings = terms.postings()
    entries = telling_terms(postings, view.articles(), terms.number)
    shape = postings.rows, len(postings.vocabulary)
    del terms, postings
    words = TermVectors.of(entries, shape)
    give_back()
    return words


def _standing(view: ArchiveView, numbers: Rows) -> list[str]:
    """Id of the article that stands for each one's story."""
    standing = {int(view.stories[number]): view.ids[number] for number in numbers}
    return [standing[story] for story in view.stories.tolist()]


def _choose_all(archive: Whole, shown: Shown, rows: Rows, every: Lists, advance: Callable[[int], None]) -> None:
    """Fills in the lists of some articles, block by block; tells of half of them, as to find the reasons takes as long."""
    neighbours = Neighbours(shown.vectors, questions=rows.size)
    done = 0
    for block in _blocks(rows):
        every.put(block, choose(archive.some(block), shown, neighbours))
        advance((done + block.size) // 2 - done // 2)
        done += block.size


def _blocks(rows: Rows) -> Iterator[Rows]:
    for start in range(0, rows.size, _BLOCK):
        yield rows[start : start + _BLOCK]
