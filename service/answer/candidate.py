"""A candidate: a span of a sentence that may answer, what it amounts to, and what speaks for it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from indexer.domain import Span
from indexer.figure import Figure, FigureKind
from indexer.fold import fold
from service.answer.sentences import Sentence

_LARGE = 100
"""Counts from here on are hardly equal by chance."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may answer."""

    sentence: Sentence
    span: Span
    """Of the sentence."""
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
        """What it says: equal figures are equal however they are written."""
        figure = self.figure
        if figure is None:
            return fold(self.text)
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
