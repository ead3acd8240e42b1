"""Sentences of the passages that were found: what an answer stands in, and what is quoted for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.domain import Article, Hit, Span
from indexer.sentences import sentences

PASSAGES = 10
"""Hits that answers are looked for in."""

_AROUND = 300
"""Characters on either side of a chunk in which a sentence of it may begin or end."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage that was found."""

    article: Article
    span: Span
    """Of the article's body."""
    behind: float
    """How far its passage's score lies under the best one's, in spreads of cosine, 0 or less."""

    @property
    def text(self) -> str:
        """Its characters."""
        return self.article.body[self.span.start : self.span.end]


def found_sentences(hits: Sequence[Hit]) -> list[Sentence]:
    """Sentences that lie in the first hits' chunks, wholly or in part, each once with its best passage."""
    found: dict[tuple[str, int], Sentence] = {}
    # Where a reader ranked, what both legs say still tells its own: the reader speaks through features of its own.
    held = [_held(hit) for hit in hits[:PASSAGES]]
    for hit, score in zip(hits, held, strict=False):
        behind = min(score - max(held), 0.0)
        for span in _spans(hit):
            found.setdefault((hit.article.id, span.start), Sentence(hit.article, span, behind))
    return list(found.values())


def _held(hit: Hit) -> float:
    """What a passage has of the question by both legs, in spreads of cosine.

    Weighted evenly over all archives and without who leads, unlike its rank: what the likelihood of answers is fitted with.
    """
    scores, signals = hit.scores, hit.scores.signals
    spread = max(signals.spread, 1e-6)
    if scores.dense is None or scores.lexical is None:
        return scores.fused / spread
    words = 13 * (scores.lexical + signals.allowance) + 10 * (signals.sentence or 0.0) ** 2
    return scores.dense / spread + words + 4 * ((signals.phrases or 0.0) + (signals.title or 0.0)) + signals.recency


def _spans(hit: Hit) -> list[Span]:
    """Sentences of a hit's chunk; one that goes far beyond the chunk is cut."""
    first = max(0, hit.chunk.start - _AROUND)
    around = hit.article.body[first : hit.chunk.end + _AROUND]
    found = (Span(first + span.start, first + span.end) for span in sentences(around))
    return [span for span in found if span.start < hit.chunk.end and span.end > hit.chunk.start]
