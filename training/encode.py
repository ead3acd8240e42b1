"""Questions and passages as the reader sees them: windows of a passage, token ids of a pair, and spans there and back.

A pair is `<s> question </s></s> passage </s>`. Windows are cut so that the longest question still fits before them.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tokenizers import Tokenizer

from indexer.domain import Span
from indexer.errors import ModelError

MAX_TOKENS = 192
"""Of a pair, special tokens included."""
OVERLAP = 64
"""Tokens that neighbouring windows share, so that an answer is whole in one of them."""
QUESTION_TOKENS = 36
"""Of a question; what is longer is cut."""
_SPECIALS = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """Token ids of a question and a window."""

    ids: tuple[int, ...]
    first: int
    """Place of the window's first token."""
    offsets: tuple[tuple[int, int], ...]
    """Characters of the window that each of its tokens stands for."""

    def token_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Places of the first and the last token that touch the characters from `start` to `end`; None if they were cut."""
        first = bisect_right([stop for _, stop in self.offsets], start)
        last = bisect_left([begin for begin, _ in self.offsets], end) - 1
        whole = bool(self.offsets) and end <= self.offsets[-1][1]
        return (self.first + first, self.first + last) if whole and first <= last else None

    def characters(self, first: int, last: int) -> Span:
        """The window's characters that the tokens from place `first` to `last` stand for."""
        return Span(self.offsets[first - self.first][0], self.offsets[last - self.first][1])


class PairEncoder:
    """Encodes with the base model's own tokenizer."""

    def __init__(self, tokenizer: Tokenizer, *, max_tokens: int = MAX_TOKENS) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._opening, self._closing = tokenizer.encode("").ids
        self._max_tokens = max_tokens
        self._room = max_tokens - min(QUESTION_TOKENS, max_tokens // 4) - _SPECIALS

    @classmethod
    def read(cls, folder: Path, *, max_tokens: int = MAX_TOKENS) -> Self:
        """With the tokenizer.json of a model's folder.

        Raises:
            ModelError: The folder has none.
        """
        file = folder / "tokenizer.json"
        if not file.is_file():
            raise ModelError(f"{folder} has no tokenizer.json.", next_step="Choose a model with a fast tokenizer.")
        return cls(Tokenizer.from_file(str(file)), max_tokens=max_tokens)

    def windows(self, passage: str) -> list[Span]:
        """Spans of a passage that fit beside any question, each overlapping the next; one for a short passage."""
        offsets = self._offsets(passage)
        if not offsets:
            return []
        spans, place = [], 0
        while True:
            last = min(place + self._room, len(offsets))
            spans.append(Span(offsets[place][0], offsets[last - 1][1]))
            if last == len(offsets):
                return spans
            place += max(self._room - OVERLAP, 1)

    def encode(self, question: str, window: str) -> Pair:
        """The pair, its question cut at its own length and the window at what is left."""
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:QUESTION_TOKENS]
        read = self._tokenizer.encode(window, add_special_tokens=False)
        room = self._max_tokens - len(asked) - _SPECIALS
        head = (self._opening, *asked, self._closing, self._closing)
        return Pair((*head, *read.ids[:room], self._closing), len(head), tuple(read.offsets[:room]))

    def _offsets(self, text: str) -> list[tuple[int, int]]:
        """Characters of each token that stands for any."""
        found = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return [(start, end) for start, end in found if start < end]
