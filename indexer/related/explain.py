"""Reasons for many pairs of articles: each text is read once, however many lists it is in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.arrays import Rows
from indexer.domain import Article
from indexer.related.reading import Reading, own_text
from indexer.related.reasons import WORDS, shared_words, snippet
from indexer.related.term_vectors import TermVectors

TERMS = 8
"""Shared terms that a reason is made of."""

HELD = 1 << 26
"""Characters of articles in memory at a time, about 130 MB of Chinese: with more, every text is read several times."""

_PAIRS = 65536


@dataclass(frozen=True, slots=True)
class Reasons:
    """Snippets and shared words of pairs of articles."""

    spans: npt.NDArray[np.int32]
    """Start and end in the related body, shape (pairs, 2)."""
    words: npt.NDArray[np.int32]
    """Places in the vocabulary, -1 for none, shape (pairs, WORDS)."""
    vocabulary: Sequence[str]


def explain(
    own: Rows,
    others: Rows,
    words: TermVectors,
    vocabulary: Sequence[str],
    articles: Callable[[], Iterable[Article]],
    *,
    held: int = HELD,
) -> Reasons:
    """Finds the reasons of pairs.

    Args:
        own: The article that is read of each pair, shape (pairs,).
        others: The related one of each pair.
        words: Term vectors of all articles.
        vocabulary: What each term of theirs is.
        articles: Reads all articles in order, each time anew.
        held: Characters of articles in memory at a time.
    """
    spans = np.zeros((own.size, 2), dtype=np.int32)
    shared = np.full((own.size, WORDS), -1, dtype=np.int32)
    places: dict[str, int] = {}
    for texts in _portions(np.unique(own), articles, held):
        pairs = np.flatnonzero(np.isin(own, np.fromiter(texts, dtype=np.int64)))
        # By related article, so that each is folded and cut into sentences once.
        pairs = pairs[np.argsort(others[pairs], kind="stable")]
        readings = _Readings(articles)
        for pair, terms, weights in _shared_terms(pairs, own, others, words, vocabulary):
            reading = readings.of(int(others[pair]))
            span = snippet(reading, terms, weights)
            spans[pair] = (span.start, span.end)
            found = shared_words(texts[int(own[pair])], reading, terms)
            shared[pair, : len(found)] = [places.setdefault(word, len(places)) for word in found]
    return Reasons(spans, shared, list(places))


class _Readings:
    """One article after another, read in ascending order of their numbers."""

    def __init__(self, articles: Callable[[], Iterable[Article]]) -> None:
        self._rest = enumerate(articles())
        self._number = -1
        self._reading = Reading(Article(id="", title="", body=""))

    def of(self, number: int) -> Reading:
        """The article of that number, the last one asked for or a later one."""
        if number != self._number:
            self._reading = Reading(next(article for at, article in self._rest if at == number))
            self._number = number
        return self._reading


def _portions(numbers: Rows, articles: Callable[[], Iterable[Article]], held: int) -> Iterator[dict[int, str]]:
    """The texts of some articles by number, as many at a time as may be held."""
    wanted = set(numbers.tolist())
    texts: dict[int, str] = {}
    characters = 0
    for number, article in enumerate(articles()):
        if number not in wanted:
            continue
        texts[number] = own_text(article)
        characters += len(texts[number])
        if characters > held:
            yield texts
            texts, characters = {}, 0
    if texts:
        yield texts


def _shared_terms(
    pairs: Rows, own: Rows, others: Rows, words: TermVectors, vocabulary: Sequence[str]
) -> Iterator[tuple[int, list[str], list[float]]]:
    """Each pair with the terms that tell most of both, and what each adds to their cosine."""
    for start in range(0, pairs.size, _PAIRS):
        block = pairs[start : start + _PAIRS]
        ids, weights = words.some(own[block]).shared(words.some(others[block]), TERMS)
        counts = (ids >= 0).sum(axis=1).tolist()
        for pair, count, row, values in zip(block.tolist(), counts, ids.tolist(), weights.tolist(), strict=True):
            yield pair, [vocabulary[term] for term in row[:count]], values[:count]
