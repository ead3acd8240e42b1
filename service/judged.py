"""What a reader made of the chunks found for one question, as it speaks for places in their articles.

A judgement has a logit for each token to begin or to end the answer. A place is as likely as the spans in it: the logits of
a span's two ends, less those of "no answer here". Scores of one question's chunks are comparable, so that a place is
also told by how far it stays behind the best span of all.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from indexer.domain import Chunk, Hit, Span
from indexer.reader import LONGEST_ANSWER, Judgement, touching

AROUND = 6
"""Characters on either side of a figure that a span which answers with it may take in: 共三万多元, 三万多元现金."""

_BEHIND = 8.0
"""Logits; a place that stays so far behind the best span is not the answer, and further behind says no more."""

FEATURES = ("read", "answerable", "most answerable", "ranked", "span", "span here", "touched", "best touches")
"""What a reader says of a place, each 0 to 1 and 0 where it was not read."""


class Window:
    """A judged chunk, with its spans weighed once."""

    def __init__(self, chunk: Chunk, judgement: Judgement) -> None:
        self.chunk = chunk
        self.judgement = judgement
        count = len(judgement.offsets)
        sums = judgement.start[:, None].astype(np.float64) + judgement.end[None, :] - judgement.none
        possible = np.triu(np.ones((count, count), np.bool_)) & np.tri(count, k=LONGEST_ANSWER - 1, dtype=np.bool_)
        self.sums = np.where(possible, sums, -np.inf)
        """Each span's logits less those of no answer, shape (first token, last token); -inf where there is no span."""
        self.best = float(self.sums.max()) if count else -math.inf
        # That there is no answer has the logit 0 beside them.
        top = max(self.best, 0.0)
        weights = np.exp(self.sums - top)
        self.shares = weights / (weights.sum() + math.exp(-top))
        """How likely each span is the answer, same shape."""

    def tokens(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and last token that touch characters of the body; None where none was read."""
        start, end = max(start, self.chunk.start), min(end, self.chunk.end)
        if start >= end or not self.judgement.offsets:
            return None
        last = self.judgement.offsets[-1][1]
        return touching(self.judgement.offsets, start - self.chunk.start, min(end - self.chunk.start, last))

    def inside(self, start: int, end: int) -> tuple[Span, float] | None:
        """The best span of tokens that touch these characters of the body, as characters of it, and its score."""
        places = self.tokens(start, end)
        if places is None:
            return None
        first, last = places
        sums = self.sums[first : last + 1, first : last + 1]
        begin, stop = divmod(int(sums.argmax()), sums.shape[1])
        offsets, origin = self.judgement.offsets, self.chunk.start
        span = Span(origin + offsets[first + begin][0], origin + offsets[first + stop][1])
        return span, float(sums[begin, stop])

    def touched(self, start: int, end: int) -> float:
        """How likely the answer is a span that touches these characters, 0 to 1."""
        places = self.tokens(start, end)
        return 0.0 if places is None else float(self.shares[: places[1] + 1, places[0] :].sum())


class Judged:
    """The judged chunks of one question's hits, asked about places in their articles."""

    def __init__(self, read: Sequence[tuple[Chunk, Judgement]]) -> None:
        self._windows: dict[str, list[Window]] = {}
        for chunk, judgement in read:
            self._windows.setdefault(chunk.article_id, []).append(Window(chunk, judgement))
        every = [window for windows in self._windows.values() for window in windows]
        self._best = max((window.best for window in every), default=0.0)
        self._rank = max((window.judgement.rank for window in every), default=0.0)
        self._answerable = max((_likely(window.judgement.answerable) for window in every), default=0.0)

    @classmethod
    def of(cls, hits: Sequence[Hit], judgements: Mapping[int, Judgement]) -> "Judged":
        """What was read of the chunks of these hits.

        Args:
            hits: Whose sentences may answer.
            judgements: By row.
        """
        return cls([(hit.chunk, judgements[hit.row]) for hit in hits if hit.row in judgements])

    def __bool__(self) -> bool:
        """Whether anything was read."""
        return bool(self._windows)

    def figure(self, article_id: str, start: int, end: int) -> dict[str, float]:
        """What speaks for a figure as the answer, by `FEATURES`.

        Args:
            article_id: Whose body it stands in.
            start: Its first character of the body.
            end: Behind its last one.
        """
        return self._features(article_id, Span(start, end), Span(start - AROUND, end + AROUND))

    def sentence(self, article_id: str, span: Span) -> dict[str, float]:
        """What speaks for a sentence as the one that has the answer, by `FEATURES`."""
        return self._features(article_id, span, span)

    def marked(self, article_id: str, span: Span, *, sure: float) -> Span | None:
        """The characters of a sentence that answer, as marked; None where the reader is not so sure.

        Args:
            article_id: Whose body the sentence stands in.
            span: The sentence.
            sure: Logits by which the marked span must be above "no answer here".
        """
        found = [each for window in self._over(article_id, span) if (each := window.inside(span.start, span.end))]
        if not found:
            return None
        best, score = max(found, key=lambda each: each[1])
        return best if score >= sure else None

    def score(self, article_id: str, span: Span) -> float | None:
        """What a span's own tokens sum to, for who wants to know why it answers; None where it was not read whole."""
        scores = [
            window.judgement.span_score(span.start - window.chunk.start, span.end - window.chunk.start)
            for window in self._over(article_id, span)
            if window.chunk.start <= span.start and span.end <= window.chunk.end
        ]
        best = max(scores, default=-math.inf)
        return None if math.isinf(best) else best

    def _over(self, article_id: str, span: Span) -> list[Window]:
        """Windows that have characters of the span."""
        windows = self._windows.get(article_id, ())
        return [each for each in windows if each.chunk.start < span.end and span.start < each.chunk.end]

    def _features(self, article_id: str, place: Span, around: Span) -> dict[str, float]:
        """The best of the windows that have the place, each feature by itself."""
        features = dict.fromkeys(FEATURES, 0.0) | {"most answerable": self._answerable}
        for window in self._over(article_id, place):
            for name, value in self._in_window(window, place, around).items():
                features[name] = max(features[name], value)
        return features

    def _in_window(self, window: Window, place: Span, around: Span) -> dict[str, float]:
        inside = window.inside(around.start, around.end)
        if inside is None or window.tokens(place.start, place.end) is None:
            return {}
        score = inside[1]
        best = window.inside(window.chunk.start, window.chunk.end)
        touches = best is not None and best[0].start < place.end and place.start < best[0].end
        return {
            "read": 1.0,
            "answerable": _likely(window.judgement.answerable),
            "ranked": math.exp(min(window.judgement.rank - self._rank, 0.0)),
            "span": max(0.0, 1 + (score - self._best) / _BEHIND),
            "span here": _likely(score / 2),
            "touched": window.touched(place.start, place.end),
            "best touches": float(touches),
        }


def _likely(logit: float) -> float:
    """A logit as a probability."""
    return 1 / (1 + math.exp(-max(min(logit, 30.0), -30.0)))
