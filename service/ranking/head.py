"""The last word of both legs on the first few candidates: a weighted sum of what explain shows of them.

The weights are in weights.json, in spreads of cosine but for `article_cosine`; `python -m benchmarks.fit_fusion` fits them anew.
What a sentence holds says the more the longer articles are: of an archive of snippets it is what the snippet holds, once more.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from indexer.arrays import Mask, Rows, Scores
from service.ranking.times import ToldTimes

LONG = 1.7
"""Logarithm of the chunks an article has from which on it counts as long: five and a half."""

_LEAD_MARGIN = 1e-6
"""Equal scores may differ by rounding."""


@dataclass(frozen=True, slots=True)
class HeadSignals:
    """What is known of the first few, each of shape (head,) unless it says otherwise."""

    dense: Scores
    article_cosine: Scores
    lexical: Scores
    allowance: Scores
    sentence: Scores
    phrases: Scores
    title: Scores
    dense_lead: Scores
    lexical_lead: Scores
    told: Mask
    """The fields of `ToldTimes`, in order, shape (head, 4)."""
    length: float
    """How long the articles are, the mean logarithm of their chunks, 0 to `LONG`."""

    def ranked(self, weights: Mapping[str, float], *, spread: float) -> Scores:
        """Scores to rank by, shape (head,).

        Args:
            weights: By the name of a signal; `sentence_of_long` is of the sentence too, times the articles' length.
            spread: Of the archive's cosines, the unit of the weights.
        """
        gained = (
            weights["lexical"] * (self.lexical + self.allowance)
            + (weights["sentence"] + weights["sentence_of_long"] * self.length) * self.sentence**2
            + weights["phrases"] * self.phrases
            + weights["title"] * self.title
            + weights["dense_lead"] * self.dense_lead
            + weights["lexical_lead"] * self.lexical_lead
            + self.told @ np.array([weights[each] for each in ToldTimes._fields])
        )
        return np.asarray(self.dense + weights["article_cosine"] * self.article_cosine + spread * gained, np.float32)


def leads(scores: Scores, articles: Rows) -> Scores:
    """How far the best article is above the second, for the row that makes it the best; 0 for every other row, shape (rows,).

    Args:
        scores: Of each row.
        articles: The article of each row.
    """
    led = np.zeros(scores.size, dtype=np.float32)
    if not scores.size:
        return led
    first = int(scores.argmax())
    others = scores[articles != articles[first]]
    if others.size:
        led[scores >= scores[first] - _LEAD_MARGIN] = scores[first] - others.max()
    return led


@lru_cache(maxsize=1)
def head_weights() -> Mapping[str, float]:
    """The weights in weights.json."""
    read: dict[str, float] = json.loads((files("service.ranking") / "weights.json").read_text(encoding="utf-8"))
    return read
