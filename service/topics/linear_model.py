"""A logistic regression over named signs, as a file of numbers that `benchmarks.fit_events` writes."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class LinearModel:
    """How much each sign says, and from which likelihood on something is held for true."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float

    def likelihood(self, signs: Mapping[str, float]) -> float:
        """How likely it is, 0 to 1.

        Args:
            signs: A value for each sign that has a weight.
        """
        total = self.intercept + sum(weight * signs[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=4)
def read_model(name: str) -> LinearModel:
    """A model of this package by the name of its file, without the ending."""
    stored = json.loads((files("service.topics") / "data" / f"{name}.json").read_text(encoding="utf-8"))
    return LinearModel(stored["intercept"], stored["weights"], stored["threshold"])
