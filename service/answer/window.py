"""What a reader made of one chunk: how likely each span of it is the answer.

A judgement has a logit for each token to begin or to end the answer. A span scores the sum of the two, less that of "no answer
here"; its share is a softmax over all spans of the chunk and none.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.domain import Chunk, Span
from indexer.reader import LONGEST_ANSWER, Judgement, touching


@dataclass(frozen=True, slots=True)
class Mark:
    """A span as a reader scores it."""

    span: Span
    """Of the article's body."""
    score: float
    """Logits above those of no answer."""
    share: float
    """How likely it is the answer, among all spans of the chunk and no answer."""


class Window:
    """A judged chunk, with its spans scored once."""

    def __init__(self, chunk: Chunk, judgement: Judgement) -> None:
        self.chunk = chunk
        self.judgement = judgement
        count = len(judgement.offsets)
        sums = judgement.start[:, None].astype(np.float64) + judgement.end[None, :] - judgement.none
        possible = np.triu(np.ones((count, count), np.bool_)) & np.tri(count, k=LONGEST_ANSWER - 1, dtype=np.bool_)
        self._sums = np.where(possible, sums, -np.inf)
        """Shape (first token, last token); -inf where there is no span."""
        # That there is no answer has the logit 0 beside them.
        top = max(float(self._sums.max()), 0.0) if count else 0.0
        weights = np.exp(self._sums - top)
        self._shares = weights / (weights.sum() + math.exp(-top))

    def best(self, most: int, *, within: float) -> Iterator[Mark]:
        """The likeliest spans, best first, down to so many logits behind the best one."""
        first = -math.inf
        for place in _largest(self._sums.ravel(), most):
            mark = self._mark(*divmod(int(place), len(self.judgement.offsets)))
            first = max(first, mark.score)
            if mark.score < first - within:
                return
            yield mark

    def inside(self, start: int, end: int) -> Mark | None:
        """The best span of tokens that touch these characters of the body; None where none was read."""
        places = self._tokens(start, end)
        if places is None:
            return None
        first, last = places
        sums = self._sums[first : last + 1, first : last + 1]
        begin, stop = divmod(int(sums.argmax()), sums.shape[1])
        return self._mark(first + begin, first + stop)

    def touched(self, start: int, end: int) -> float:
        """How likely the answer is a span that touches these characters, 0 to 1."""
        places = self._tokens(start, end)
        return 0.0 if places is None else float(self._shares[: places[1] + 1, places[0] :].sum())

    def _mark(self, first: int, last: int) -> Mark:
        offsets, origin = self.judgement.offsets, self.chunk.start
        span = Span(origin + offsets[first][0], origin + offsets[last][1])
        return Mark(span, float(self._sums[first, last]), float(self._shares[first, last]))

    def _tokens(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and last token that touch characters of the body; None where none was read."""
        start, end = max(start, self.chunk.start), min(end, self.chunk.end)
        if start >= end or not self.judgement.offsets:
            return None
        last = self.judgement.offsets[-1][1]
        return touching(self.judgement.offsets, start - self.chunk.start, min(end - self.chunk.start, last))


def _largest(values: npt.NDArray[np.float64], most: int) -> npt.NDArray[np.intp]:
    """Places of the largest values, largest first, equal ones in their order; without sorting all the others."""
    if most < values.size:
        least = np.partition(values, values.size - most)[values.size - most]
        places = np.flatnonzero(values >= least)
    else:
        places = np.arange(values.size)
    return places[np.argsort(-values[places], kind="stable")][:most]
