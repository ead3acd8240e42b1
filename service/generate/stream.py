"""Reads a model's answer as it comes: sentences, each with the marks [[number|quote]] that follow it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.text.characters import clean_characters
from indexer.text.normalize import JOINERS
from indexer.text.sentences import sentences
from service.generate.prompt import NOTHING

MOST_CHARACTERS = 8000
"""Longest answer that is read; a server need not keep to the tokens that it was granted."""

_MARK = re.compile(r"\[\[\s*(?:passage\s*)?#?(\d{1,3})\s*[|:：｜](.*?)\]\]", re.DOTALL | re.IGNORECASE)
_MARKED = re.compile(
    r"(?P<before>.*?)(?P<marks>\[\[.*?\]\](?:\s*+\[\[.*?\]\])*)(?P<stop>[ \t]*[。．.!！?？,，;；]*)\s*", re.DOTALL
)
_THOUGHT = re.compile(r"\s*<think>.*?</think>", re.DOTALL)
_BULLET = re.compile(r"^(?:[-*•·]\s+|\d{1,2}[.)、]\s*|answer\s*[:：]\s*|答[案]?[:：]\s*)+", re.IGNORECASE)
_PAIRS = (('"', '"'), ("“", "”"), ("「", "」"), ("『", "』"), ("'", "'"), ("‘", "’"), ("《", "》"))


@dataclass(frozen=True, slots=True)
class QuoteMark:
    """What a model names as proof."""

    passage: int
    """Counted from 1."""
    quote: str


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """A sentence as a model wrote it, unchecked."""

    text: str
    marks: tuple[QuoteMark, ...]


class AnswerReader:
    """Takes an answer in pieces, gives its sentences as soon as each is complete."""

    def __init__(self) -> None:
        self._rest = ""
        self._length = 0

    @property
    def full(self) -> bool:
        """Whether the answer is longer than anybody asked for."""
        return self._length > MOST_CHARACTERS

    def feed(self, piece: str) -> list[DraftStatement]:
        """The sentences that this piece completes."""
        self._rest += piece[: max(0, MOST_CHARACTERS - self._length)]
        self._length += len(piece)
        return list(self._complete(ended=False)) if "]]" in self._rest else []

    def end(self) -> list[DraftStatement]:
        """What is left once the model has finished."""
        found = list(self._complete(ended=True))
        rest, self._rest = self._rest, ""
        if not rest.lstrip().startswith("<think>"):
            found.extend(_drafts(rest, ()))
        return found

    def _complete(self, *, ended: bool) -> Iterator[DraftStatement]:
        if self._rest.lstrip().startswith("<think>"):
            thought = _THOUGHT.match(self._rest)
            self._rest = self._rest[thought.end() :] if thought else self._rest
            if self._rest.lstrip().startswith("<think>"):
                return  # a model that reasons aloud has not come to its answer yet
        # Without a mark's end there is nothing to find, and from each beginning it would be looked for.
        while "]]" in self._rest and (match := _MARKED.match(self._rest)):
            after = self._rest[match.end() :]
            if not ended and (after in {"", "["} or (after.startswith("[[") and "]]" not in after)):
                return  # another mark may follow, or has begun
            self._rest = after
            marks = tuple(QuoteMark(int(each[1]), _bare(each[2].strip())) for each in _MARK.finditer(match["marks"]))
            yield from _drafts(match["before"].rstrip() + _stop(match), marks)


def _stop(match: re.Match[str]) -> str:
    """The full stop behind a sentence's marks, if there is none before them."""
    before = match["before"].rstrip()
    return "" if before[-1:] in "。．.!！?？" else match["stop"].strip().rstrip(",，;；")


def _drafts(text: str, marks: tuple[QuoteMark, ...]) -> Iterator[DraftStatement]:
    """The sentences of a text: the marks behind it are the last one's, those before it have none."""
    spans = sentences(text)
    for number, span in enumerate(spans, start=1):
        written = _BULLET.sub("", _plain(text[span.start : span.end]))
        own = marks if number == len(spans) else ()
        if any(character.isalnum() for character in written) and written.strip(" .。*`\"'") != NOTHING:
            yield DraftStatement(written, own)


def _plain(text: str) -> str:
    """The text on one line, without characters that are not seen: they could hide a figure or turn a terminal over."""
    plain = clean_characters(" ".join(text.split()))
    return "".join(character for character in plain if character.isprintable() or character in JOINERS)


def _bare(quote: str) -> str:
    """A quote without the quotation marks that a model puts around it."""
    for opening, closing in _PAIRS:
        if len(quote) > 1 and quote.startswith(opening) and quote.endswith(closing):
            return quote[1:-1].strip()
    return quote
