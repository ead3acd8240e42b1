"""Texts as pieces, marked or not, so that templates never build markup out of an article's text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.domain import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; the pieces of a text together are the text."""

    text: str
    marked: bool = False
    anchor: str = ""
    """The id of the mark; only the first piece of a citation has one."""


def pieces(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """The text cut at the ends of the spans.

    Args:
        text: Any text.
        spans: What to mark; may overlap or reach beyond the text.

    >>> [(piece.text, piece.marked) for piece in pieces("abcde", [Span(1, 3)])]
    [('a', False), ('bc', True), ('de', False)]
    """
    found: list[Piece] = []
    place = 0
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        start, end = max(span.start, place), min(span.end, len(text))
        if start >= end:
            continue
        if start > place:
            found.append(Piece(text[place:start]))
        found.append(Piece(text[start:end], marked=True))
        place = end
    if place < len(text):
        found.append(Piece(text[place:]))
    return tuple(found)


def paragraphs(body: str, cited: Span | None = None) -> tuple[tuple[Piece, ...], ...]:
    """The lines of a body that have text, each in pieces; the first piece of what is cited carries its anchor.

    Args:
        body: An article's body.
        cited: Characters of the body to mark; may run over several lines.
    """
    found: list[tuple[Piece, ...]] = []
    place, anchored = 0, False
    for line in body.split("\n"):
        spans = [] if cited is None else [Span(cited.start - place, cited.end - place)]
        place += len(line) + 1
        if not line.strip():
            continue  # a line that is not shown can't carry the anchor either
        cut = pieces(line, [Span(max(0, span.start), span.end) for span in spans])
        if cited is not None and not anchored and any(piece.marked for piece in cut):
            cut, anchored = _with_anchor(cut, anchor(cited)), True
        found.append(cut)
    return tuple(found)


def anchor(cited: Span) -> str:
    """The id of the mark around cited characters, "c-76-121"."""
    return f"c-{cited.start}-{cited.end}"


def _with_anchor(cut: Sequence[Piece], name: str) -> tuple[Piece, ...]:
    first = next(place for place, piece in enumerate(cut) if piece.marked)
    return (*cut[:first], Piece(cut[first].text, marked=True, anchor=name), *cut[first + 1 :])
