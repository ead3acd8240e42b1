"""A candidate: a span of a sentence that may answer, what it amounts to, and what speaks for it."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indexer.core.article import Article, Span
from indexer.core.figure import Figure, FigureKind
from indexer.text.normalize import normalize
from indexer.text.sentences import sentences
from service.results import Hit

PASSAGES = 10
"""Hits that answers are looked for in."""

_AROUND = 300
"""Characters on either side of a chunk in which a sentence of it may begin or end."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage that was found."""

    article: Article
    span: Span
    """Its place in the article's body."""
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
    """How well a passage matches the question by both legs, in spreads of cosine.

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


_LARGE = 100
"""Counts from here on are hardly equal by chance."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may answer the question."""

    sentence: Sentence
    span: Span
    """Its place in the sentence."""
    figure: Figure | None
    """What the span amounts to; its own span is of the sentence, too."""
    features: Mapping[str, float]
    """What speaks for it, by name, each about 0 to 1."""

    @property
    def text(self) -> str:
        """The words that it answers with."""
        return self.sentence.text[self.span.start : self.span.end]

    @property
    def is_whole(self) -> bool:
        """Whether it is all of its sentence."""
        return self.span.start == 0 and self.span.end == len(self.sentence.text)

    @property
    def meaning(self) -> Hashable:
        """What it means: equal figures are equal however they are written."""
        figure = self.figure
        if figure is None:
            return normalize(self.text)
        if figure.min is None and figure.max is None:
            return figure.text
        # 3680余名群众 and 3680余群众 are one number, though only one of them names its unit.
        large = figure.kind is FigureKind.COUNT and isinstance(figure.min, Decimal) and figure.min >= _LARGE
        unit = "" if large else figure.unit
        return (figure.kind, unit, figure.min, figure.max, figure.min_inclusive, figure.max_inclusive)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its score."""

    candidate: Candidate
    score: float

    @property
    def text(self) -> str:
        """The words that it answers with."""
        return self.candidate.text

    @property
    def meaning(self) -> Hashable:
        """What it says."""
        return self.candidate.meaning
