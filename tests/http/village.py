"""A double of the engine: three made-up articles that a person can read, searched by shared characters."""

import threading
from collections.abc import Sequence
from hashlib import sha256
from itertools import compress
from typing import Any

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.article import Article, Chunk, Span
from indexer.core.errors import QueryError, SnapshotError, UnknownArticleError
from indexer.embed.embedder import ModelCard
from indexer.index.docstore import RowFacts
from indexer.index.manifest import Manifest
from service.conversation.history import understood
from service.conversation.turn import Turn
from service.insights.overview import Overview
from service.query.operators import Query
from service.related.page import NO_RULES, RelatedPage, RelatedRules
from service.results import (
    NO_FILTERS,
    Answer,
    AnswerKind,
    AskResult,
    Citation,
    Copy,
    FacetName,
    Filters,
    Hit,
    HitScores,
    Mode,
    Period,
    SearchResult,
    Signals,
    Tally,
)
from service.search.facets import Facets
from service.search.filters import RowFilter
from service.suggest.suggestion import Suggestion, Suggestions
from service.web.examples import NO_EXAMPLES, Examples

FAIR = Article(
    id="fair/1",
    title="村里办起了丰收节",
    body="周日村里办起了丰收节。共有八十户人家摆摊。",
    url="https://news.example/fair",
    source="山村周报",
    authors=("赵青", "钱白"),
    published_at="2023-10-08",
    language="zh",
    keywords=("丰收", "集市"),
)
BRIDGE = Article(id="bridge", title="新桥通车", body="新桥在五月通车。", source="山村周报", language="zh")
MARKUP = Article(
    id="markup",
    title="<script>alert(1)</script>",
    body='He said </script><img src=x onerror="alert(2)"> & left.',
    language="en",
)
ARTICLES = (FAIR, BRIDGE, MARKUP)
CARD = ModelCard("shared characters", "f" * 64, 8, 64, "", "")
MANIFEST = Manifest(
    format=2,
    name="village-1",
    created_at="2023-10-09T00:00:00Z",
    xunwen="0.1.0",
    model=CARD,
    backend="none",
    chunk_tokens=64,
    recipe={},
    why="index",
    base="",
    articles=3,
    chunks=3,
    files={},
)
SIGNALS = Signals(None, None, 1.0, 1.0, None, None, 0.0, 0.0, 1.0)
COPIES = {"fair/1": (Copy("fair/2", "江城晚报", "2023-10-09"),)}
"""The fair was in another paper too."""


