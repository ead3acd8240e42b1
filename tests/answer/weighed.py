"""Candidates made by hand: sentences of small articles with the scores that a test wants them to have."""

from service.answer_model import Weighed
from service.evidence import Candidate, Sentence

from indexer.domain import Article, Span
from indexer.figure import Figure
from service.figures.read import figures


def article(identity: str, body: str, published_at: str = "2021-08-10") -> Article:
    return Article(identity, "标题", body, published_at=published_at, language="zh")


def weighed(of: Article, score: float, *, figure: int | None = 0, **features: float) -> Weighed:
    """The article's whole body as a sentence, answering by its figure of that number or as it is."""
    read: Figure | None = None if figure is None else figures(of.body, published_at=of.published_at)[figure]
    return Weighed(Candidate(Sentence(of, Span(0, len(of.body)), 0.0), read, features), score)
