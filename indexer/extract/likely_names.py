"""Who wrote a Chinese article by what stands around each name: weights that were fitted on labelled pages are added up.

This backs the statements that are read by labels and by the grammar of by-lines: it is asked where none of them is one of authors.
`python -m benchmarks.fit_names` fits the weights and says how well they do on pages unseen.
"""

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files

from indexer.extract.named_words import NameSurroundings, named_words

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


def read_weights(text: str) -> NameWeights:
    """The weights of a file as `benchmarks.fit_names` writes it."""
    said = json.loads(text)
    return NameWeights(float(said["base"]), {str(name): float(weight) for name, weight in said["weights"].items()})


_weights = [read_weights(files("indexer.extract").joinpath("name_weights.json").read_text("utf-8"))]


@contextmanager
def weights_of(weights: NameWeights) -> Iterator[None]:
    """Judge names by other weights meanwhile: on a page, those that were fitted on other pages."""
    _weights.append(weights)
    try:
        yield
    finally:
        _weights.pop()


def likely_names(page: NameSurroundings) -> dict[str, float]:
    """Names that are likely the authors', in reading order, each with how likely it is where it is likeliest."""
    likely: dict[str, float] = {}
    for word in named_words(page):
        sure = _weights[-1].probability(word.seen)
        if sure >= LIKELY:
            likely[word.text] = max(sure, likely.get(word.text, 0.0))
    return likely