class VillageEngine:
    """Finds an article by the characters that it shares with the question; remembers how it was last asked."""

    manifest = MANIFEST
    degraded = ()

    def __init__(self, *, fault: Exception | None = None, gate: threading.Event | None = None) -> None:
        self.fault = fault
        """Raised instead of an answer to any question but the warm-up's."""
        self.gate = gate
        """While it is not set, questions wait for it."""
        self.asked: dict[str, object] = {}
        self.begun: list[str] = []
        """What was to be searched for soon."""
        self.as_of = ""
        self.closed = False

    def begin(self, query: str, *, mode: Mode) -> None:
        self.begun.append(query)

    def search(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: str
    ) -> SearchResult:
        self._meet_trouble()
        self.asked = {"limit": limit, "offset": offset, "mode": mode, "filters": filters, "group_by": group_by}
        if query == "!":
            raise QueryError("The question has no words.", next_step="Write some.")
        shared = [(len(set(query) & set(article.title + article.body)), article) for article in ARTICLES]
        found = sorted((pair for pair in shared if pair[0]), key=lambda pair: -pair[0])[offset : offset + limit]
        hits = tuple(_hit(rank, article, float(score)) for rank, (score, article) in enumerate(found, offset + 1))
        return SearchResult("village-1", mode, (), hits, {"total": 0.5})

    def listed(self, query: str, *, oldest: bool, **page: Any) -> SearchResult:
        found = self.search(query, **page)
        self.asked["oldest"] = oldest
        return found

    def tally(
        self, query: str, *, mode: Mode, filters: Filters, names: Sequence[FacetName], period: Period | None
    ) -> Tally:
        return self.facets.tally(np.arange(len(ARTICLES)), names, period)

    def understood(self, query: Query, history: Sequence[Turn], filters: Filters = NO_FILTERS) -> Query:
        return understood(query, history, None)

    def ask(self, question: str, *, limit: int, mode: Mode | None, filters: Filters, as_of: str = "") -> AskResult:
        self.as_of = as_of
        how = mode or Mode.HYBRID  # it has no reader
        search = self.search(question, limit=limit, offset=0, mode=how, filters=filters, group_by="chunk")
        if "户" not in question:
            return AskResult(None, "no_evidence", "", (), (), search, {"total": 0.75})
        quote = "共有八十户人家摆摊。"
        citation = Citation(FAIR, quote, 11, 21, sha256(quote.encode()).hexdigest())
        answer = Answer("八十户", AnswerKind.SENTENCE, 13, 16, None, 0.5)
        return AskResult(answer, "", "count", (citation,), (), search, {"total": 0.75})

    def suggest(self, text: str, *, limit: int, filters: Filters) -> Suggestions:
        found = [article for article in ARTICLES if article.title.startswith(text)][:limit]
        items = tuple(Suggestion(each.title, "title", 1, each.id) for each in found)
        return Suggestions("village-1", items, "", ready=True)

    def article(self, article_id: str) -> Article:
        for article in ARTICLES:
            if article.id == article_id:
                return article
        raise UnknownArticleError(f"No article has the id {article_id}.")

    def reports(self, article_id: str) -> tuple[str, ...]:
        return (self.article(article_id).id,)

    def related(self, article_id: str, *, limit: int, page: int, rules: RelatedRules = NO_RULES) -> RelatedPage:
        raise SnapshotError("This village was surveyed without related articles.")

    def embed(self, texts: Sequence[str], *, passages: bool) -> Matrix:
        self.asked = {"embedded": tuple(texts), "passages": passages}
        return np.eye(CARD.dimension, dtype=np.float32)[[len(text) % CARD.dimension for text in texts]]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    @property
    def facts(self) -> RowFacts:
        columns = zip(*((each.id, each.source, each.language, each.published_at) for each in ARTICLES), strict=True)
        return RowFacts(np.arange(len(ARTICLES), dtype=np.int32), *columns)

    @property
    def facets(self) -> Facets:
        return Facets(self.facts)

    def facets_within(self, filters: Filters) -> Facets:
        return Facets(self.facts.of_articles(RowFilter(self.facts).articles(filters)))

    def within(self, ids: Sequence[str], filters: Filters) -> frozenset[str]:
        passing = compress(self.facts.ids, RowFilter(self.facts).articles(filters))
        return frozenset(passing) & frozenset(ids)

    def article_ids(self, *, after: int, most: int, filters: Filters = NO_FILTERS) -> tuple[Sequence[str], int | None]:
        passing = RowFilter(self.facts).articles(filters)
        found = [number for number in range(after + 1, len(ARTICLES)) if passing[number]]
        page = found[:most]
        return [self.facts.ids[number] for number in page], page[-1] if len(found) > most else None

    @property
    def question_vectors(self) -> dict[str, int]:
        return {}

    def examples(self) -> Examples:
        return NO_EXAMPLES

    def look_ahead(self) -> None:
        pass

    def overview(self) -> Overview | None:
        return None

    def close(self) -> None:
        self.closed = True

    def _meet_trouble(self) -> None:
        if self.gate is not None:
            self.gate.wait(20)
        if self.fault is not None:
            raise self.fault


def _hit(rank: int, article: Article, score: float) -> Hit:
    chunk = Chunk(article.id, 0, 0, len(article.body), article.body)
    scores = HitScores(dense=None, lexical=score, fused=score, signals=SIGNALS)
    return Hit(rank, article, chunk, scores, Span(0, len(article.body)), (Span(0, 1),), COPIES.get(article.id, ()))
