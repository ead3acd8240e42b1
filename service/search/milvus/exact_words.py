"""Filters of a Milvus's index: facts as a condition, and words as they are written, looked up among the articles that may hold them."""

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from indexer.milvus.client import MOST, Search
from indexer.milvus.counts import RowTerms, dimension_of, hash_of, hashes_of
from indexer.milvus.schema import chunk_key
from indexer.text.analyzer import stems_of, terms
from indexer.text.normalize import normalize
from service.query.sites import sites_of
from service.results import Filters, Holds
from service.search.exact_words import is_held, places_of
from service.search.milvus.archive_sites import MilvusSites
from service.search.milvus.conditions import among, among_lists, both, facts_condition
from service.search.milvus.held_terms import HeldTerms
from service.search.milvus.selection import MilvusSelection

if TYPE_CHECKING:
    from service.search.milvus.index import MilvusIndex

_AT_ONCE = 500
_MOST_READ, _FEW = 200, 8
"""Articles that are read for words, and at once: the first that is read has them as a rule."""


class HeldWords:
    """Looks words up in one generation."""

    def __init__(self, index: "MilvusIndex") -> None:
        self._index = index
        self._sites = MilvusSites(index)
        languages = ("en", *sorted(index.statistics.languages))
        # Equal stemmers cut a phrase into the same terms: one language stands for all of them.
        self._languages = tuple({stems_of(language): language for language in languages}.values())

    def select(self, filters: Filters) -> MilvusSelection:
        """The rows that pass.

        Raises:
            QueryError: A date is not ISO 8601, or the first is after the last.
        """
        if not filters.active:
            return MilvusSelection()
        parts = [MilvusSelection(facts_condition(filters, self._index.zone))]
        if filters.sites is not None:
            parts.append(self._holding(Holds(filters.sites, "site")))
        parts += [self._holding(wanted) for wanted in filters.holds]
        parts += [_without(self._holding(wanted)) for wanted in filters.lacks]
        if filters.also is not None:
            parts.append(self.select(filters.also))
        return reduce(_together, parts)

    def articles_with(self, needed: Sequence[str]) -> list[int]:
        """Keys of the articles that hold every one of some terms, ascending; of the rarest, 16,384 are looked at."""
        rarest = self._rarest_of(needed)
        if not rarest:
            return []
        search = Search("weights", [{dimension_of(hash_of(rarest)): 1.0}], MOST, self._index.alive)
        (found,) = self._index.milvus.nearest(self._index.articles_name, search)
        hashes = hashes_of(tuple(dict.fromkeys(needed)))
        keys: list[int] = []
        for first in range(0, len(found), _AT_ONCE):
            some = [int(row["pk"]) for row in found[first : first + _AT_ONCE]]
            rows = self._index.milvus.get(self._index.articles_name, some, ("pk", "terms"))
            held = HeldTerms([RowTerms.unpacked(row["terms"]) for row in rows]).frequencies(hashes)
            keys += [int(rows[place]["pk"]) for place in np.flatnonzero(held.all(axis=0)).tolist()]
        return sorted(keys)

    def told(self, words: Sequence[str], selection: MilvusSelection) -> list[bool]:
        """Whether an article of a selection has each of some words; of many that may, some hundred are read.

        Args:
            words: Each as it is written.
            selection: Of what articles.
        """
        rarest = [(place, term) for place, each in enumerate(words) for term in self._rarest(each)]
        if not rarest:
            return [False] * len(words)
        asked = [{dimension_of(hash_of(term)): 1.0} for _, term in rarest]
        condition = both(self._index.alive, selection.of_articles)
        found = self._index.milvus.nearest(
            self._index.articles_name, Search("weights", asked, _MOST_READ, condition, ("pk",))
        )
        keys: list[set[int]] = [set() for _ in words]
        for (place, _), rows in zip(rarest, found, strict=True):
            keys[place].update(int(row["pk"]) for row in rows)
        return [self._is_in_one_of(each, sorted(some)) for each, some in zip(words, keys, strict=True)]

    def _rarest(self, words: str) -> set[str]:
        """In each of the archive's languages, the term of some words that the fewest articles hold, if they hold all of them."""
        return {self._rarest_of(_written(words, language)) for language in self._languages} - {""}

    def _rarest_of(self, needed: Sequence[str]) -> str:
        """The term of some that the fewest articles hold; empty where there is none, or none holds one of them."""
        held = self._index.article_terms.frequencies(needed)
        return needed[int(held.argmin())] if held.size and held.min() else ""

    def _is_in_one_of(self, words: str, keys: Sequence[int]) -> bool:
        """Whether one of some articles has words, which are read a few at a time."""
        for first in range(0, len(keys), _FEW):
            texts = self._index.rows.texts(keys[first : first + _FEW])
            if any(is_held(words, f"{each.article.title}\n{each.article.body}") for each in texts.values()):
                return True
        return False

    def _holding(self, wanted: Holds) -> MilvusSelection:
        """The rows that hold one of some words where they have to stand."""
        if wanted.where in {"source", "author", "keyword"}:
            return MilvusSelection(self._named(wanted))
        if wanted.where == "site":
            return MilvusSelection(among("article", self._sites.articles(sites_of(wanted.any_of))))
        articles: set[int] = set()
        rows: set[int] = set()
        for words in wanted.any_of:
            self._mark(words, wanted, articles, rows)
        if wanted.where == "passage":
            return MilvusSelection(only=frozenset(rows))
        return MilvusSelection(among("article", articles))

    def _named(self, wanted: Holds) -> str:
        """The source, an author or a keyword has the words in its name."""
        sought = [normalize(words).strip() for words in wanted.any_of]
        known: Sequence[str] = getattr(self._index.values, wanted.where)
        held = [value for value in known if any(each in normalize(value) for each in sought)]
        return among("source", held) if wanted.where == "source" else among_lists(f"{wanted.where}s", held)

    def _mark(self, words: str, wanted: Holds, articles: set[int], rows: set[int]) -> None:
        """Adds the articles that have the words in their texts, and the rows where they are looked for in passages."""
        candidates = sorted({key for each in self._languages for key in self._candidates(words, each)})
        for first in range(0, len(candidates), _AT_ONCE):
            some = candidates[first : first + _AT_ONCE]
            texts = self._index.rows.texts(some)
            for key, known in self._index.rows.articles(some).items():
                article = texts[key].article
                every = [chunk_key(key, ordinal) for ordinal in range(known.chunks)]
                if is_held(words, article.title) or (wanted.where == "article" and is_held(words, article.body)):
                    articles.add(key)
                    rows.update(every)
                elif wanted.where == "passage" and (places := places_of(words, article.body)):
                    chunks = self._index.rows.chunks(every).values()
                    rows.update(
                        chunk.key
                        for chunk in chunks
                        if any(chunk.start < each.end and each.start < chunk.end for each in places)
                    )

    def _candidates(self, words: str, language: str) -> list[int]:
        """Articles that hold every term of some words."""
        return self.articles_with(_written(words, language))


def _written(words: str, language: str) -> list[str]:
    """The different terms of some words as they are written: what a number amounts to is no part of that."""
    return [term for term in dict.fromkeys(terms(words, language=language)) if term[0] != "#"]


def _together(first: MilvusSelection, second: MilvusSelection) -> MilvusSelection:
    """The rows of both."""
    only = first.only if second.only is None else second.only if first.only is None else first.only & second.only
    return MilvusSelection(both(first.condition, second.condition), only, first.never | second.never)


def _without(selection: MilvusSelection) -> MilvusSelection:
    """All other rows than those of what words alone select."""
    if selection.only is not None:
        return MilvusSelection(never=selection.only)
    return MilvusSelection(f"not ({selection.condition})")
