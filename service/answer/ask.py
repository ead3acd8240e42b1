"""Answers: the words that answer, quoted to the character, or an honest silence with its reason."""

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from indexer.domain import Alternative, AskResult, Filters, Mode, SearchResult
from indexer.zone import end
from service.answer.aggregate import SameStory, Told, differs, tellings, undisputed
from service.answer.candidate import Weighed
from service.answer.candidates import candidates
from service.answer.cite import answered, cited
from service.answer.model import answer_model, margin
from service.answer.query import Query
from service.answer.sentences import PASSAGES
from service.search import ANSWERING_MODE, NO_FILTERS, Searcher

_ALTERNATIVES = 3
_AGREEING = 4
_LOW_MARGIN = 0.5
_KNOWS = 0.4
"""Share of the question's names and words from which its article is about what is asked."""


def ask(
    searcher: Searcher,
    question: str,
    *,
    limit: int = 10,
    filters: Filters = NO_FILTERS,
    mode: Mode | None = None,
    as_of: str = "",
) -> AskResult:
    """Answers a question from the archive, cited, with the ranked hits beside it.

    Args:
        searcher: The snapshot to ask.
        question: In any language.
        limit: How many hits to return with the answer.
        filters: Which articles may answer.
        mode: How passages are searched for; None for how the searcher answers best: reading, where it can.
        as_of: ISO 8601 day or moment; what was published later was not known then. Empty for now.

    Raises:
        QueryError: The question is blank, or a filter makes no sense.
    """
    filters = _known_then(filters, as_of, searcher.snapshot.facts.zone) if as_of else filters
    found = searcher.search(question, limit=max(limit, PASSAGES), filters=filters, mode=mode or ANSWERING_MODE)
    begun = time.perf_counter()
    result = answer_from(searcher, question, found)
    spent = (time.perf_counter() - begun) * 1000
    took_ms = {**found.took_ms, "answer": round(spent, 3), "total": round(found.took_ms["total"] + spent, 3)}
    return replace(result, search=replace(found, hits=found.hits[:limit]), took_ms=took_ms)


def _known_then(filters: Filters, as_of: str, zone: ZoneInfo) -> Filters:
    """The filters without what was published later than a date, by the archive's clock."""
    then, last = (end(text, zone) for text in (as_of, filters.published_to))
    # A date that is none is told by the filter.
    return filters if then is not None and last is not None and last <= then else replace(filters, published_to=as_of)


def answer_from(searcher: Searcher, question: str, found: SearchResult, *, threshold: float | None = None) -> AskResult:
    """The answer that the hits of a search give.

    Args:
        searcher: What was searched.
        question: As it was searched for.
        found: The hits.
        threshold: The likelihood from which an answer is given, instead of the fitted one; for measuring.
    """
    query = Query.read(searcher, question)
    silent = AskResult(None, "no_evidence", query.label, (), (), found, found.took_ms)
    weighed = candidates(query, found.hits, found.judgements)
    if not weighed:
        return silent
    model = answer_model(read=bool(found.judgements))
    ranked = model.ranked(weighed)
    same = SameStory(searcher.snapshot.stories, searcher.snapshot.facts.numbers)
    first, *others = tellings(ranked, same)
    # A report that another corrects does not speak against it: that they differ is said beside the answer.
    standing = undisputed(first, others, ranked, same)
    likelihood = model.likelihood(standing, query)
    alternatives = tuple(_alternative(first, other, likelihood, same) for other in others[:_ALTERNATIVES])
    if likelihood < (model.threshold if threshold is None else threshold):
        reason = _reason(standing, alternatives)
        if reason == "conflict":
            # The reader is to see each of the reports that differ.
            leading = Alternative(answered(first.best, likelihood), cited(first.best), conflict=True)
            alternatives = (leading, *alternatives[: _ALTERNATIVES - 1])
        return replace(silent, reason=reason, alternatives=alternatives)
    citations = tuple(cited(each) for each in first.sources[: 1 + _AGREEING])
    return replace(
        silent, answer=answered(first.best, likelihood), reason="", citations=citations, alternatives=alternatives
    )


def _alternative(first: Told, other: Told, likelihood: float, same: SameStory) -> Alternative:
    """Another thing said; as likely as the first one's likelihood leaves, by how far its score is behind."""
    behind = math.exp(min(other.best.score - first.best.score, 0.0))
    answer = answered(other.best, round((1 - likelihood) * behind, 4))
    return Alternative(answer, cited(other.best), conflict=differs(first, other, same))


def _reason(ranked: Sequence[Weighed], alternatives: Sequence[Alternative]) -> str:
    """Why nothing is answered."""
    if any(each.conflict for each in alternatives):
        return "conflict"
    features = ranked[0].candidate.features
    knows = features["named"] >= _KNOWS and features["article"] >= _KNOWS
    return "low_margin" if knows and margin(ranked) < _LOW_MARGIN else "no_evidence"
