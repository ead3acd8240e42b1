"""From lists to a table: reasons of pairs that are new are found, those of the others are the last snapshot's."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from indexer.arrays import Rows
from indexer.domain import Article
from indexer.related.changes import Carried
from indexer.related.explain import explain
from indexer.related.pools import Lists
from indexer.related.reasons import WORDS
from indexer.related.table import RelatedTable, packed
from indexer.related.term_vectors import TermVectors

_BLOCK = 4096


def tabled(
    every: Lists,
    anew: Rows,
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
        _take_over(taken, rows, every, spans, shared, missing)
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
    every: Lists,
    spans: npt.NDArray[np.int32],
    shared: npt.NDArray[np.int32],
    missing: npt.NDArray[np.bool_],
) -> None:
    """Fills in the reasons of pairs that the last snapshot has too, its words under their old places."""
    for start in range(0, rows.size, _BLOCK):
        block = rows[start : start + _BLOCK]
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
