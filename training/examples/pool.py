"""Windows of training passages, searched by words: what looks like an answer and is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.index.bm25_builder import TermsBuilder
from indexer.rerank.pairs import PairEncoder
from indexer.rerank.reader import heading_of
from service.evaluate.correctness import contains_answer
from training.examples.reading_set import Passage


@dataclass(frozen=True, slots=True)
class Window:
    """A span of a passage: `text == passage.text[start : start + len(text)]`."""

    passage: str
    article: str
    language: str
    text: str
    start: int
    heading: str = ""
    """What tells which article it is of."""

    def holds(self, start: int, end: int) -> bool:
        """Whether the passage's characters from `start` to `end` are all in it."""
        return self.start <= start and end <= self.start + len(self.text)


def windows_of(passage: Passage, encoder: PairEncoder) -> list[Window]:
    """The windows of one passage, in order."""
    spans = encoder.windows(passage.text)
    return [
        Window(
            passage.id,
            passage.article,
            language=passage.language,
            text=passage.text[span.start : span.end],
            start=span.start,
            heading=heading_of(passage.title, passage.text, span.start),
        )
        for span in spans
    ]


class WindowPool:
    """Every window of some passages, with a term index over them."""

    def __init__(self, windows: Sequence[Window]) -> None:
        self._windows = tuple(windows)
        self._articles = np.array([window.article for window in windows])
        builder = TermsBuilder()
        for window in self._windows:
            builder.add(window.text, language=window.language)
        self._terms = builder.build()

    def look_alikes(self, question: str, answers: Sequence[str], *, article: str, most: int) -> list[Window]:
        """The best windows by BM25 of other articles that hold none of the answers, best first, ties by place.

        Args:
            question: What is asked, in the windows' language.
            answers: Words that would answer.
            article: The question's own article, which is left out.
            most: How many at most.
        """
        scores = np.where(self._articles == article, 0.0, self._terms.scores(question))
        found: list[Window] = []
        # Of those that share most words a few hold the answer by chance; beyond that many, the likeness is gone.
        for place in best_places(scores, 4 * most + 8):
            window = self._windows[place]
            if len(found) == most:
                break
            if not contains_answer(window.text, answers):
                found.append(window)
        return found


def best_places(scores: npt.NDArray[np.floating[Any]], most: int) -> list[int]:
    """Places of the highest scores above 0, best first, ties by place.

    >>> best_places(np.array([0.2, 0.0, 0.7, 0.2]), 3)
    [2, 0, 3]
    """
    return [int(place) for place in np.argsort(-scores, kind="stable")[:most] if scores[place] > 0]
