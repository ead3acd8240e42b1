"""Questions and passages as the reader sees them: windows of a passage, token ids of a pair, and spans there and back.

A pair is `<s> question </s></s> heading </s> window </s>`, without `heading </s>` where there is none or the reader knows of none.
Windows are cut so that the longest question and heading still fit before them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.core.article import Span
from indexer.core.errors import ModelError
from indexer.embed.tokenizer import LibraryTokenizer, Pieces, TextTokenizer
from indexer.rerank.reader import Excerpt, Judgement, Offsets, touching

MAX_TOKENS = 192
"""Of a pair, special tokens included."""
OVERLAP = 64
"""Tokens that neighbouring windows share, so that an answer is whole in one of them."""
QUESTION_TOKENS = 36
"""Of a question; what is longer is cut."""
HEADING_TOKENS = 24
"""Of a heading; what is longer is cut."""
_SPECIALS = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """Token ids of a question and a window."""

    ids: tuple[int, ...]
    first: int
    """Place of the window's first token."""
    offsets: Offsets

    def token_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Places of the first and the last token that touch the characters from `start` to `end`; None if they were cut."""
        places = touching(self.offsets, start, end)
        return None if places is None else (self.first + places[0], self.first + places[1])

    def judgement(self, spans: npt.NDArray[np.float32], verdict: npt.NDArray[np.float32]) -> Judgement:
        """What the network's logits say of the window.

        Args:
            spans: Of beginning and ending, shape (tokens, 2), padding allowed behind.
            verdict: Rank and answerable, shape (2,).
        """
        inside = spans[self.first : self.first + len(self.offsets)]
        return Judgement(
            rank=float(verdict[0]),
            answerable=float(verdict[1]),
            none=float(spans[0].sum()),
            offsets=self.offsets,
            start=inside[:, 0],
            end=inside[:, 1],
        )


class PairEncoder:
    """Encodes with the base model's own tokenizer."""

    def __init__(
        self, tokenizer: TextTokenizer, *, max_tokens: int = MAX_TOKENS, heading_tokens: int = HEADING_TOKENS
    ) -> None:
        """Counts in a model's tokens.

        Args:
            tokenizer: The model's.
            max_tokens: Of a pair.
            heading_tokens: Of a heading at most; 0 leaves headings out, as for a reader that was trained without.
        """
        self._tokenizer = tokenizer
        ((self._opening, self._closing),) = tokenizer.encode([""])
        self._max_tokens = max_tokens
        self._heading_tokens = min(heading_tokens, max_tokens // 8)
        before = min(QUESTION_TOKENS, max_tokens // 4) + self._heading_tokens + bool(self._heading_tokens)
        self._room = max_tokens - before - _SPECIALS

    @classmethod
    def read(cls, folder: Path, *, max_tokens: int = MAX_TOKENS, heading_tokens: int = HEADING_TOKENS) -> Self:
        """With the tokenizer.json of a model's folder.

        Raises:
            ModelError: The folder has none.
        """
        file = folder / "tokenizer.json"
        if not file.is_file():
            raise ModelError(f"{folder} has no tokenizer.json.", next_step="Choose a model with a fast tokenizer.")
        tokenizer = LibraryTokenizer.read(file, max_tokens=max_tokens)
        return cls(tokenizer, max_tokens=max_tokens, heading_tokens=heading_tokens)

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

    def encode(self, question: str, excerpt: Excerpt) -> Pair:
        """The pair, question and heading cut at their own lengths and the window at what is left."""
        (pair,) = self.encode_all(question, [excerpt])
        return pair

    def encode_all(self, question: str, excerpts: Sequence[Excerpt]) -> list[Pair]:
        """The pair of each excerpt; the question is split once, and so is each heading."""
        headings = list(dict.fromkeys(each.heading for each in excerpts)) if self._heading_tokens else []
        pieces = self._tokenizer.split([question, *headings, *(each.text for each in excerpts)])
        asked, known, read = pieces[0], pieces[1 : 1 + len(headings)], pieces[1 + len(headings) :]
        ids = {heading: each.ids[: self._heading_tokens] for heading, each in zip(headings, known, strict=True)}
        head = (self._opening, *asked.ids[:QUESTION_TOKENS], self._closing, self._closing)
        return [
            self._pair(head, ids.get(excerpt.heading, ()), window)
            for excerpt, window in zip(excerpts, read, strict=True)
        ]

    def _pair(self, head: tuple[int, ...], heading: Sequence[int], read: Pieces) -> Pair:
        if heading:
            head = (*head, *heading, self._closing)
        room = self._max_tokens - len(head) - 1
        return Pair((*head, *read.ids[:room], self._closing), len(head), tuple(read.offsets[:room]))

    def _offsets(self, text: str) -> list[tuple[int, int]]:
        """Characters of each token that stands for any."""
        (pieces,) = self._tokenizer.split([text])
        return [(start, end) for start, end in pieces.offsets if start < end]
