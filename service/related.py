"""Related reading out of one snapshot: the list of an article is looked up, that of any other text is made on the spot."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from indexer.arrays import Matrix
from indexer.chunk import Chunker
from indexer.degradation import missing_dictionaries
from indexer.domain import Article
from indexer.embed import Embedder
from indexer.errors import QueryError, SnapshotError, UnknownArticleError
from indexer.extract.identity import article_id, canonical_url
from indexer.extract.language import detect_language
from indexer.passage import TITLE_CHARACTERS
from indexer.related.explain import TERMS
from indexer.related.pools import Asked, Shown, Whole, choose
from indexer.related.reasons import Reading, own_text, shared_words, snippet
from indexer.related.relevance import days, without_common
from indexer.related.table import Related, RelatedTable
from indexer.related.term_vectors import TermVectors, text_terms
from indexer.snapshot import Snapshot
from indexer.vectors import Neighbours
from indexer.zone import day_of
from service.related_page import READ_CHARACTERS, ReadText, RelatedItem, RelatedPage


class RelatedReading:
    """The related articles of one snapshot; safe to use from any thread."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder | None) -> None:
        self._snapshot = snapshot
        self._embedder = embedder

    def page(self, article_id: str, *, limit: int, page: int) -> RelatedPage:
        """One page of an article's list; after the last page comes the first again.

        Raises:
            UnknownArticleError: There is no such article.
            SnapshotError: The snapshot was built before there were lists.
        """
        table = self._table()
        number = self._snapshot.facts.numbers.get(article_id)
        if number is None:
            raise UnknownArticleError(f"There is no article {article_id!r} in this snapshot.")
        return self._page(table.of(number), article_id, limit=limit, page=page)

    def page_of_text(self, read: ReadText, *, limit: int, page: int) -> RelatedPage:
        """One page of the list for a page that may not be in the archive; if its address is, that article's list.

        Raises:
            UnknownArticleError: Only an address was given, and no article has it.
            QueryError: The text has no words, or no model is loaded to read it with.
        """
        known = self._known(read.url) if read.url else None
        if known is not None:
            return self.page(known, limit=limit, page=page)
        if not read.text.strip() and not read.title.strip():
            raise UnknownArticleError(
                f"No article of this snapshot has the address {read.url!r}.",
                next_step="Send the page's text too, and its list is made from that.",
            )
        beginning = replace(read, text=read.text[:READ_CHARACTERS])
        made = self._page(self._made(beginning), "", limit=limit, page=page)
        return replace(made, read_characters=len(beginning.text))

    def _table(self) -> RelatedTable:
        table = self._snapshot.related
        if table is None:
            raise SnapshotError(
                f"Snapshot {self._snapshot.name} has no related articles: it was built before there were any.",
                next_step="Build it again with `xunwen index`.",
            )
        return table

    def _page(self, related: Sequence[Related], asked: str, *, limit: int, page: int) -> RelatedPage:
        pages = max(-(-len(related) // limit), 1)
        turned = (page - 1) % pages
        start = turned * limit
        items = tuple(self._item(rank, each) for rank, each in enumerate(related[start : start + limit], start + 1))
        embedder = () if self._embedder is None else self._embedder.degraded
        degraded = (*embedder, *missing_dictionaries())
        return RelatedPage(self._snapshot.name, asked, turned + 1, pages, limit, len(related), items, degraded)

    def _item(self, rank: int, related: Related) -> RelatedItem:
        article = self._snapshot.article(self._snapshot.facts.ids[related.number])
        return RelatedItem(rank, article, related.score, related.snippet, related.words)

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
    def _shown(self) -> Shown:
        """What may be listed, as texts are compared with it; made once, when first needed."""
        table, snapshot = self._table(), self._snapshot
        words = table.term_vectors(len(snapshot.article_terms.postings().vocabulary))
        every_number = np.arange(len(table), dtype=np.int64)
        vectors = without_common(snapshot.article_vectors.rows(every_number), np.asarray(table.common))
        every = Whole(vectors, words, days(snapshot.facts.days), snapshot.stories.story.astype(np.int64))
        return Shown.of(np.asarray(table.shown), every)

    @cached_property
    def _vocabulary(self) -> Sequence[str]:
        return self._snapshot.article_terms.postings().vocabulary

    @cached_property
    def _neighbours(self) -> Neighbours:
        """Exact: to make regions would take longer than one text after another does."""
        return Neighbours(self._shown.vectors, questions=1)

    def _made(self, read: ReadText) -> tuple[Related, ...]:
        """The list for a text, by the ranking that lists are built with."""
        terms = self._snapshot.article_terms
        article = Article(id="", title=read.title, body=read.text, language=detect_language(read.title + read.text))
        words = text_terms(article, terms.number, terms.idf, len(self._vocabulary))
        vector = without_common(self._vector(article), np.asarray(self._table().common))
        asked = Asked(
            vector, words, days([day_of(read.published_at, self._snapshot.facts.zone)]), np.array([-1], dtype=np.int64)
        )
        lists = choose(asked, self._shown, self._neighbours)
        own = own_text(article)
        listed = zip(lists.numbers[0].tolist(), lists.scores[0].tolist(), strict=True)
        return tuple(self._explained(number, score, own, words) for number, score in listed if number >= 0)

    def _explained(self, number: int, score: float, own: str, words: TermVectors) -> Related:
        reading = Reading(self._snapshot.article(self._snapshot.facts.ids[number]))
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
        chunker = Chunker(self._embedder.count_tokens, max_tokens=self._snapshot.manifest.chunk_tokens)
        passages = [chunk.text for chunk in chunker.chunk(read)[:1]]
        if read.title.strip():
            passages.append(read.title[:TITLE_CHARACTERS])
        if not passages:
            raise QueryError("The text has no words.", next_step="Send the text of the page.")
        mean = self._embedder.embed_passages(passages).mean(axis=0, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)
