"""Who wrote a Chinese article by what stands around each name: weights that were fitted on labelled pages are added up.

This backs the statements that are read by labels and by the grammar of by-lines: it is asked where none of them is one of authors.
`python -m benchmarks.fit_names` fits the weights and says how well they do on pages unseen.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from indexer.extract.named_words import NamedWord, NameSurroundings, named_words

LIKELY = 0.5
"""How likely a name must be an author's, in 0..1."""


@dataclass(frozen=True, slots=True)
class NameWeights:
    """A logistic regression: what each thing that is seen of a word adds to the log odds that an author is called so."""

    base: float
    weights: Mapping[str, float]

    def probability(self, seen: tuple[str, ...]) -> float:
        """How likely a word of which all this is seen is an author's name, in 0..1."""
        odds = self.base + sum(self.weights.get(each, 0.0) for each in seen)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _read_weights() -> NameWeights:
    """Those of the package, as `benchmarks.fit_names` writes them."""
    said = json.loads(files("indexer.extract").joinpath("name_weights.json").read_text("utf-8"))
    return NameWeights(float(said["base"]), {str(name): float(weight) for name, weight in said["weights"].items()})


WEIGHTS = _read_weights()


def likely_names(page: NameSurroundings) -> dict[str, float]:
    """Names that are likely the authors' of a page, in reading order, each with how likely it is where it is likeliest."""
    return likely_among(named_words(page), WEIGHTS)


def likely_among(words: Iterable[NamedWord], weights: NameWeights) -> dict[str, float]:
    """Of some words those that are likely authors' names by some weights, in order, each with how likely it is where it is likeliest."""
    likely: dict[str, float] = {}
    for word in words:
        sure = weights.probability(word.seen)
        if sure >= LIKELY:
            likely[word.text] = max(sure, likely.get(word.text, 0.0))
    return likely
