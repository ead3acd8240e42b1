"""The key terms of every article, chosen out of the term index, and those of a text that is in no archive."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Rows, Scores
from indexer.core.article import Article
from indexer.core.process import let_go
from indexer.index.bm25 import Postings
from indexer.index.term_vectors import Entries
from indexer.index.wants import TermStatistics, inverse_document_frequency
from indexer.text.analyzer import TITLE_CHARACTERS, different_terms, passage_text, terms
from indexer.text.stopwords import is_stopword

KEPT = 32
"""Terms kept of each article."""

TITLE = 1.6
"""What a term of the title counts for, against 1 for one of the body."""

_MOST_ARTICLES = 0.05
"""Share of an archive's articles beyond which a term tells nothing about any of them."""

_WAITING = 1 << 22
"""Entries that are sorted at a time: about 200 MB while they are."""


def is_key_term(term: str) -> bool:
    """Whether a term can say what an article is about: two characters or a word, no number, and none that joins."""
    return len(term) > 1 and term[0].isalpha() and (len(term) > 2 or not term.isascii()) and not is_stopword(term)


def key_terms(
    postings: Postings, heads: Iterable[Article], number: Callable[[str], int], *, waiting: int = _WAITING
) -> Entries:
    """The most telling terms of every article by BM25 weight, those of its title lifted; equal ones by term.

    Args:
        postings: Of the article term index.
        heads: Every article in order; its title and language are read.
        number: Place of a term in the postings' vocabulary, -1 for one that is not there.
        waiting: Entries in memory at a time, beside those that are kept.

    Returns:
        At most KEPT an article, ordered by article, the most telling first.
    """
    titled = _title_keys(heads, number, len(postings.vocabulary))
    best = _Best(postings.rows, waiting)
    kept = _telling(postings)
    # From the back: terms are numbered as they are met, so the last are the rarest, and the bar is high from the start.
    for first, end in _ranges(postings.starts, waiting // 4):
        numbers = np.flatnonzero(kept[first:end]) + first
        if numbers.size:
            hopeful = best.hopeful(_entries(postings, numbers), lift=TITLE)
            best.add(_lifted(hopeful, titled, len(postings.vocabulary)))
        let_go(postings.row_numbers)
        let_go(postings.weights)
    return best.entries()


class _Best:
    """Takes entries and keeps the KEPT best of each article."""

    def __init__(self, rows: int, waiting: int) -> None:
        self._bars = np.zeros(rows, dtype=np.float32)
        self._parts: list[Entries] = []
        self._size = 0
        self._waiting = waiting

    def hopeful(self, entries: Entries, *, lift: float = 1) -> Entries:
        """Those that may be among the best, if lifted so much at most."""
        return entries.some(entries.weights * np.float32(lift) >= self._bars[entries.rows])

    def add(self, entries: Entries) -> None:
        """Adds what its article has no KEPT better ones for."""
        hopeful = self.hopeful(entries)
        self._parts.append(hopeful)
        self._size += hopeful.rows.size
        if self._size > self._waiting:
            kept = self.entries()
            self._parts = [kept]
            # What waits is counted anew: those kept are there in any case.
            self._size = 0

    def entries(self) -> Entries:
        """Those kept so far, ordered by article, the most telling first."""
        if not self._parts:
            return Entries(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))
        every = Entries.joined(self._parts)
        ordered = every.some(np.lexsort((every.terms, -every.weights, every.rows)))
        starts = np.searchsorted(ordered.rows, np.arange(self._bars.size + 1))
        place = np.arange(ordered.rows.size) - np.repeat(starts[:-1], np.diff(starts))
        last = ordered.some(place == KEPT - 1)
        self._bars[last.rows] = last.weights
        return ordered.some(place < KEPT)


def _ranges(starts: npt.NDArray[np.int64], most: int) -> Iterable[tuple[int, int]]:
    """Ranges of terms from the last to the first, of at most `most` entries each or of one term."""
    end = starts.size - 1
    while end > 0:
        first = min(int(np.searchsorted(starts, starts[end] - most)), end - 1)
        yield first, end
        end = first


def _entries(postings: Postings, numbers: Rows) -> Entries:
    """The entries of some terms, ascending numbers of one range."""
    first, end = int(postings.starts[numbers[0]]), int(postings.starts[numbers[-1] + 1])
    lengths = np.diff(postings.starts)[numbers[0] : numbers[-1] + 1]
    wanted = np.zeros(lengths.size, dtype=bool)
    wanted[numbers - numbers[0]] = True
    places = np.flatnonzero(np.repeat(wanted, lengths)) + first
    rows = np.asarray(postings.row_numbers[first:end])[places - first]
    weights = np.asarray(postings.weights[first:end])[places - first]
    return Entries(rows, np.repeat(numbers, lengths[wanted]).astype(np.int32), weights)


def _telling(postings: Postings) -> npt.NDArray[np.bool_]:
    """Which terms several articles share but not too many, shape (terms,)."""
    frequencies = np.diff(postings.starts)
    most = max(_MOST_ARTICLES * postings.rows, min(postings.rows - 1, 20))
    kept: npt.NDArray[np.bool_] = (frequencies > 1) & (frequencies <= most)
    for place in np.flatnonzero(kept).tolist():
        kept[place] = is_key_term(postings.vocabulary[place])
    return kept


def _lifted(entries: Entries, titled: Rows, width: int) -> Entries:
    """The entries with the terms of titles raised."""
    if not titled.size:
        return entries
    keys = entries.rows.astype(np.int64) * width + entries.terms
    place = np.minimum(np.searchsorted(titled, keys), titled.size - 1)
    factors = np.where(titled[place] == keys, np.float32(TITLE), np.float32(1))
    return Entries(entries.rows, entries.terms, entries.weights * factors)


def _title_keys(heads: Iterable[Article], number: Callable[[str], int], width: int) -> Rows:
    """Which terms stand in which title, article * width + term, ascending."""
    keys = (
        row * width + place
        for row, head in enumerate(heads)
        for place in map(number, different_terms(head.title[:TITLE_CHARACTERS], language=head.language))
        if place >= 0
    )
    return np.sort(np.fromiter(keys, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """The most telling terms of one text."""

    terms: tuple[str, ...]
    """Ascending."""
    weights: Scores
    """A unit vector, shape (terms,)."""


def key_terms_of(read: Article, index: TermStatistics) -> KeyTerms:
    """Those of an article that is in no archive, among the terms of one; equal ones by term.

    Args:
        read: Its title, body and language are read.
        index: The terms of the archive's articles.
    """
    counts = Counter(filter(is_key_term, terms(passage_text(read.title, read.body), language=read.language)))
    asked = sorted(counts)
    held = index.frequencies(asked)
    known = [term for term, articles in zip(asked, held.tolist(), strict=True) if articles]
    titled = set(different_terms(read.title[:TITLE_CHARACTERS], language=read.language))
    frequencies = np.array([counts[term] for term in known], dtype=np.float32)
    lifts = np.array([TITLE if term in titled else 1.0 for term in known], dtype=np.float32)
    idf = inverse_document_frequency(held[held > 0], len(index))
    weights = idf * (frequencies / (frequencies + np.float32(1.5))) * lifts
    kept = np.sort(np.argsort(-weights, kind="stable")[:KEPT])
    unit = weights[kept] / max(float(np.linalg.norm(weights[kept])), 1e-6)
    return KeyTerms(tuple(known[place] for place in kept.tolist()), unit.astype(np.float32))
