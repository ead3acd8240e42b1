"""Related reading out of one index: the list of an article is looked up, that of any other text is made on the spot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.article import Article
from indexer.core.errors import QueryError, UnknownArticleError, missing_dictionaries
from indexer.embed.embedder import Embedder
from indexer.extract.identity import article_id, canonical_url
from indexer.index.related import Related
from indexer.related.article_text import own_text
from indexer.text.analyzer import TITLE_CHARACTERS
from indexer.text.language import detect_language
from indexer.text.number_terms import number_terms
from service.related.page import NO_RULES, READ_CHARACTERS, ReadText, RelatedItem, RelatedPage, RelatedRules
from service.related.rules import is_translation, is_worth, lets_through
from service.related.texts import ListsOfTexts, without_lists
from service.search.facts import ArticleFacts
from service.search.index import SearchIndex


class RelatedReading:
    """The related articles of one index; safe to use from any thread."""

    def __init__(self, index: SearchIndex, embedder: Embedder | None) -> None:
        self._index = index
        self._embedder = embedder
        self._texts = ListsOfTexts(index)

    def page(self, article_id: str, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """One page of an article's list, of what is worth reading; after the last page comes the first again.

        Raises:
            UnknownArticleError: There is no such article.
            SnapshotError: The snapshot was built before there were lists.
        """
        index = self._index
        numbers = index.numbers([article_id])
        if numbers[0] < 0:
            raise UnknownArticleError(f"There is no article {article_id!r} in this snapshot.")
        related = index.related(int(numbers[0]))
        if related is None:
            raise without_lists(index.name)
        own = _Own(index.article(article_id), index.article_vectors(numbers))
        return self._page(self._chosen(related, own, rules), article_id, limit=limit, page=page)

    def page_of_text(self, read: ReadText, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """One page of the list for a page that may not be in the archive; if its address is, that article's list.

        Raises:
            UnknownArticleError: Only an address was given, and no article has it.
            QueryError: The text has no words, or no model is loaded to read it with.
            SnapshotError: The index was built before there were lists.
        """
        known = self._known(read.url) if read.url else ""
        if known:
            return self.page(known, limit=limit, page=page, rules=rules)
        if not read.text.strip() and not read.title.strip():
            raise UnknownArticleError(
                f"No article of this snapshot has the address {read.url!r}.",
                next_step="Send the page's text too, and its list is made from that.",
            )
        beginning = replace(read, text=read.text[:READ_CHARACTERS])
        own = self._own(beginning)
        listed = self._texts.list_of(own.article, own.vector)
        made = self._page(self._chosen(listed, own, rules), "", limit=limit, page=page)
        return replace(made, read_characters=len(beginning.text))

    def _chosen(self, related: Sequence[Related], own: "_Own", rules: RelatedRules) -> list[tuple[Related, Article]]:
        """Of a list what is worth reading and wanted, and neither the page itself nor a translation of it."""
        index = self._index
        facts = index.article_facts(np.array([each.number for each in related], dtype=np.int64))
        wanted = _Wanted.of(facts)
        worth = [
            place
            for place, each in enumerate(related)
            if self._is_worth(each, own.article.language, facts.languages[place])
            and lets_through(rules, place, wanted, self._newest)
        ]
        articles = index.articles([facts.ids[place] for place in worth])
        return [
            (related[place], article)
            for place, article in zip(worth, articles, strict=True)
            if not self._is_same(own, article, related[place].number)
        ]

    def _is_worth(self, related: Related, own: str, other: str) -> bool:
        """Whether an article in a language is worth reading beside one in another."""
        return is_worth(related, self._index.unrelated(own, other), across=_differ(own, other))

    @property
    def _newest(self) -> str:
        day = self._index.statistics.newest
        return "" if np.isnat(day) else str(day)

    def _is_same(self, own: "_Own", article: Article, number: int) -> bool:
        """Whether an article is at the page's own address, or says what the page says in another language."""
        if article.url and canonical_url(article.url) == own.address:
            return True
        if not _differ(own.article.language, article.language):
            return False
        retold_from = self._index.statistics.retold_from
        vector = self._index.article_vectors(np.array([number], dtype=np.int64))
        cosine = float((vector @ own.vector.T)[0, 0])
        return cosine >= retold_from and is_translation((own.numbers, _numbers(article)), cosine, retold_from)

    def _page(self, chosen: Sequence[tuple[Related, Article]], asked: str, *, limit: int, page: int) -> RelatedPage:
        pages = max(-(-len(chosen) // limit), 1)
        turned = (page - 1) % pages
        start = turned * limit
        items = tuple(
            RelatedItem(rank, article, each.score, each.snippet, each.words)
            for rank, (each, article) in enumerate(chosen[start : start + limit], start + 1)
        )
        embedder = () if self._embedder is None else self._embedder.degraded
        degraded = (*embedder, *missing_dictionaries())
        return RelatedPage(self._index.name, asked, turned + 1, pages, limit, len(chosen), items, degraded)

    def _known(self, url: str) -> str:
        """Id of the article at an address; empty where there is none."""
        by_rule = article_id(own="", url=url, title="", published_at="", source="", body="")
        return by_rule if self._index.numbers([by_rule])[0] >= 0 else self._index.id_of(url)

    def _own(self, read: ReadText) -> "_Own":
        """A text as an article that is in no archive."""
        language = detect_language(read.title + read.text)
        article = Article(
            id="", title=read.title, body=read.text, url=read.url, language=language, published_at=read.published_at
        )
        return _Own(article, self._vector(article))

    def _vector(self, read: Article) -> Matrix:
        """The vector of the text's beginning: mean of its first chunk's and its title's, shape (1, dimension).

        What is news stands first; an article's own vector is the mean of all its chunks', made once and kept.
        """
        if self._embedder is None:
            raise QueryError("No model is loaded to read the text with.", next_step="Ask by the id of an article.")
        # Here and not at the top: its splitter brings a hundred modules and 20 MB, which only a text that is no article needs.
        from indexer.text.chunker import Chunker

        chunker = Chunker(self._embedder.count_tokens, max_tokens=self._index.manifest.chunk_tokens)
        passages = [chunk.text for chunk in chunker.chunk(read)[:1]]
        if read.title.strip():
            passages.append(read.title[:TITLE_CHARACTERS])
        if not passages:
            raise QueryError("The text has no words.", next_step="Send the text of the page.")
        mean = self._embedder.embed_passages(passages).mean(axis=0, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


@dataclass(frozen=True)
class _Own:
    """The page whose list is wanted."""

    article: Article
    vector: Matrix
    """Shape (1, dimension)."""

    @cached_property
    def address(self) -> str:
        """Its address; empty where it has none."""
        return canonical_url(self.article.url) if self.article.url else ""

    @cached_property
    def numbers(self) -> frozenset[str]:
        """What its numbers and dates amount to."""
        return _numbers(self.article)


def _numbers(article: Article) -> frozenset[str]:
    return frozenset(term for term, _, _ in number_terms(own_text(article)))


def _differ(one: str, other: str) -> bool:
    """Whether two languages are known and not the same, whatever their script and region."""
    return bool(one and other) and one.partition("-")[0] != other.partition("-")[0]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What rules ask of the articles of a list."""

    ids: Sequence[str]
    sources: Sequence[str]
    languages: Sequence[str]
    keywords: Sequence[Sequence[str]]
    days: Sequence[str]

    @classmethod
    def of(cls, facts: ArticleFacts) -> "_Wanted":
        days = ["" if np.isnat(day) else str(day) for day in facts.days]
        return cls(facts.ids, facts.sources, facts.languages, facts.keywords, days)
