"""What a training run is asked for: how long, how fast it learns on the way, in which numbers, and on what device."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import torch

from indexer.rerank.pairs import HEADING_TOKENS, MAX_TOKENS
from training.fit.reader import TRAINED_LAYERS

Device = Literal["auto", "cpu", "cuda"]

LEARNING_RATE = 8e-5
"""Of the encoder's layers, at its highest: the pilot's."""
HEADS_RATE = 5e-4
"""Of the heads, which begin with nothing."""
WARM_UP = 0.05
"""Share of the budget in which the rate rises."""


@dataclass(frozen=True, slots=True)
class Budget:
    """So many seconds of training or, for runs that must be equal, so many steps."""

    seconds: float
    steps: int | None = None

    def share(self, *, seconds: float, steps: int) -> float:
        """How much of it is spent, 1 and more when it is all."""
        return steps / self.steps if self.steps is not None else seconds / self.seconds


def rate(share: float) -> float:
    """The learning rate at a share of the budget, as a part of the highest: up to it in a line, then down to 0.

    >>> rate(0.025), rate(0.05), rate(1.0)
    (0.5, 1.0, 0.0)
    """
    if share < WARM_UP:
        return share / WARM_UP
    return max((1 - share) / (1 - WARM_UP), 0.0)


class Precision(StrEnum):
    """A type, or whichever is found to be faster."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


def autocast(precision: Precision, device: torch.device) -> torch.autocast:
    """A context in which matrices are multiplied in that type."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=precision is Precision.BFLOAT16)


def faster(device: torch.device, step: Callable[[Precision], None]) -> Precision:
    """The type in which a step takes less time; on a CPU that depends on its age and on who else is at work.

    Args:
        device: Where the step runs.
        step: Does all of a training step but the change of weights.
    """
    if device.type == "cuda":
        return Precision.BFLOAT16 if torch.cuda.is_bf16_supported() else Precision.FLOAT32
    times = {precision: _least_seconds(step, precision) for precision in (Precision.FLOAT32, Precision.BFLOAT16)}
    return min(times, key=times.__getitem__)


def _least_seconds(step: Callable[[Precision], None], precision: Precision) -> float:
    """Of three runs, after one that is not counted."""
    step(precision)
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        step(precision)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


@dataclass(frozen=True, slots=True)
class FitSettings:
    """All of a run but its data and its base model."""

    budget: Budget
    seed: int = 7
    device: Device = "auto"
    threads: int = 0
    """Of the CPU; 0 takes all."""
    precision: Precision = Precision.AUTO
    learning_rate: float = LEARNING_RATE
    heads_rate: float = HEADS_RATE
    weight_decay: float = 0.01
    dropout: float = 0.0
    """Of the trained layers' states: a single pass over the data sees nothing twice and needs none."""
    batch_tokens: int = 2560
    """About sixteen windows, as in the pilot."""
    negatives: int = 0
    """Windows that do not answer beside each that does; 0 draws none, one or two."""
    max_tokens: int = MAX_TOKENS
    heading_tokens: int = HEADING_TOKENS
    """Of a heading; 0 trains without."""
    trained_layers: int = TRAINED_LAYERS
    point_seconds: float = 60
    checkpoint_seconds: float = 300

    def must_match(self) -> dict[str, object]:
        """What a run that goes on must share with the one before; a budget may be lengthened."""
        names = (
            "seed",
            "learning_rate",
            "heads_rate",
            "weight_decay",
            "dropout",
            "batch_tokens",
            "negatives",
            "max_tokens",
            "heading_tokens",
            "trained_layers",
        )
        return {name: getattr(self, name) for name in names}
