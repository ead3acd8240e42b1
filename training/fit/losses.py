"""A batch as tensors, what is right for it, and what training lessens: wrong spans, wrong verdicts, wrong order of windows."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from training.fit.batches import Row
from training.fit.reader import Outputs

SPAN, ANSWERABLE, RANK = 1.0, 0.5, 1.0
"""Weights of the three in the sum: the two verdicts share a head, and ranking is what search needs of it."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What is right for each row of a batch."""

    start: torch.Tensor
    """Place of the answer's first token, 0 for none, shape (rows,)."""
    end: torch.Tensor
    """Place of its last token, 0 for none, shape (rows,)."""
    group: torch.Tensor
    """Number of the question, shape (rows,)."""

    @property
    def answerable(self) -> torch.Tensor:
        """1.0 where the window answers, else 0.0, shape (rows,)."""
        return (self.start > 0).float()

    @property
    def weights(self) -> torch.Tensor:
        """Shares of a question's one vote for no answer, and 1.0 for each window that answers, shape (rows,).

        Else a question with many windows would teach to decline.
        """
        none = self.start == 0
        like = (self.group[:, None] == self.group[None, :]) & none[None, :]
        return torch.where(none, 1 / like.sum(dim=1).clamp(min=1), 1.0)


@dataclass(frozen=True, slots=True)
class Losses:
    """The three losses of a batch, each a mean."""

    span: torch.Tensor
    answerable: torch.Tensor
    rank: torch.Tensor
    """0 where no question of the batch has windows to tell apart."""

    @property
    def total(self) -> torch.Tensor:
        """The weighed sum."""
        return SPAN * self.span + ANSWERABLE * self.answerable + RANK * self.rank


def losses_of(outputs: Outputs, targets: Targets) -> Losses:
    """The losses of a batch; a question's windows that do not answer weigh together as much as one that does."""
    weights = targets.weights

    def mean(losses: torch.Tensor) -> torch.Tensor:
        return (weights * losses).sum() / weights.sum()

    starts = functional.cross_entropy(outputs.start, targets.start, reduction="none")
    ends = functional.cross_entropy(outputs.end, targets.end, reduction="none")
    verdicts = functional.binary_cross_entropy_with_logits(outputs.answerable, targets.answerable, reduction="none")
    return Losses(mean(starts + ends) / 2, mean(verdicts), rank_loss(outputs.rank, targets))


def rank_loss(scores: torch.Tensor, targets: Targets) -> torch.Tensor:
    """Mean over questions of -log softmax(scores of its windows) at the window that answers.

    Questions of one window, or without one that answers, tell nothing of order and are left out.
    """
    same = targets.group[:, None] == targets.group[None, :]
    compared = scores[None, :].masked_fill(~same, float("-inf")).logsumexp(dim=1)
    counts = (targets.answerable > 0) & (same.sum(dim=1) > 1)
    return (compared - scores)[counts].sum() / counts.sum().clamp(min=1)


class Means:
    """Sums of what was added; every step counts alike."""

    def __init__(self) -> None:
        self._sums = [0.0, 0.0, 0.0, 0.0]
        self._steps = 0
        self.tokens = 0

    def add(self, losses: Losses, tokens: int) -> None:
        """Adds a step."""
        parts = (losses.span, losses.answerable, losses.rank, losses.total)
        self._sums = [total + float(part.detach()) for total, part in zip(self._sums, parts, strict=True)]
        self._steps += 1
        self.tokens += tokens

    def values(self) -> tuple[float, float, float, float]:
        """Span, answerable, rank and total; 0 before the first step."""
        span, answerable, rank, total = (each / max(self._steps, 1) for each in self._sums)
        return span, answerable, rank, total


@dataclass(frozen=True, slots=True)
class Tensors:
    """What the reader takes, and what is right."""

    ids: torch.Tensor
    mask: torch.Tensor
    allowed: torch.Tensor
    targets: Targets

    @property
    def tokens(self) -> int:
        """Without padding."""
        return int(self.mask.sum())


def tensors_of(rows: Sequence[Row], *, pad_id: int, device: torch.device) -> Tensors:
    """Rows filled on the right to the longest; an answer may stand at a window's tokens, or at place 0 for none."""
    shape = (len(rows), max(len(row.pair.ids) for row in rows))
    ids = torch.full(shape, pad_id)
    mask = torch.zeros(shape, dtype=torch.int64)
    allowed = torch.zeros(shape, dtype=torch.bool)
    for number, row in enumerate(rows):
        ids[number, : len(row.pair.ids)] = torch.tensor(row.pair.ids)
        mask[number, : len(row.pair.ids)] = 1
        allowed[number, row.pair.first : row.pair.first + len(row.pair.offsets)] = True
    allowed[:, 0] = True
    start, end, group = (torch.tensor(each) for each in zip(*((r.start, r.end, r.group) for r in rows), strict=True))
    targets = Targets(start.to(device), end.to(device), group.to(device))
    return Tensors(ids.to(device), mask.to(device), allowed.to(device), targets)
