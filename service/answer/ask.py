"""Answers a question: the words that answer, quoted to the character, or an honest silence with its reason."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from indexer.core.article import Article, Degradation, Part, Span
from indexer.core.clock import end
from indexer.core.errors import IndexUnavailableError
from indexer.index.wants import find_wants
from indexer.text.analyzer import different_terms
from service.answer.aggregate import SameEvent, Told, differs, is_superseded, tellings, undisputed
from service.answer.ambiguity import rivals
from service.answer.candidate import PASSAGES, Candidate, Weighed
from service.answer.candidates import candidates
from service.answer.cite import answered, cited
from service.answer.comparison import compared, outcome
from service.answer.model import AnswerModel, Reading, answer_model, margin
from service.answer.other_names import AskedNames
from service.answer.question import AnswerQuery, may_mean_many
from service.answer.second_reading import is_worth_it, read_again
from service.answer.source_checks import Grounds
from service.answer.yes_no import verdict
from service.results import NO_FILTERS, Alternative, AskResult, Filters, Mode, SearchResult
from service.search.highlight import term_share
from service.search.index import SearchIndex
from service.search.modes import ANSWERING_MODE
from service.search.searcher import Searcher

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
        as_of: ISO 8601 day or moment; what was published later was not known then, and 去年 and "yesterday" of the question
            count from it. Empty for now.

    Raises:
        QueryError: The question is blank, or a filter makes no sense.
    """
    zone = searcher.index.zone
    filters = known_then(filters, as_of, zone)
    mode, today = mode or ANSWERING_MODE, _today(as_of, zone)

    def asked(text: str) -> AskResult:
        found = searcher.search(text, limit=max(limit, PASSAGES), filters=filters, mode=mode)
        return answer_from(searcher, text, found, today=today)

    found = searcher.search(question, limit=max(limit, PASSAGES), filters=filters, mode=mode)
    begun = time.perf_counter()
    comparison = compared(question)
    if comparison is None:
        result = answer_from(searcher, question, found, today=today)
    else:
        first, second = map(asked, comparison.questions)
        result = outcome(comparison, first, second, found)
    spent = (time.perf_counter() - begun) * 1000
    took_ms = {**found.took_ms, "answer": round(spent, 3), "total": round(found.took_ms["total"] + spent, 3)}
    return replace(result, search=replace(result.search, hits=found.hits[:limit]), took_ms=took_ms)


def known_then(filters: Filters, as_of: str, zone: ZoneInfo) -> Filters:
    """The filters without what was published later than a date, by the archive's clock; as they are where none is given."""
    if not as_of:
        return filters
    then, last = (end(text, zone) for text in (as_of, filters.published_to))
    # A date that is none is told by the filter.
    return filters if then is not None and last is not None and last <= then else replace(filters, published_to=as_of)


def _today(as_of: str, zone: ZoneInfo) -> date:
    """The day that 去年 and "yesterday" of a question count from, by the archive's clock."""
    then = end(as_of, zone) if as_of else None
    return (datetime.now(zone) if then is None else then.astimezone(zone)).date()


def answer_from(
    searcher: Searcher,
    question: str,
    found: SearchResult,
    *,
    threshold: float | None = None,
    today: date | None = None,
) -> AskResult:
    """The answer that the hits of a search give.

    Args:
        searcher: What was searched.
        question: As it was searched for.
        found: The hits.
        threshold: The likelihood from which an answer is given, instead of the fitted one; for measuring.
        today: The day that "yesterday" of the question counts from; None for the archive's today.
    """
    try:
        return _weighed(searcher, question, found, threshold=threshold, today=today)
    except IndexUnavailableError:
        # How telling the words are is not to be had; the passages, which are, stand beside it with what is missing.
        return AskResult(None, "unavailable", "", (), (), found, found.took_ms)


