"""What a training run is asked for."""

from dataclasses import dataclass
from typing import Literal

from indexer.rerank.pairs import HEADING_TOKENS, MAX_TOKENS
from training.budget import Budget
from training.precision import Precision
from training.reader import TRAINED_LAYERS

Device = Literal["auto", "cpu", "cuda"]

LEARNING_RATE = 8e-5
"""Of the encoder's layers, at its highest: the pilot's."""
HEADS_RATE = 5e-4
"""Of the heads, which begin with nothing."""


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
