"""Related reading of an index that is not in one place: lists as they were published, and what is shown of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.core.article import Article, Span
from indexer.core.errors import SnapshotError, UnknownArticleError, missing_dictionaries
from indexer.embed.embedder import Embedder
from indexer.index.related import Related
from service.related.lists import Own, is_same, page_of
from service.related.page import NO_RULES, RelatedPage, RelatedRules
from service.related.rules import is_worth, lets_through
from service.search.index import RelatedLists, SearchIndex


@dataclass(frozen=True, slots=True)
class _Facts:
    """What rules ask of the articles of one list."""

    ids: Sequence[str]
    sources: Sequence[str]
    languages: Sequence[str]
    keywords: Sequence[Sequence[str]]
    days: Sequence[str]


class StoredReading:
    """The related articles of one index; safe to use from any thread."""

    def __init__(self, index: SearchIndex, lists: RelatedLists, embedder: Embedder | None) -> None:
        self._index = index
        self._lists = lists
        self._embedder = embedder

    def page(self, article_id: str, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """One page of an article's list, as `service.related.lists` gives it.

        Raises:
            UnknownArticleError: There is no such article.
            SnapshotError: The snapshot was built before there were lists.
        """
        index = self._index
        (number,) = index.numbers([article_id]).tolist()
        if number < 0:
            raise UnknownArticleError(f"There is no article {article_id!r} in this snapshot.")
        listed = self._lists.related_to(article_id)
        if listed is None:
            raise SnapshotError(
                f"Snapshot {index.name} has no related articles: it was built before there were any.",
                next_step="Build it again with `xunwen index`, and publish it.",
            )
        own = Own(index.article(article_id), index.article_vectors(np.array([number], dtype=np.int64)))
        chosen = self._chosen(listed, own, rules)
        degraded = (*(() if self._embedder is None else self._embedder.degraded), *missing_dictionaries())
        return page_of(chosen, index.name, article_id, limit=limit, page=page, degraded=degraded)

    def _chosen(
        self, listed: Sequence[tuple[str, float, tuple[str, ...], Span]], own: Own, rules: RelatedRules
    ) -> list[tuple[Related, Article]]:
        """Of a list what is worth reading and wanted, and neither the page itself nor a translation of it."""
        index = self._index
        ids = [article_id for article_id, *_ in listed]
        numbers = index.numbers(ids)
        known = index.article_facts(numbers)
        days = ["" if np.isnat(day) else str(day) for day in known.days]
        facts = _Facts(ids, known.sources, known.languages, known.keywords, days)
        newest = "" if np.isnat(index.statistics.newest) else str(index.statistics.newest)
        vectors, articles = index.article_vectors(numbers), index.articles(ids)
        chosen = []
        for place, ((_, score, words, snippet), article) in enumerate(zip(listed, articles, strict=True)):
            each = Related(place, score, words, snippet)
            background, across = self._lists.unrelated(own.article.language, article.language)
            if (
                is_worth(each, background, across=across)
                and lets_through(rules, place, facts, newest)
                and not is_same(own, article, vectors[place : place + 1], index.statistics.retold_from)
            ):
                chosen.append((each, article))
        return chosen