@dataclass(frozen=True, slots=True)
class _Weighing:
    """Candidates as a model weighs them."""

    model: AnswerModel
    ranked: Sequence[Weighed]
    told: Sequence[Told]
    """What they say, best first."""
    standing: Sequence[Weighed]
    """Those that speak for or against the best. A report that another corrects does not speak against it: that they differ is
    said beside the answer."""
    likelihood: float
    """How likely the best is right."""

    @classmethod
    def of(cls, model: AnswerModel, held: Sequence[Candidate], same: SameEvent) -> "_Weighing":
        ranked = model.ranked(held)
        told = tellings(ranked, same)
        standing = undisputed(told[0], told[1:], ranked, same)
        return cls(model, ranked, told, standing, model.likelihood(standing))


def _weighed(
    searcher: Searcher, question: str, found: SearchResult, *, threshold: float | None, today: date | None
) -> AskResult:
    """The answer, by what speaks for each candidate."""
    query = AnswerQuery.read(searcher, question)
    silent = AskResult(
        None, "no_evidence", wanted=query.label, citations=(), alternatives=(), search=found, took_ms=found.took_ms
    )
    weighed = _of_the_named(query, found)
    held = Grounds.of(question, today or _today("", searcher.index.zone)).hold(weighed)
    if not held:
        return replace(silent, reason="other_period") if weighed else silent
    same = same_event(searcher.index, [hit.article.id for hit in found.hits])
    once = weighing = _Weighing.of(answer_model(Reading.ONCE if found.judgements else Reading.NONE), held, same)
    enough = once.model.threshold if threshold is None else threshold
    if found.judgements and not query.asks_yes_or_no and is_worth_it(once.likelihood, enough):
        again = read_again(once.ranked, lambda excerpts: searcher.judge(question, excerpts))
        if again:
            weighing = _Weighing.of(answer_model(Reading.AGAIN), again, same)
        else:
            silent = replace(silent, search=replace(found, degraded=(*found.degraded, _NOT_READ_AGAIN)))
    model, likelihood, (first, *others) = weighing.model, weighing.likelihood, weighing.told
    meant = rivals(weighing.told, same)
    # Articles that have nothing of a name tell of nothing that it may mean.
    if len(meant) > 1 and not query.is_of_unknown_names and may_mean_many(question, query.by_itself):
        return replace(silent, reason="ambiguous", alternatives=_by_story(meant, model))
    # What a report says otherwise is told before what else the passages hold.
    beside = sorted(others, key=lambda other: not differs(first, other, same))[:_ALTERNATIVES]
    alternatives = tuple(_alternative(first, other, likelihood, same) for other in beside)
    if all(each.candidate.features["denied"] for each in first.sources):
        return replace(silent, alternatives=alternatives)
    least = model.threshold if threshold is None else threshold
    if likelihood < least:
        elsewhere = not _is_held(once.model.ranked(weighed)[0].candidate, held)
        return _unsure(query, weighing, alternatives, replace(silent, least=least), elsewhere=elsewhere)
    citations = tuple(cited(each) for each in first.sources[: 1 + _AGREEING])
    answer = answered(first.best, likelihood)
    if query.asks_yes_or_no:
        sentence = first.best.candidate.sentence
        answer = replace(answer, verdict=verdict(question, sentence.text, sentence.article.language) or "")
    return replace(silent, answer=answer, reason="", citations=citations, alternatives=alternatives)


def _unsure(
    query: AnswerQuery,
    weighing: _Weighing,
    alternatives: Sequence[Alternative],
    silent: AskResult,
    *,
    elsewhere: bool,
) -> AskResult:
    """What is said where the best is not sure enough.

    Args:
        query: What is asked.
        weighing: Of the candidates.
        alternatives: To the best.
        silent: With nothing but the threshold.
        elsewhere: Whether what answers best tells of another time.
    """
    best, reason = weighing.told[0].best, _reason(weighing.standing, alternatives)
    if reason != "conflict" and elsewhere:
        # What is left answers something else.
        return replace(silent, reason="other_period", least=0.0)
    if query.is_of_unknown_names and query.would_be_named(best.candidate.sentence.article.language):
        # It answers for somebody else: not even perhaps.
        return silent
    # Not sure enough to be the answer, and yet what a reader is to see first, with each of the reports that differ.
    leading = Alternative(answered(best, weighing.likelihood), cited(best), conflict=reason == "conflict")
    return replace(silent, reason=reason, alternatives=(leading, *alternatives[: _ALTERNATIVES - 1]))


