"""Figures of reading: what the reader says of the passage that answers, and of one that does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.core.article import Article
from indexer.rerank.reader import Excerpt
from service.evaluate.correctness import exact_match, f1, same_figure
from service.evaluate.split import sample_key
from service.figures.read import figures
from training.examples.pool import WindowPool
from training.examples.reading_set import Passage, Reading
from training.report.predict import PassageReader


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the passage to read for it."""

    reading: Reading
    """Its answers are in the passage's language."""
    passage: Passage
    question: str
    """As it is asked: in the reading's language or another."""
    published_at: str = ""

    @property
    def accepted(self) -> tuple[str, ...]:
        """What is right."""
        return self.reading.answers


def sampled(asked: Sequence[Asked], limit: int | None) -> list[Asked]:
    """At most so many, the same ones each time."""
    if limit is None:
        return list(asked)
    return sorted(asked, key=lambda each: sample_key(each.reading.qid))[:limit]


def read_gold(predictor: PassageReader, asked: Sequence[Asked]) -> dict[str, float]:
    """EM and F1 of the best span of the passage that answers, and how often the reader would have declined it."""
    matches, overlaps, declined = [], [], []
    for each in asked:
        (found,) = predictor.read(each.question, [Excerpt(each.passage.text, each.passage.title)])
        text = "" if found.span is None else each.passage.text[found.span.start : found.span.end]
        matches.append(exact_match(text, each.accepted))
        overlaps.append(f1(text, each.accepted))
        declined.append(found.score <= 0)
    return {"em": _mean(matches), "f1": _mean(overlaps), "declined": _mean(declined)}


def read_figures(predictor: PassageReader, asked: Sequence[Asked]) -> dict[str, float]:
    """How often the best span of the article states a figure that is right, by value."""
    right = []
    for each in asked:
        (found,) = predictor.read(each.question, [Excerpt(each.passage.text, each.passage.title)])
        span = found.span
        text = "" if span is None else each.passage.text[span.start : span.end]
        article = Article(each.passage.id, "", "", published_at=each.published_at, language=each.passage.language)
        read = figures(text, published_at=article.local_time, language=article.language)
        right.append(any(same_figure(figure, each.accepted, article) for figure in read))
    return {"figure_right": _mean(right)}


def read_without(predictor: PassageReader, asked: Sequence[Asked], pool: WindowPool) -> dict[str, float]:
    """Share declined of questions shown the window of another article that looks most like an answer and is none.

    Empty where no other article shares a word with any question.
    """
    by_span, by_verdict = [], []
    for each in asked:
        alike = pool.look_alikes(each.reading.text, each.accepted, article=each.passage.article, most=1)
        if alike:
            (found,) = predictor.read(each.question, [Excerpt(alike[0].text, alike[0].heading)])
            by_span.append(found.score <= 0)
            by_verdict.append(found.answerable < 0.5)
    if not by_span:
        return {}
    return {"unanswerable_declined": _mean(by_span), "unanswerable_declined_by_verdict": _mean(by_verdict)}


def _mean(values: Sequence[float] | Sequence[bool]) -> float:
    """Rounded to what a few hundred questions can tell; nan of none."""
    return round(float(np.mean(values)), 4) if values else float("nan")


def by_pair(asked: Mapping[str, Sequence[Asked]], limit: int | None) -> dict[str, list[Asked]]:
    """At most `limit` of each language pair, pairs without any left out."""
    return {pair: sampled(those, limit) for pair, those in asked.items() if those}
