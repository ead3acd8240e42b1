"""What changed between the reports of an event, told to who asks for it: no sentence of a single report does."""

import time
from collections.abc import Callable, Collection
from dataclasses import replace

from indexer.core.article import Degradation, Part
from indexer.core.errors import IndexUnavailableError
from service.answer.candidate import Sentence
from service.answer.features import ReadSentence, fits
from service.answer.question import AnswerQuery
from service.results import AskResult, FigureSaid, Followed
from service.search.searcher import Searcher
from service.topics.asked_changes import asks_for_changes
from service.topics.event import event_of


def with_changes(
    searcher: Searcher, question: str, found: AskResult, reports: Callable[[str], Collection[str]]
) -> AskResult:
    """An answer with what changed between the reports of the event that its first article tells of, if the question asks so.

    Args:
        searcher: What was asked.
        question: As it was asked.
        found: What was answered.
        reports: Gives the ids of those reports of an article's event that may answer.
    """
    if not asks_for_changes(question):
        return found
    begun = time.perf_counter()
    try:
        first = next((hit.article.id for hit in found.search.hits if not hit.weak), None)
        changes = () if first is None else _changes(searcher, question, reports(first))
    except IndexUnavailableError as error:
        # That nothing changed can't be said of an event whose reports are not all there.
        lost = Degradation(Part.EVENT, error.message, error.next_step)
        return replace(found, search=replace(found.search, degraded=(*found.search.degraded, lost)))
    spent = (time.perf_counter() - begun) * 1000
    took_ms = {**found.took_ms, "changes": round(spent, 3), "total": round(found.took_ms["total"] + spent, 3)}
    told = replace(found, changes=changes, took_ms=took_ms)
    # What single sentences may answer instead, none of them sure, is beside the point where the reports as a whole tell it.
    return replace(told, reason="changed", alternatives=(), least=0.0) if changes and found.answer is None else told


def _changes(searcher: Searcher, question: str, reports: Collection[str]) -> tuple[Followed, ...]:
    """What changed between some reports of one event, what was asked for first."""
    articles = [searcher.index.article(each) for each in sorted(reports)]
    query = AnswerQuery.read(searcher, question)
    changed = [each for each in event_of(articles).followed if each.changed]
    return tuple(sorted(changed, key=lambda each: -_asked_for(query, each)))


def _asked_for(query: AnswerQuery, followed: Followed) -> float:
    """How likely a question means what is followed: how near its words stand to the figures, and whether their kind is wanted."""
    return max(_near(query, each) for each in followed.said) + fits(query.kinds, followed.said[-1].figure)


def _near(query: AnswerQuery, said: FigureSaid) -> float:
    sentence = ReadSentence(Sentence(said.article, said.sentence, 0.0), query)
    return sentence.features(said.span, said.figure)["near"]
