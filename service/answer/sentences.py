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
    best = max((hit.scores.fused for hit in hits[:PASSAGES]), default=0.0)
    for hit in hits[:PASSAGES]:
        behind = (hit.scores.fused - best) / max(hit.scores.signals.spread, 1e-6)
        for span in _spans(hit):
            found.setdefault((hit.article.id, span.start), Sentence(hit.article, span, behind))
    return list(found.values())


def _spans(hit: Hit) -> list[Span]:
    """Sentences of a hit's chunk; one that goes far beyond the chunk is cut."""
    first = max(0, hit.chunk.start - _AROUND)
    around = hit.article.body[first : hit.chunk.end + _AROUND]
    found = (Span(first + span.start, first + span.end) for span in sentences(around))
    return [span for span in found if span.start < hit.chunk.end and span.end > hit.chunk.start]
