"""Reads a passage for a question: the best span of its windows, how well it ranks, and whether it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

from indexer.domain import Span
from indexer.model.batches import group_by_tokens
from training.batches import Row
from training.encode import Pair, PairEncoder
from training.reader import Reader
from training.tensors import tensors_of

_LONGEST_ANSWER = 48
"""Tokens."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one passage gives."""

    span: Span | None
    """The best answer in the passage; None where it has no token."""
    score: float
    """Logits of the best span less those of no answer: above 0, the reader would answer."""
    rank: float
    """The best window's, higher is better."""
    answerable: float
    """The best window's probability, 0 to 1."""


class PassageReader(Protocol):
    """Reads passages for a question: the trained reader, or a test's."""

    def read(self, question: str, passages: Sequence[str]) -> list[Prediction]:
        """A prediction for each passage."""
        ...


@dataclass(frozen=True, slots=True)
class _Window:
    pair: Pair
    start: int
    passage: int


class Predictor:
    """A trained reader, asked."""

    def __init__(self, reader: Reader, encoder: PairEncoder, *, device: torch.device) -> None:
        self._reader = reader.to(device).eval()
        self._encoder = encoder
        self._device = device

    def read(self, question: str, passages: Sequence[str]) -> list[Prediction]:
        """A prediction for each passage, by its best window."""
        windows = [
            _Window(self._encoder.encode(question, passage[span.start : span.end]), span.start, number)
            for number, passage in enumerate(passages)
            for span in self._encoder.windows(passage)
        ]
        found = self._read(windows)
        by_passage: list[list[Prediction]] = [[] for _ in passages]
        for window, prediction in zip(windows, found, strict=True):
            by_passage[window.passage].append(prediction)
        return [_best(each) for each in by_passage]

    def _read(self, windows: Sequence[_Window]) -> list[Prediction]:
        found: dict[int, Prediction] = {}
        for places in group_by_tokens([len(window.pair.ids) for window in windows], budget=4096):
            rows = [Row(windows[place].pair, 0, 0, 0) for place in places]
            batch = tensors_of(rows, pad_id=self._reader.pad_id, device=self._device)
            with torch.no_grad():
                outputs = self._reader(batch.ids, batch.mask, batch.allowed)
            for row, place in enumerate(places):
                rank, verdict = float(outputs.rank[row]), float(torch.sigmoid(outputs.answerable[row]))
                span, score = best_span(windows[place].pair, outputs.start[row], outputs.end[row])
                moved = span and Span(span.start + windows[place].start, span.end + windows[place].start)
                found[place] = Prediction(moved, score, rank, verdict)
        return [found[place] for place in range(len(windows))]


def best_span(pair: Pair, start: torch.Tensor, end: torch.Tensor) -> tuple[Span | None, float]:
    """The window's characters with the highest sum of logits, and that sum less the one of place 0.

    Args:
        pair: What was read.
        start: Logits of beginning, shape (tokens,), padding allowed behind.
        end: Logits of ending, shape (tokens,).
    """
    count = len(pair.offsets)
    if not count:
        return None, float("-inf")
    inside = slice(pair.first, pair.first + count)
    sums = start[inside, None] + end[None, inside]
    possible = torch.ones_like(sums, dtype=torch.bool).triu() & torch.ones_like(sums, dtype=torch.bool).tril(
        _LONGEST_ANSWER - 1
    )
    sums = sums.masked_fill(~possible, float("-inf"))
    first, last = divmod(int(sums.argmax()), count)
    score = float(sums[first, last] - start[0] - end[0])
    return pair.characters(pair.first + first, pair.first + last), score


def _best(windows: Sequence[Prediction]) -> Prediction:
    """The span of the window that is surest of it; rank and probability are each the highest."""
    if not windows:
        return Prediction(None, float("-inf"), float("-inf"), 0.0)
    surest = max(windows, key=lambda each: each.score)
    rank, verdict = max(each.rank for each in windows), max(each.answerable for each in windows)
    return Prediction(surest.span, surest.score, rank, verdict)
