"""Reranks the first hits by what the reader makes of them.

The weights were fitted so that candidates that answer stand before those that do not (a softmax over the candidates of each
tuning question); `python -m benchmarks.fit_ranking` fits them anew. How they did: docs/retrieval.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.core.arrays import Scores
from indexer.rerank.reader import Judgement
from service.search.config import ranking

READ_PAIRS = frozenset({("zh", "zh"), ("en", "en"), ("en", "zh")})
"""Languages of question and article in which reading was seen to help, or at least not to lose, on the tuning questions: nearly
all that the reader was trained on is in these. Of Chinese questions over English articles it lost, as in pairs of others
(docs/retrieval.md)."""

_NO_SPAN = -20.0
"""The span score of a window without tokens: the lowest that was read."""


@dataclass(frozen=True, slots=True)
class ReaderWeights:
    """The weight of each logit of a judgement, in spreads of cosine, as `lexical_weight` of `service.search.config`."""

    rank: float
    span: float
    answerable: float

    def gain(self, judgement: Judgement) -> float:
        """What a judgement adds, in spreads of cosine; it may be less than nothing."""
        return (
            self.rank * judgement.rank + self.span * best_span_score(judgement) + self.answerable * judgement.answerable
        )


def is_read(asked: str, article: str) -> bool:
    """Whether the reader has a say on an article for a question, by the languages of both.

    >>> is_read("en", "zh-Hant"), is_read("zh", "en"), is_read("ru", "ru")
    (True, False, False)
    """
    return (asked.partition("-")[0], article.partition("-")[0]) in READ_PAIRS


def best_span_score(judgement: Judgement) -> float:
    """How much the best span's logits are above those of no answer."""
    best = judgement.best_span()
    return _NO_SPAN if best is None else best[1]


def reread_scores(fused: Scores, judgements: Sequence[Judgement], *, spread: float, floor: float) -> Scores:
    """Last scores of the candidates that were read: fused + spread * gain, lifted together to `floor` at least.

    Only those that were read change places with each other: the lift keeps all of them before the others, which nobody
    read and of which nobody knows what the reader would have said.

    Args:
        fused: Scores of those read, shape (read,).
        judgements: Of the same.
        spread: Of cosines, the unit of gains.
        floor: The best score of the others; minus infinity where there are none.
    """
    weights = reader_weights()
    gains = np.array([weights.gain(each) for each in judgements], dtype=np.float32)
    scores = fused + np.float32(spread) * gains
    lift = max(floor - float(scores.min()), 0.0) if scores.size else 0.0
    return np.asarray(scores + np.float32(lift), dtype=np.float32)


def reader_weights() -> ReaderWeights:
    """The weights in force."""
    return ReaderWeights(**ranking().reader_weights)
