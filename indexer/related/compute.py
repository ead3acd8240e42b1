"""Related articles of a whole archive: chosen in blocks, explained, packed into a table, and taken over from the last snapshot where they hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import ByRow, Rows
from indexer.core.article import Article
from indexer.core.process import give_back
from indexer.index.bm25 import Terms
from indexer.index.keyterms import key_terms
from indexer.index.related import RelatedTable, packed
from indexer.index.term_vectors import TermVectors
from indexer.index.vectors import Neighbours
from indexer.related.candidates import AllArticles, EligibleArticles, Lists, choose
from indexer.related.explain import WORDS, explain
from indexer.related.incremental_update import Carried, carried, signatures, update_lists
from indexer.related.relevance import WithoutCommon, days, mean

_UNDATED = "9999"
"""After every date: an article with a date is the better witness of when its story was first told."""


def representatives(stories: Rows, published_at: Sequence[str]) -> Rows:
    """The article that stands for each story: the earliest, equal ones by number.

    Args:
        stories: Story of each article, shape (articles,).
        published_at: Date of each article, ISO 8601 or empty.

    Returns:
        Article numbers in ascending order, shape (stories,).
    """
    first: dict[int, int] = {}
    dates = [date or _UNDATED for date in published_at]
    for number, story in enumerate(stories.tolist()):
        standing = first.setdefault(story, number)
        if dates[number] < dates[standing]:
            first[story] = number
    return np.sort(np.fromiter(first.values(), dtype=np.int64, count=len(first)))


_TABLE_BLOCK = 4096


def build_table(
    every: Lists,
    anew: Rows,
    *,
    taken: Carried | None,
    words: TermVectors,
    vocabulary: Sequence[str],
    articles: Callable[[], Iterable[Article]],
) -> RelatedTable:
    """The table of all lists; what is of the archive as a whole is still empty in it.

    Args:
        every: All lists.
        anew: Articles whose lists were made anew, and so all their reasons.
        taken: What the last snapshot has, if lists were taken over.
        words: Term vectors of all articles.
        vocabulary: What each term of theirs is.
        articles: Reads all articles in order, each time anew.
    """
    spans = np.zeros((*every.numbers.shape, 2), dtype=np.int32)
    shared = np.full((*every.numbers.shape, WORDS), -1, dtype=np.int32)
    missing = every.numbers >= 0
    known: list[str] = []
    if taken is not None:
        rows = np.setdiff1d(np.flatnonzero(taken.old >= 0), anew)
        _take_over(taken, rows, every=every, spans=spans, shared=shared, missing=missing)
        known = _renamed(taken.previous, shared)
    own, at = np.nonzero(missing)
    reasons = explain(own, every.numbers[own, at].astype(np.int64), words, vocabulary, articles)
    spans[own, at] = reasons.spans
    places = {word: place for place, word in enumerate(known)}
    new = np.array([places.setdefault(word, len(places)) for word in reasons.vocabulary] + [-1], dtype=np.int32)
    shared[own, at] = new[reasons.words]
    word_bytes, word_ends = packed(list(places))
    return RelatedTable(
        numbers=every.numbers,
        scores=every.scores,
        spans=spans,
        words=shared,
        word_bytes=word_bytes,
        word_ends=word_ends,
        signatures=np.empty(0, dtype=np.uint64),
        common=np.empty(0, dtype=np.float32),
        shown=np.empty(0, dtype=np.int64),
        term_data=np.empty(0, dtype=np.float32),
        term_indices=np.empty(0, dtype=np.int32),
        term_indptr=np.empty(0, dtype=np.int64),
    )


def _take_over(
    taken: Carried,
    rows: Rows,
    *,
    every: Lists,
    spans: npt.NDArray[np.int32],
    shared: npt.NDArray[np.int32],
    missing: npt.NDArray[np.bool_],
) -> None:
    """Fills in the reasons of pairs that the last snapshot has too, its words under their old places."""
    for start in range(0, rows.size, _TABLE_BLOCK):
        block = rows[start : start + _TABLE_BLOCK]
        now, before = every.numbers[block], taken.numbers[block]
        same = (now[:, :, None] == before[:, None, :]) & (now >= 0)[:, :, None]
        at, place = np.nonzero(same.any(axis=2))
        was, old = same.argmax(axis=2)[at, place], taken.old[block][at]
        spans[block[at], place] = taken.previous.spans[old, was]
        shared[block[at], place] = taken.previous.words[old, was]
        missing[block[at], place] = False


def _renamed(previous: RelatedTable, shared: npt.NDArray[np.int32]) -> list[str]:
    """Gives the words that are used new places in order of the old; returns them."""
    used = np.unique(shared[shared >= 0])
    new = np.full(previous.word_ends.size + 1, -1, dtype=np.int32)
    new[used] = np.arange(used.size)
    shared[:] = new[shared]
    return [previous.word(int(place)) for place in used]


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
    """Lists of the last snapshot that changes touch (see incremental_update.py)."""
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
    archive = AllArticles(WithoutCommon(view.vectors, common), words, days(view.published_at), view.stories)
    every, anew, mended = _listed(archive, numbers, taken, advance)
    give_back()

    table = build_table(
        every, anew, taken=taken, words=words, vocabulary=view.terms().postings().vocabulary, articles=view.articles
    )
    advance(int(anew.size) - int(anew.size) // 2)
    report = RelatedReport(int(anew.size), mended, len(view.ids) - int(anew.size) - mended)
    return table.of_archive(current, common, numbers, words), report


def _listed(
    archive: AllArticles, numbers: Rows, taken: Carried | None, advance: Callable[[int], None]
) -> tuple[Lists, Rows, int]:
    """All lists, the articles whose lists were made anew, and how many were mended.

    Args:
        archive: All articles.
        numbers: Those that may be listed.
        taken: What the last snapshot has, if lists are taken over.
        advance: Told of articles done.
    """
    shown = EligibleArticles.of(numbers, archive)
    articles = len(archive.vectors)
    if taken is None:
        every = Lists.empty(articles)
        anew, mended = np.arange(articles), 0
    else:
        done = update_lists(taken, archive, shown)
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
    entries = key_terms(postings, view.articles(), terms.number)
    shape = postings.rows, len(postings.vocabulary)
    del terms, postings
    words = TermVectors.of(entries, shape)
    give_back()
    return words


def _standing(view: ArchiveView, numbers: Rows) -> list[str]:
    """Id of the article that stands for each one's story."""
    standing = {int(view.stories[number]): view.ids[number] for number in numbers}
    return [standing[story] for story in view.stories.tolist()]


def _choose_all(
    archive: AllArticles, shown: EligibleArticles, rows: Rows, every: Lists, advance: Callable[[int], None]
) -> None:
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
