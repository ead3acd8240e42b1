"""Finds the rows of a snapshot that hold words as they are written."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import Lock

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Mask
from indexer.index.bm25 import Terms
from indexer.text.analyzer import stems_of, terms
from indexer.text.normalize import normalize
from service.query.sites import sites_of
from service.results import Holds, Where
from service.search.archive_sites import ArchiveSites
from service.search.exact_words import is_held, places_of
from service.search.whole_archive import WholeArchive

_KEPT = 32
"""Masks that are remembered: the pages of a search ask for the same one."""
_MOST_READ = 200
_FEW = 64
"""Articles that are read rather than narrowed down further."""


class ExactWords:
    """Looks words up in one snapshot; immutable but for what it remembers, safe to use from any thread."""

    def __init__(self, snapshot: WholeArchive) -> None:
        self._snapshot = snapshot
        facts = snapshot.facts
        # Equal stemmers cut a phrase into the same terms: one language stands for all of them.
        self._languages = tuple({stems_of(language): language for language in ("en", *facts.languages)}.values())
        self._facts: dict[Where, Iterable[tuple[str, ...]]] = {
            "source": [(source,) for source in facts.sources],
            "author": facts.authors,
            "keyword": facts.keywords,
        }
        self._sites = ArchiveSites(snapshot.archive.urls)
        self._first_rows = np.searchsorted(facts.articles, np.arange(len(facts.ids) + 1))
        # A cache around a method of its own would keep the snapshot open until the collector comes.
        self._kept: OrderedDict[Holds, Mask] = OrderedDict()
        self._lock = Lock()

    def rows(self, wanted: Holds) -> Mask:
        """Rows that hold one of some words where they have to stand, shape (rows,); not to be written to."""
        with self._lock:
            if wanted in self._kept:
                self._kept.move_to_end(wanted)
                return self._kept[wanted]
        found = self._find(wanted)
        with self._lock:
            self._kept[wanted] = found
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def is_told(self, words: str, allowed: Mask) -> bool:
        """Whether one of some articles has the words; of many that may, some hundred are read.

        Args:
            words: As they are written.
            allowed: Which articles, shape (articles,).
        """
        facts, archive = self._snapshot.facts, self._snapshot.archive
        numbers = self._candidates(words, self._snapshot.article_terms)
        numbers = numbers[allowed[numbers]][:_MOST_READ].tolist()
        texts = archive.texts(facts.ids[number] for number in numbers)
        return any(is_held(words, f"{title}\n{body}") for title, body in texts)

    def _find(self, wanted: Holds) -> Mask:
        if wanted.where == "site":
            return self._sites.articles(sites_of(wanted.any_of))[self._snapshot.facts.articles]
        found = np.zeros(self._snapshot.facts.articles.size, dtype=np.bool_)
        for words in wanted.any_of:
            if wanted.where in self._facts:
                found |= self._in_facts(words, wanted.where)
            else:
                self._mark(found, words, wanted.where)
        return found

    def _in_facts(self, words: str, where: Where) -> Mask:
        """Rows of articles that have the words in a source's, author's or keyword's name: few names, many articles."""
        sought = normalize(words).strip()
        holds: Callable[[str], bool] = lru_cache(maxsize=None)(lambda name: sought in normalize(name))
        column = self._facts[where]
        articles = np.fromiter((any(map(holds, names)) for names in column), dtype=np.bool_)
        return np.asarray(articles[self._snapshot.facts.articles], dtype=np.bool_)

    def _mark(self, found: Mask, words: str, where: Where) -> None:
        """Marks the rows of articles that have the words in their texts."""
        snapshot = self._snapshot
        numbers = self._candidates(words, snapshot.article_terms)
        texts = snapshot.archive.texts(snapshot.facts.ids[number] for number in numbers)
        for number, (title, body) in zip(numbers, texts, strict=True):
            first, last = int(self._first_rows[number]), int(self._first_rows[number + 1])
            if is_held(words, title) or (where == "article" and is_held(words, body)):
                found[first:last] = True
            elif where == "passage":
                places = places_of(words, body)
                for row, chunk in enumerate(snapshot.archive.spans(first, last) if places else (), start=first):
                    found[row] |= any(chunk.start < each.end and each.start < chunk.end for each in places)

    def _candidates(self, words: str, index: Terms) -> npt.NDArray[np.int64]:
        """Numbers of the articles that may hold the words, as they hold every term of them, ascending."""
        found = [self._holding(terms(words, language=language), index) for language in self._languages]
        return np.unique(np.concatenate(found)).astype(np.int64)

    @staticmethod
    def _holding(needed: list[str], index: Terms) -> npt.NDArray[np.int32]:
        """Articles that hold every term; what a number amounts to is no part of how it is written."""
        by_term = sorted((index.rows_with(term) for term in set(needed) if term[0] != "#"), key=len)
        left = by_term[0] if by_term else np.empty(0, dtype=np.int32)
        for rows in by_term[1:]:
            if left.size <= _FEW:
                break
            left = np.intersect1d(left, rows, assume_unique=True)
        return left
