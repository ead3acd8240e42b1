"""Updates the lists of the last snapshot: what still holds is kept, and lists that changes touch are chosen again.

What all articles share (the mean vector) stays as it was where lists are taken over, and how telling a word is may have
drifted a little: a first build, or one after more than MOST_CHANGED of the archive changed, computes all lists alike.

A list is mended where an article that it lists is gone or changed, or where a new or changed article is at least as relevant
to it as the least relevant that it lists. A list is made anew where its article is new or changed itself, and where a mended
one would be shorter than it was and than FEWEST. Everything else keeps its list, byte for byte.

So what a list may lack, against one made anew, is at most LENGTH - FEWEST articles at its end: those that stood behind its
last, and would now fill a place that came free.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import ByRow, Mask, Matrix, Rows, Scores
from indexer.core.article import Article
from indexer.index.related import RelatedTable
from indexer.related.candidates import COMPARED, LENGTH, AllArticles, EligibleArticles, Lists, listed
from indexer.related.relevance import LEAST, blocks, freshness, relevance

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


FEWEST = 24
"""Articles that a mended list must have, if it had as many: four pages of six."""

_BLOCK = 32
"""Newcomers that are compared with the whole archive at a time."""

_MENDED = 256
"""Lists mended at a time: about 30 MB."""


@dataclass(frozen=True, slots=True)
class UpdatedLists:
    """Lists that were chosen again among what they had and who is new."""

    rows: Rows
    """The articles whose lists these are."""
    lists: Lists
    anew: Rows
    """Articles whose lists are to be made anew."""


def update_lists(carried: Carried, archive: AllArticles, shown: EligibleArticles) -> UpdatedLists:
    """Mends the lists that changes touch."""
    newcomers = _newcomers(carried, archive, shown)
    touched: Mask = (carried.numbers == GONE).any(axis=1)
    touched[newcomers.rows] = True
    touched[carried.old < 0] = False
    rows = np.flatnonzero(touched)
    lists = Lists.empty(rows.size)
    for start in range(0, rows.size, _MENDED):
        block = np.arange(start, min(start + _MENDED, rows.size))
        lists.put(block, listed(*_pools(rows[block], carried, newcomers, shown), shown))
    now, before = (lists.numbers >= 0).sum(axis=1), (carried.numbers[rows] != -1).sum(axis=1)
    short = (now < before) & (now < FEWEST)
    kept = np.flatnonzero(~short)
    anew = np.union1d(np.flatnonzero(carried.old < 0), rows[short])
    return UpdatedLists(rows[kept], Lists(lists.numbers[kept], lists.scores[kept]), anew)


@dataclass(frozen=True, slots=True)
class _Newcomers:
    """New or changed articles that may enter lists, entry by entry, ordered by list."""

    rows: Rows
    """The list."""
    places: Rows
    """The newcomer's in `shown`."""
    scores: Scores


def _newcomers(carried: Carried, archive: AllArticles, shown: EligibleArticles) -> _Newcomers:
    """Who is at least as relevant to a list as the least relevant that it lists."""
    bars = _bars(carried)
    hidden = np.setdiff1d(np.arange(len(archive.vectors)), shown.numbers)
    of_hidden = archive.vectors[hidden]
    found: list[tuple[Rows, Rows, Scores]] = [_NOBODY]
    for places in _blocks(np.flatnonzero(carried.old[shown.numbers] < 0)):
        new = archive.some(shown.numbers[places])
        cosines = np.empty((places.size, bars.size), dtype=np.float32)
        cosines[:, shown.numbers] = new.vectors @ shown.vectors.T
        cosines[:, hidden] = new.vectors @ of_hidden.T
        scores = relevance(
            cosines,
            new.words.products(archive.words).dense(),
            freshness(new.days[:, None], archive.days[None, :]),
        )
        scores[new.stories[:, None] == archive.stories[None, :]] = -1.0
        of_new, rows = np.nonzero(scores >= bars[None, :])
        found.append((rows, places[of_new], scores[of_new, rows]))
    rows, all_places, all_scores = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((all_places, -all_scores, rows))
    return _Newcomers(rows[order], all_places[order], all_scores[order])


_NOBODY = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


def _bars(carried: Carried) -> Scores:
    """What a newcomer must reach in each list: a short one takes whoever is related at all, one made anew nobody."""
    filled = carried.numbers != -1
    weakest = np.where(filled, carried.scores, np.float32(np.inf)).min(axis=1)
    bars = np.where(filled.sum(axis=1) < FEWEST, np.float32(LEAST), weakest)
    bars[carried.old < 0] = np.inf
    return np.asarray(bars, dtype=np.float32)


def _pools(rows: Rows, carried: Carried, newcomers: _Newcomers, shown: EligibleArticles) -> tuple[Rows, Matrix]:
    """Candidates of some lists, the most relevant first: what each has left, and the best newcomers."""
    left = carried.numbers[rows]
    places = np.full((rows.size, COMPARED), -1, dtype=np.int64)
    scored = np.full((rows.size, COMPARED), -1.0, dtype=np.float32)
    places[:, :LENGTH] = np.where(left >= 0, np.searchsorted(shown.numbers, left), -1)
    scored[:, :LENGTH] = np.where(left >= 0, carried.scores[rows], np.float32(-1.0))
    starts = np.searchsorted(newcomers.rows, rows)
    ends = np.searchsorted(newcomers.rows, rows, side="right")
    for at, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        entering = slice(start, min(end, start + COMPARED - LENGTH))
        places[at, LENGTH : LENGTH + entering.stop - start] = newcomers.places[entering]
        scored[at, LENGTH : LENGTH + entering.stop - start] = newcomers.scores[entering]
    order = np.lexsort((places, -scored), axis=1)
    return np.take_along_axis(places, order, 1), np.take_along_axis(scored, order, 1)


def _blocks(rows: Rows) -> Iterator[Rows]:
    for start in range(0, rows.size, _BLOCK):
        yield rows[start : start + _BLOCK]