def _of_the_named(query: AnswerQuery, found: SearchResult) -> list[Candidate]:
    """What may answer, less what stands where an article speaks of another than the question names."""
    weighed = candidates(query, found.hits, found.judgements)
    if query.asks_yes_or_no:
        # Words that would answer who or what say neither yes nor no; their sentence does.
        weighed = [replace(each, figure=None, span=Span(0, len(each.sentence.text))) for each in weighed]
    articles = {hit.article.id: hit.article for hit in found.hits[:PASSAGES]}
    return AskedNames.of(query.text, query.called, articles.values()).leave(weighed)


_NOT_READ_AGAIN = Degradation(
    Part.READING, "the reader had no time to read the leading sentences again", "Allow more: XUNWEN_READ_MS."
)


def _is_held(best: Candidate, held: Sequence[Candidate]) -> bool:
    """Whether a candidate is one of those that passed the source checks."""
    return any(each.sentence is best.sentence and each.span == best.span for each in held)


_MOST_OF_ONE_TITLE = 6
"""Articles that hold a whole title, near-copies once, up to which it is that of an event; what more hold is a column's, 国际联播快讯."""


def same_event(index: SearchIndex, ids: Sequence[str]) -> SameEvent:
    """What tells whether some articles of an archive report the same event.

    Args:
        index: Of the archive.
        ids: Of the articles, all of which it has.
    """
    stories = index.article_facts(index.numbers(ids)).stories

    columns: dict[str, bool] = {}

    def is_of_a_column(titled: Article) -> bool:
        if titled.id not in columns:
            holding = index.article_terms.holding_all(different_terms(titled.title, language=titled.language))
            columns[titled.id] = (
                holding > _MOST_OF_ONE_TITLE and holding - copies(titled, holding) >= _MOST_OF_ONE_TITLE
            )
        return columns[titled.id]

    def copies(article: Article, most: int) -> int:
        return len(index.of_stories(index.article_facts(index.numbers([article.id])).stories, most))

    def title_held(titled: Article, other: Article) -> float:
        if is_of_a_column(titled):
            return 0.0
        wants = find_wants(index.article_terms, different_terms(titled.title, language=titled.language))
        return term_share(wants, f"{other.title}\n{other.body}", language=other.language)

    return SameEvent(dict(zip(ids, stories.tolist(), strict=True)), title_held)


def _by_story(meant: Sequence[Told], model: AnswerModel) -> tuple[Alternative, ...]:
    """What articles of several stories say, the best of each story, each as likely as it stands beside the others."""
    alone = [model.likelihood([told.best]) for told in meant]
    most = max(told.best.score for told in meant)
    shares = [math.exp(told.best.score - most) for told in meant]
    likely = [one * share / sum(shares) for one, share in zip(alone, shares, strict=True)]
    return tuple(
        Alternative(answered(told.best, round(each, 4)), cited(told.best), conflict=False)
        for told, each in zip(meant[:_ALTERNATIVES], likely, strict=False)
    )


def _alternative(first: Told, other: Told, likelihood: float, same: SameEvent) -> Alternative:
    """Another answer. It shares the likelihood that the first one leaves, by how far its score is behind, and has no more than the first."""
    behind = math.exp(min(other.best.score - first.best.score, 0.0))
    answer = answered(other.best, round(min(likelihood, (1 - likelihood) * behind), 4))
    return Alternative(
        answer, cited(other.best), conflict=differs(first, other, same), superseded=is_superseded(other, first, same)
    )


def _reason(ranked: Sequence[Weighed], alternatives: Sequence[Alternative]) -> str:
    """Why nothing is answered."""
    if any(each.conflict for each in alternatives):
        return "conflict"
    features = ranked[0].candidate.features
    knows = features["named"] >= _KNOWS and features["article"] >= _KNOWS
    return "low_margin" if knows and margin(ranked) < _LOW_MARGIN else "no_evidence"
