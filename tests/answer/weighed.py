"""Candidates made by hand: sentences of small articles with the scores that a test wants them to have."""

from indexer.core.article import Article, Span
from indexer.core.figure import Figure
from service.answer.candidate import Candidate, Sentence, Weighed
from service.answer.model import STANDING
from service.answer.question import AnswerQuery
from service.figures.read import figures

ASKED = AnswerQuery("谁？", "zh", {}, (), (), frozenset())
"""A question of two characters of which nothing is known."""


def article(identity: str, body: str, published_at: str = "2021-08-10") -> Article:
    return Article(identity, "标题", body, published_at=published_at, language="zh")


def weighed(of: Article, score: float, *, figure: int | None = 0, **features: float) -> Weighed:
    """The article's whole body as a sentence, answering by its figure of that number or as it is; features not given are 0."""
    read: Figure | None = None if figure is None else figures(of.body, published_at=of.published_at)[figure]
    span = Span(0, len(of.body)) if read is None else Span(read.start, read.end)
    told = {**dict.fromkeys((*STANDING, "span"), 0.0), **features}
    return Weighed(Candidate(Sentence(of, Span(0, len(of.body)), 0.0), span, read, told), score)


def words(of: Article, text: str, score: float) -> Weighed:
    """The article's whole body as a sentence, answering by some words of it that are no figure."""
    start = of.body.index(text)
    candidate = weighed(of, score, figure=None).candidate
    return Weighed(Candidate(candidate.sentence, Span(start, start + len(text)), None, candidate.features), score)
