"""The pieces of a question that a follow-up may put something else in the place of: times, names and other words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from indexer.core.article import Span
from indexer.text.normalize import normalize
from indexer.text.stopwords import is_stopword
from indexer.text.words.cutting import DISTRICTS, Kind, words_of
from service.answer.periods import named_times
from service.conversation.words import FollowUpWords

_SPACED = re.compile(r"(?:[cdjlmnst]|qu|dov)['’](?=\w)|\w+(?:[-.&]\w+)*(?:['’]s\b)?", re.IGNORECASE)
_JAPANESE = re.compile("[\u3400-\u9fff\u3005A-Za-z0-9Ａ-Ｚａ-ｚ０-９]+|[\u30a1-\u30ff]+|[\u3041-\u309f]")
_HIRAGANA = re.compile("[\u3041-\u309f]")
_LONGEST = 4
"""Pieces of one name or thing."""


class Role(Enum):
    """What a piece is good for."""

    TIME = "time"
    NAME = "name"
    WORD = "word"
    SMALL = "small"
    """An article, a preposition or the like."""
    OTHER = "other"
    """What asks, and what stands in every sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of a text."""

    start: int
    end: int
    role: Role

    @property
    def tells(self) -> bool:
        """Whether it names or says something by itself."""
        return self.role in {Role.TIME, Role.NAME, Role.WORD}


def pieces_of(text: str, words: FollowUpWords, *, begins: bool = True) -> list[Piece]:
    """The pieces of a text in order.

    Args:
        text: A question, or a part of one.
        words: Of its language.
        begins: Whether a sentence begins with it, and a capital there tells nothing.
    """
    dates = named_times(text, words.language)
    times = [
        *dates,
        *(each for each in words.occasions(text) if not any(_touch(each, date) for date in dates)),
    ]
    asking = [Span(*found.span()) for found in words.asker.finditer(normalize(text))]
    found = [Piece(each.start, each.end, Role.TIME) for each in times]
    for piece in _cut(text, words, begins=begins):
        if any(_touch(piece, time) for time in times):
            continue
        asks = any(_touch(piece, each) for each in asking)
        found.append(Piece(piece.start, piece.end, Role.OTHER) if asks and piece.role is not Role.NAME else piece)
    return sorted(found, key=lambda piece: piece.start)


def _touch(piece: Piece | Span, span: Span) -> bool:
    return piece.start < span.end and span.start < piece.end


def _cut(text: str, words: FollowUpWords, *, begins: bool) -> Iterator[Piece]:
    if words.language == "zh":
        yield from _chinese(text, words)
        return
    pattern = _JAPANESE if words.language == "ja" else _SPACED
    for place, match in enumerate(pattern.finditer(text)):
        yield Piece(*match.span(), _role(match.group(), words, first=begins and place == 0))


def _role(word: str, words: FollowUpWords, *, first: bool) -> Role:
    """The role of a word; a capital at the beginning of a sentence tells nothing."""
    folded = normalize(word).replace("’", "'")
    if folded in words.small:
        return Role.SMALL
    if words.language == "ja":
        return Role.OTHER if _HIRAGANA.fullmatch(word) else Role.WORD
    if word[0].isupper() and not first:
        return Role.NAME
    return Role.OTHER if is_stopword(folded) or folded.endswith("'") else Role.WORD


_CHINESE_ROLES = {Kind.NAME: Role.NAME, Kind.PLACE: Role.NAME, Kind.WORD: Role.WORD, Kind.VERB: Role.WORD}


def _chinese(text: str, words: FollowUpWords) -> Iterator[Piece]:
    last: Piece | None = None
    folded = normalize(text)
    for word in words_of(folded):
        role = Role.SMALL if word.text in words.small else _CHINESE_ROLES.get(word.kind, Role.OTHER)
        if last is not None and last.role is Role.NAME and last.end == word.start and word.text in DISTRICTS:
            last = Piece(last.start, word.end, Role.NAME)
            continue
        if last is not None:
            yield last
        last = Piece(_with_its_number(folded, word.start, word.text), word.end, role)
    if last is not None:
        yield last


def _with_its_number(folded: str, start: int, word: str) -> int:
    """Where a word begins, with the number that it counts on from: 3 of 3号线."""
    return len(folded[:start].rstrip("0123456789")) if word.startswith("号") else start


def runs_of(text: str, pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Every run of pieces that tell something with nothing but a blank or a hyphen between them, as places of the list."""
    found = []
    for first, piece in enumerate(pieces):
        if not piece.tells:
            continue
        found.append((first, first + 1))
        for last in range(first + 1, min(first + _LONGEST, len(pieces))):
            between = text[pieces[last - 1].end : pieces[last].start]
            # A time takes the place of a time alone.
            if not pieces[last].tells or between.strip(" -") or Role.TIME in {pieces[last].role, piece.role}:
                break
            found.append((first, last + 1))
    return found
