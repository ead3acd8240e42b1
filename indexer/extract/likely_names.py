"""Who wrote a Chinese article by what stands around each name: weights that were fitted on labelled pages are added up.

This backs the statements that are read by labels and by the grammar of by-lines: it is asked where none of them is one of authors.
`python -m benchmarks.fit_names` fits the weights and says how well they do on pages unseen.
"""

from collections.abc import Iterable

from indexer.extract.fitted_weights import FittedWeights, read_weights
from indexer.extract.named_words import NamedWord, NameSurroundings, named_words

LIKELY = 0.5
"""How likely a name must be an author's, in 0..1."""


WEIGHTS = read_weights("name_weights.json")


def likely_names(page: NameSurroundings) -> dict[str, float]:
    """Names that are likely the authors' of a page, in reading order, each with how likely it is where it is likeliest."""
    return likely_among(named_words(page), WEIGHTS)


def likely_among(words: Iterable[NamedWord], weights: FittedWeights) -> dict[str, float]:
    """Of some words those that are likely authors' names by some weights, in order, each with how likely it is where it is likeliest."""
    likely: dict[str, float] = {}
    for word in words:
        sure = weights.probability(word.seen)
        if sure >= LIKELY:
            likely[word.text] = max(sure, likely.get(word.text, 0.0))
    return likely
