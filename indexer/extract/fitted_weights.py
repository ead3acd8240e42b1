"""Logistic regressions whose weights are files of this package: what is seen of something, added up to how likely it is."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """What each thing that is seen adds to the log odds."""

    base: float
    weights: Mapping[str, float]

    def probability(self, seen: Iterable[str]) -> float:
        """How likely something is of which all this is seen, in 0..1."""
        odds = self.base + sum(self.weights.get(each, 0.0) for each in seen)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def read_weights(name: str) -> FittedWeights:
    """The weights of a file of this package, as `benchmarks.fit_names` and `benchmarks.fit_source` write them."""
    said = json.loads(files("indexer.extract").joinpath(name).read_text("utf-8"))
    return FittedWeights(float(said["base"]), {str(each): float(weight) for each, weight in said["weights"].items()})
