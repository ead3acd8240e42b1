"""Texts as tokens (characters, words, figures, signs), the closed lists of words, and figures equal in value."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

from indexer.core.figure import Figure
from indexer.text.normalize import normalize
from service.figures.read import figures
from service.generate.citations import Context

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


class TokenKind(StrEnum):
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

    kind: TokenKind
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
    folded = normalize(text)
    read = {each.start: each for each in sorted(figures(text, published_at=published_at), key=lambda each: each.end)}
    found: list[Token] = []
    place = 0
    while place < len(folded):
        if (figure := read.get(place)) is not None:
            found.append(Token(TokenKind.FIGURE, folded[place : figure.end], place, figure.end, figure))
            place = figure.end
            continue
        piece = _PIECE.match(folded, place)
        if piece is None:
            raise AssertionError(f"no piece at {place} of {text!r}")
        end = min([piece.end(), *(start for start in read if place < start < piece.end())])
        if piece.lastgroup != "nothing":
            found.append(Token(TokenKind(piece.lastgroup or TokenKind.SIGN), folded[place:end], place, end))
        place = end
    return found


Phrase: TypeAlias = tuple[str, ...]
"""Texts of tokens in a row."""


@dataclass(frozen=True, slots=True)
class Turning:
    """A word that makes another thing of what stands beside it: a "not", a "planned", a "some"."""

    kind: str
    start: int
    end: int
    far: bool
    """Whether it turns the whole sentence, and not only its clause."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What `words.json` holds. In no other language than Chinese and English is anything known to be harmless."""

    insertable: frozenset[Phrase]
    """A statement may have them more than its quote."""
    omissible: frozenset[Phrase]
    """A statement may leave them out, wherever they stand."""
    openings: frozenset[Phrase]
    """Either, at the beginning of a clause."""
    pronouns: frozenset[Phrase]
    """May stand for a subject that is left out."""
    before_figures: frozenset[Phrase]
    """May be put before a figure."""
    before_money: frozenset[Phrase]
    """May be left out before an amount of money: 捐款三万元 is 捐三万元."""
    same_subject: frozenset[Phrase]
    """Chinese words with which a clause begins that has the subject of the one before."""
    suffix_openings: frozenset[Phrase]
    """English words with which that begins which may be left out at the end of a clause."""
    joining: frozenset[Phrase]
    """English words that have no word of their own in Chinese; the order tells whom they join."""
    turning: Mapping[str, tuple[re.Pattern[str], bool]]

    def turnings(self, text: str) -> list[Turning]:
        """The words of a text that turn what is said."""
        folded = normalize(text)
        return [
            Turning(kind, found.start(), found.end(), far)
            for kind, (pattern, far) in self.turning.items()
            for found in pattern.finditer(folded)
        ]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lists, read once."""
    told = json.loads((files("service.generate") / "words.json").read_text(encoding="utf-8"))
    turning = {
        kind: (re.compile("|".join(each["patterns"])), each["scope"] == "sentence")
        for kind, each in told.pop("turning").items()
    }
    return Lexicon(**{name: _phrases(words) for name, words in told.items()}, turning=turning)


def _phrases(words: Sequence[str]) -> frozenset[Phrase]:
    return frozenset(tuple(word) if HAN.match(word) else tuple(word.split()) for word in words)


_DIGITS = re.compile(r"[0-9]+(?:[.,:][0-9]+)*")


def foreign_figure(text: str, contexts: Sequence[Context]) -> str:
    """The first figure of a sentence that none of its quotes states, as written; empty where all do.

    A quote's figures are read in the sentence that it was taken from, so that 3万元 cut out of 13万元 is no figure.
    """
    unproven: dict[int, Figure] = {}
    proven: set[int] = set()
    for context in contexts:
        published_at = context.article.local_time
        quoted = [
            figure
            for figure in figures(context.text, published_at=published_at)
            if context.quote.start <= figure.start and figure.end <= context.quote.end
        ]
        for figure in figures(text, published_at=published_at):
            unproven.setdefault(figure.start, figure)
            if any(equal(figure, other) for other in quoted):
                proven.add(figure.start)
    foreign = [figure.text for start, figure in sorted(unproven.items()) if start not in proven]
    return foreign[0] if foreign else _foreign_digits(text, list(unproven.values()), contexts)


def equal(figure: Figure, other: Figure) -> bool:
    """A unit that one of them leaves out (2,000 masks, 两千只口罩) makes no difference."""
    same_unit = figure.unit == other.unit or "" in {figure.unit, other.unit} or "item" in {figure.unit, other.unit}
    return same_unit and _value(figure) == _value(other)


def _value(figure: Figure) -> tuple[object, ...]:
    return (
        figure.kind,
        figure.min,
        figure.max,
        figure.min_inclusive,
        figure.max_inclusive,
        figure.currency,
        figure.qualifier,
    )


def _foreign_digits(text: str, read: Sequence[Figure], contexts: Sequence[Context]) -> str:
    """Digits that are no figure (a telephone number, a model's name) stand in a quote digit by digit, or are foreign."""
    known = {
        found for each in contexts for found in _DIGITS.findall(normalize(each.text[each.quote.start : each.quote.end]))
    }
    for match in _DIGITS.finditer(normalize(text)):
        inside = any(figure.start <= match.start() and match.end() <= figure.end for figure in read)
        if not inside and match.group() not in known:
            return match.group()
    return ""
