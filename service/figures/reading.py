"""A text while its figures are read: folded once, its characters taken by one figure at most."""

from collections.abc import Iterable
from datetime import datetime

from indexer.figure import Figure
from indexer.fold import fold
from service.figures.local import as_read


class Reading:
    """What every part of the grammar reads, and the figures found so far.

    Parts run in a fixed order, most certain first (docs/figures.md); what one has taken the next leave alone.
    """

    def __init__(self, text: str, published: datetime | None, language: str) -> None:
        self.text = text
        self.folded = as_read(fold(text), language)
        self.language = language.partition("-")[0]
        self.published = published
        self._figures: dict[int, Figure] = {}
        """By their start: no two overlap."""
        self._taken = bytearray(len(text))

    def free(self, start: int, end: int) -> bool:
        """Whether no character of the span is taken."""
        return self._taken.find(1, start, end) < 0

    def free_before(self, end: int, start: int) -> int:
        """The least place from `start` up from which all characters to `end` are free."""
        taken = self._taken.rfind(b"\x01", start, end)
        return start if taken < 0 else taken + 1

    def take(self, spans: Iterable[tuple[int, int]]) -> None:
        """Keeps spans from every later part."""
        for start, end in spans:
            self._taken[start:end] = b"\x01" * (end - start)

    def add(self, figure: Figure) -> None:
        """Adds a figure and takes its span."""
        self._figures[figure.start] = figure
        self.take([(figure.start, figure.end)])

    def replace(self, old: Iterable[Figure], new: Figure) -> None:
        """Puts one figure in place of several that it covers."""
        for figure in old:
            del self._figures[figure.start]
        self.add(new)

    def in_order(self) -> tuple[Figure, ...]:
        """The figures by their start."""
        return tuple(sorted(self._figures.values(), key=lambda figure: figure.start))
