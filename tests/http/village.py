"""A double of the engine: three made-up articles that a person can read, searched by shared characters."""

import threading
from hashlib import sha256

from indexer.domain import (
    Answer,
    AnswerKind,
    Article,
    AskResult,
    Chunk,
    Citation,
    Filters,
    Hit,
    HitScores,
    Mode,
    SearchResult,
    Span,
)
from indexer.embed import ModelCard
from indexer.errors import QueryError, UnknownArticleError
from indexer.manifest import Manifest

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
MANIFEST = Manifest(1, "village-1", "2023-10-09T00:00:00Z", "0.1.0", CARD, "none", 64, 3, 3, {})


class VillageEngine:
    """Finds an article by the characters that it shares with the question; remembers how it was last asked."""

    manifest = MANIFEST

    def __init__(self, *, fault: Exception | None = None, gate: threading.Event | None = None) -> None:
        self.fault = fault
        """Raised instead of an answer to any question but the warm-up's."""
        self.gate = gate
        """While it is not set, questions wait for it."""
        self.asked: dict[str, object] = {}

    def search(
        self, query: str, *, limit: int, offset: int, mode: Mode, filters: Filters, group_by: str
    ) -> SearchResult:
        if query != "预热":
            self._meet_trouble()
        self.asked = {"limit": limit, "offset": offset, "mode": mode, "filters": filters, "group_by": group_by}
        if query == "!":
            raise QueryError("The question has no words.", next_step="Write some.")
        shared = [(len(set(query) & set(article.title + article.body)), article) for article in ARTICLES]
        found = sorted((pair for pair in shared if pair[0]), key=lambda pair: -pair[0])[offset : offset + limit]
        hits = tuple(_hit(rank, article, float(score)) for rank, (score, article) in enumerate(found, offset + 1))
        return SearchResult("village-1", mode, (), hits, {"total": 0.5})

    def ask(self, question: str, *, limit: int, filters: Filters) -> AskResult:
        search = self.search(question, limit=limit, offset=0, mode=Mode.HYBRID, filters=filters, group_by="chunk")
        if "户" not in question:
            return AskResult(None, "No sentence answers this.", (), (), search, {"total": 0.75})
        quote = "共有八十户人家摆摊。"
        citation = Citation(FAIR, quote, 11, 21, sha256(quote.encode()).hexdigest())
        answer = Answer("八十户", AnswerKind.SENTENCE, 0.5)
        return AskResult(answer, "", (citation,), (), search, {"total": 0.75})

    def article(self, article_id: str) -> Article:
        for article in ARTICLES:
            if article.id == article_id:
                return article
        raise UnknownArticleError(f"No article has the id {article_id}.")

    def _meet_trouble(self) -> None:
        if self.gate is not None:
            self.gate.wait(20)
        if self.fault is not None:
            raise self.fault


def _hit(rank: int, article: Article, score: float) -> Hit:
    chunk = Chunk(article.id, 0, 0, len(article.body), article.body)
    return Hit(rank, article, chunk, HitScores(dense=None, lexical=score, fused=score), (Span(0, 1),))
