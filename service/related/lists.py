"""Related reading out of one snapshot: the list of an article is looked up, that of any other text is made on the spot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.article import Article, Degradation
from indexer.core.clock import day_of
from indexer.core.errors import QueryError, SnapshotError, UnknownArticleError, missing_dictionaries
from indexer.embed.embedder import Embedder
from indexer.extract.identity import article_id, canonical_url
from indexer.index.keyterms import TermVectors, text_terms
from indexer.index.related import Related, RelatedTable
from indexer.index.vectors import Neighbours
from indexer.related.article_text import ExplainedArticle, own_text
from indexer.related.candidates import AllArticles, EligibleArticles, QueryArticles, choose
from indexer.related.explain import TERMS, shared_words, snippet
from indexer.related.relevance import days, without_common
from indexer.text.analyzer import TITLE_CHARACTERS
from indexer.text.language import detect_language
from indexer.text.number_terms import number_terms
from service.related.background import Background
from service.related.page import NO_RULES, READ_CHARACTERS, ReadText, RelatedItem, RelatedPage, RelatedRules
from service.related.rules import is_translation, is_worth, lets_through
from service.search.archive_statistics import translation_threshold
from service.search.whole_archive import WholeArchive


class RelatedReading:
    """The related articles of one snapshot; safe to use from any thread."""

    def __init__(self, snapshot: WholeArchive, embedder: Embedder | None) -> None:
        self._snapshot = snapshot
        self._embedder = embedder

    def page(self, article_id: str, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """One page of an article's list, of what is worth reading; after the last page comes the first again.

        Raises:
            UnknownArticleError: There is no such article.
            SnapshotError: The snapshot was built before there were lists.
        """
        table = self._table()
        number = self._snapshot.facts.numbers.get(article_id)
        if number is None:
            raise UnknownArticleError(f"There is no article {article_id!r} in this snapshot.")
        article = self._snapshot.article(article_id)
        own = Own(article, self._snapshot.article_vectors.rows(np.array([number], dtype=np.int64)))
        return self._page(self._chosen(table.of(number), own, rules), article_id, limit=limit, page=page)

    def page_of_text(self, read: ReadText, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        """One page of the list for a page that may not be in the archive; if its address is, that article's list.

        Raises:
            UnknownArticleError: Only an address was given, and no article has it.
            QueryError: The text has no words, or no model is loaded to read it with.
        """
        known = self._known(read.url) if read.url else None
        if known is not None:
            return self.page(known, limit=limit, page=page, rules=rules)
        if not read.text.strip() and not read.title.strip():
            raise UnknownArticleError(
                f"No article of this snapshot has the address {read.url!r}.",
                next_step="Send the page's text too, and its list is made from that.",
            )
        beginning = replace(read, text=read.text[:READ_CHARACTERS])
        own = self._own(beginning)
        chosen = self._chosen(self._made(own), own, rules)
        made = self._page(chosen, "", limit=limit, page=page)
        return replace(made, read_characters=len(beginning.text))

    def _table(self) -> RelatedTable:
        table = self._snapshot.related
        if table is None:
            raise SnapshotError(
                f"Snapshot {self._snapshot.name} has no related articles: it was built before there were any.",
                next_step="Build it again with `xunwen index`.",
            )
        return table

    def _chosen(self, related: Sequence[Related], own: "Own", rules: RelatedRules) -> list[tuple[Related, Article]]:
        """Of a list what is worth reading and wanted, and neither the page itself nor a translation of it."""
        facts = self._snapshot.facts
        chosen: list[tuple[Related, Article]] = []
        for each in related:
            languages = own.article.language, facts.languages[each.number]
            worth = is_worth(each, self._background.of(*languages), across=differ(*languages))
            if worth and lets_through(rules, each.number, facts, self._newest):
                article = self._snapshot.article(facts.ids[each.number])
                if not self._is_same(own, article, each.number):
                    chosen.append((each, article))
        return chosen

    def _is_same(self, own: "Own", article: Article, number: int) -> bool:
        """Whether an article is at the page's own address, or says what the page says in another language."""
        vector = self._snapshot.article_vectors.rows(np.array([number], dtype=np.int64))
        return is_same(own, article, vector, self._retold_from)

    @cached_property
    def _retold_from(self) -> float:
        return translation_threshold(self._snapshot.article_vectors, self._snapshot.facts.languages)

    @cached_property
    def _newest(self) -> str:
        return max(self._snapshot.facts.days, default="")

    @cached_property
    def _background(self) -> Background:
        return Background(self._snapshot, self._table())

    def _page(self, chosen: Sequence[tuple[Related, Article]], asked: str, *, limit: int, page: int) -> RelatedPage:
        embedder = () if self._embedder is None else self._embedder.degraded
        degraded = (*embedder, *missing_dictionaries())
        return page_of(chosen, self._snapshot.name, asked, limit=limit, page=page, degraded=degraded)

    def _known(self, url: str) -> str | None:
        """Id of the article at an address."""
        plain = canonical_url(url)
        by_rule = article_id(own="", url=url, title="", published_at="", source="", body="")
        return by_rule if by_rule in self._snapshot.facts.numbers else self._by_url.get(plain)

    @cached_property
    def _by_url(self) -> dict[str, str]:
        """Ids by address, for articles that came with an id of their own; read once, when first needed."""
        urls = self._snapshot.archive.urls()
        return {canonical_url(url): each for each, url in zip(self._snapshot.facts.ids, urls, strict=True) if url}

    @cached_property
    def _shown(self) -> EligibleArticles:
        """What may be listed, as texts are compared with it; made once, when first needed."""
        table, snapshot = self._table(), self._snapshot
        words = table.term_vectors(len(snapshot.article_terms.postings().vocabulary))
        every_number = np.arange(len(table), dtype=np.int64)
        vectors = without_common(snapshot.article_vectors.rows(every_number), np.asarray(table.common))
        every = AllArticles(vectors, words, days(snapshot.facts.days), snapshot.stories.story.astype(np.int64))
        return EligibleArticles.of(np.asarray(table.shown), every)

    @cached_property
    def _vocabulary(self) -> Sequence[str]:
        return self._snapshot.article_terms.postings().vocabulary

    @cached_property
    def _neighbours(self) -> Neighbours:
        """Exact: to make regions would take longer than one text after another does."""
        return Neighbours(self._shown.vectors, questions=1)

    def _own(self, read: ReadText) -> "Own":
        """A text as an article that is in no archive."""
        language = detect_language(read.title + read.text)
        article = Article(
            id="", title=read.title, body=read.text, url=read.url, language=language, published_at=read.published_at
        )
        return Own(article, self._vector(article))

    def _made(self, own: "Own") -> tuple[Related, ...]:
        """The list for a text, by the ranking that lists are built with."""
        terms, article = self._snapshot.article_terms, own.article
        words = text_terms(article, terms.number, terms.idf, len(self._vocabulary))
        vector = without_common(own.vector, np.asarray(self._table().common))
        when = days([day_of(article.published_at, self._snapshot.facts.zone)])
        asked = QueryArticles(vector, words, when, np.array([-1], dtype=np.int64))
        lists = choose(asked, self._shown, self._neighbours)
        text = own_text(article)
        listed = zip(lists.numbers[0].tolist(), lists.scores[0].tolist(), strict=True)
        return tuple(self._explained(number, score, text, words) for number, score in listed if number >= 0)

    def _explained(self, number: int, score: float, own: str, words: TermVectors) -> Related:
        reading = ExplainedArticle(self._snapshot.article(self._snapshot.facts.ids[number]))
        of_article = self._shown.words.some(np.searchsorted(self._shown.numbers, [number]))
        ids, weights = words.shared(of_article, TERMS)
        shared = [self._vocabulary[term] for term in ids[0].tolist() if term >= 0]
        span = snippet(reading, shared, weights[0, : len(shared)].tolist())
        return Related(number, score, shared_words(own, reading, shared), span)

    def _vector(self, read: Article) -> Matrix:
        """The vector of the text's beginning: mean of its first chunk's and its title's, shape (1, dimension).

        What is news stands first; an article's own vector is the mean of all its chunks', made once and kept.
        """
        if self._embedder is None:
            raise QueryError("No model is loaded to read the text with.", next_step="Ask by the id of an article.")
        # Here and not at the top: its splitter brings a hundred modules and 20 MB, which only a text that is no article needs.
        from indexer.text.chunker import Chunker

        chunker = Chunker(self._embedder.count_tokens, max_tokens=self._snapshot.manifest.chunk_tokens)
        passages = [chunk.text for chunk in chunker.chunk(read)[:1]]
        if read.title.strip():
            passages.append(read.title[:TITLE_CHARACTERS])
        if not passages:
            raise QueryError("The text has no words.", next_step="Send the text of the page.")
        mean = self._embedder.embed_passages(passages).mean(axis=0, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def page_of(
    chosen: Sequence[tuple[Related, Article]],
    snapshot: str,
    asked: str,
    *,
    limit: int,
    page: int,
    degraded: tuple[Degradation, ...],
) -> RelatedPage:
    """A page of a list; after the last page comes the first again.

    Args:
        chosen: The whole list.
        snapshot: Name of the snapshot.
        asked: Id of the article; empty for a text.
        limit: Articles on a page.
        page: From 1.
        degraded: What is missing.
    """
    pages = max(-(-len(chosen) // limit), 1)
    turned = (page - 1) % pages
    start = turned * limit
    items = tuple(
        RelatedItem(rank, article, each.score, each.snippet, each.words)
        for rank, (each, article) in enumerate(chosen[start : start + limit], start + 1)
    )
    return RelatedPage(
        snapshot, asked, page=turned + 1, pages=pages, limit=limit, total=len(chosen), items=items, degraded=degraded
    )


def is_same(own: "Own", article: Article, vector: Matrix, retold_from: float) -> bool:
    """Whether an article is at a page's own address, or says what the page says in another language.

    Args:
        own: The page.
        article: The other.
        vector: Of the other, shape (1, dimension).
        retold_from: From which cosine on articles in different languages may tell the same story.
    """
    if article.url and canonical_url(article.url) == own.address:
        return True
    if not differ(own.article.language, article.language):
        return False
    cosine = float((vector @ own.vector.T)[0, 0])
    return cosine >= retold_from and is_translation((own.numbers, _numbers(article)), cosine, retold_from)


@dataclass(frozen=True)
class Own:
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


def differ(one: str, other: str) -> bool:
    """Whether two languages are known and not the same, whatever their script and region."""
    return bool(one and other) and one.partition("-")[0] != other.partition("-")[0]
