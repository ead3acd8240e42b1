"""Reads a passage for a question: the best span of its windows, how well it ranks, and whether it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch

from indexer.core.article import Span
from indexer.embed.openvino import group_by_tokens
from indexer.rerank.pairs import Pair, PairEncoder
from indexer.rerank.reader import Excerpt, Judgement
from training.fit.batches import Row
from training.fit.losses import tensors_of
from training.fit.reader import Reader


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

    def read(self, question: str, passages: Sequence[Excerpt]) -> list[Prediction]:
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

    def read(self, question: str, passages: Sequence[Excerpt]) -> list[Prediction]:
        """A prediction for each passage, by its best window; a window has the passage's heading, or its beginning for one."""
        windows = [
            _Window(self._encoder.encode(question, Excerpt.of(passage.heading, passage.text, span)), span.start, number)
            for number, passage in enumerate(passages)
            for span in self._encoder.windows(passage.text)
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
                spans = torch.stack((outputs.start[row], outputs.end[row]), dim=1).cpu().numpy()
                verdict = torch.stack((outputs.rank[row], outputs.answerable[row])).cpu().numpy()
                found[place] = _prediction(windows[place], windows[place].pair.judgement(spans, verdict))
        return [found[place] for place in range(len(windows))]


def _prediction(window: _Window, judged: Judgement) -> Prediction:
    """With the span's place in the passage."""
    answerable = float(1 / (1 + np.exp(-judged.answerable)))
    found = judged.best_span()
    if found is None:
        return Prediction(None, float("-inf"), judged.rank, answerable)
    span, score = found
    return Prediction(Span(span.start + window.start, span.end + window.start), score, judged.rank, answerable)


def _best(windows: Sequence[Prediction]) -> Prediction:
    """The span of the window that is surest of it; rank and probability are each the highest."""
    if not windows:
        return Prediction(None, float("-inf"), float("-inf"), 0.0)
    surest = max(windows, key=lambda each: each.score)
    rank, verdict = max(each.rank for each in windows), max(each.answerable for each in windows)
    return Prediction(surest.span, surest.score, rank, verdict)
