"""A text as what it is made of: characters of scripts without blanks, words of the others, figures, signs and stops."""

import re
from dataclasses import dataclass
from enum import StrEnum

from indexer.figure import Figure
from indexer.fold import fold
from service.figures.read import figures

HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PIECE = re.compile(
    rf"(?P<character>{HAN.pattern})"
    rf"|(?P<word>(?:(?!{HAN.pattern})[^\W\d_])+(?:['’-](?:(?!{HAN.pattern})[^\W\d_])+)*)"
    r"|(?P<digits>\d+(?:[.,:]\d+)*)"
    r"|(?P<stop>[,、;:。.!…\n])"
    r"|(?P<nothing>[\s“”‘’\"'「」『』《》〈〉()\[\]［］【】—·]|\*\*|(?<=[a-z\d])[-–]|[-–](?=[\s\-a-z]))"
    r"|(?P<sign>.)",
    re.DOTALL,
)


class Kind(StrEnum):
    """What a token is."""

    CHARACTER = "character"
    WORD = "word"
    FIGURE = "figure"
    DIGITS = "digits"
    """Of no figure: a telephone number, a model's name."""
    STOP = "stop"
    """Parts clauses; says nothing."""
    SIGN = "sign"
    """‰, ~, +, ?: says something."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text, folded."""

    kind: Kind
    text: str
    start: int
    end: int
    figure: Figure | None = None


def tokens(text: str, *, published_at: str) -> list[Token]:
    """The tokens of a text in order, without blanks, quotation marks and brackets.

    Args:
        text: Any text.
        published_at: What its dates are read by.
    """
    folded = fold(text)
    read = {each.start: each for each in sorted(figures(text, published_at=published_at), key=lambda each: each.end)}
    found: list[Token] = []
    place = 0
    while place < len(folded):
        if (figure := read.get(place)) is not None:
            found.append(Token(Kind.FIGURE, folded[place : figure.end], place, figure.end, figure))
            place = figure.end
            continue
        piece = _PIECE.match(folded, place)
        if piece is None:
            raise AssertionError(f"no piece at {place} of {text!r}")
        end = min([piece.end(), *(start for start in read if place < start < piece.end())])
        if piece.lastgroup != "nothing":
            found.append(Token(Kind(piece.lastgroup or Kind.SIGN), folded[place:end], place, end))
        place = end
    return found
