"""Answers: the figure or the sentence that answers, quoted to the character, or an honest silence with its reason."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from indexer.domain import Alternative, AskResult, Filters, Hit, Mode, SearchResult
from indexer.terms import Terms, Want
from indexer.zone import end
from service.answer_model import Weighed, answer_models, margin
from service.citing import answered, cited
from service.evidence import PASSAGES, Candidate, candidates, found_sentences, is_typed
from service.judged import Judged
from service.kinds import kinds_of
from service.question import Asked, language_of
from service.rank import share_held
from service.search import ANSWERING_MODE, NO_FILTERS, Searcher
from service.sources import SameStory, Told, differs, tellings, undisputed
from service.span_model import span_model
from service.spans import span_candidates
from service.subject import names_in, subject_of
from service.wanted import AnswerType, Wanted, wanted

_ALTERNATIVES = 3
_AGREEING = 4
_LOW_MARGIN = 0.5
_LINKING = frozenset("了过着的地得里中内上下有无是在来去用和与及被把将向到给对为也还又都就这那其个名位们所")
"""Characters that stand between words rather than in them."""
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
    kind = wanted(question)
    spans = _read(searcher, question, kind, found)
    if spans is None:
        return _answered(searcher, kind, _typed(searcher, question, kind, found), found, threshold)
    result = _answered(searcher, kind, spans, found, threshold)
    if result.answer is None and is_typed(kind):
        # Where the reader is not sure, the grammar may be of a figure beside what was asked.
        typed = _answered(searcher, kind, _typed(searcher, question, kind, found), found, threshold)
        return result if typed.answer is None or typed.answer.figure is None else typed
    return result


def _answered(
    searcher: Searcher, kind: Wanted, weighing: "_Weighing | str", found: SearchResult, threshold: float | None
) -> AskResult:
    """What a weighing comes to: an answer, or none with its reason."""
    silent = AskResult(None, "no_evidence", kind.label, (), (), found, found.took_ms)
    if isinstance(weighing, str):
        return replace(silent, reason=weighing)
    ranked = weighing.ranked
    same = SameStory(searcher.snapshot.stories, searcher.snapshot.facts.numbers)
    first, *others = tellings(ranked, same)
    # A report that another corrects does not speak against it: that they differ is said beside the answer.
    standing = undisputed(first, others, ranked, same)
    likelihood = weighing.likelihood(standing)
    alternatives = tuple(_alternative(first, other, likelihood, same) for other in others[:_ALTERNATIVES])
    enough = weighing.threshold if threshold is None else threshold
    if likelihood < enough or weighing.is_unknown(first.best):
        reason = _reason(standing, alternatives)
        if reason == "conflict":
            # The reader is to see each of the reports that differ.
            leading = Alternative(answered(first.best, likelihood), cited(first.best), conflict=True)
            alternatives = (leading, *alternatives[: _ALTERNATIVES - 1])
        return replace(silent, reason=reason, alternatives=alternatives)
    citations = tuple(cited(each) for each in first.sources[: 1 + _AGREEING])
    return AskResult(answered(first.best, likelihood), "", kind.label, citations, alternatives, found, found.took_ms)


@dataclass(frozen=True, slots=True)
class _Weighing:
    """Candidates as a model ranks them, and what it makes of the best."""

    ranked: list[Weighed]
    likelihood: Callable[[Sequence[Weighed]], float]
    """How likely the first of ranked candidates is right."""
    threshold: float
    is_unknown: Callable[[Weighed], bool]
    """Whether the candidate's article is not about what is asked, whatever the likelihood."""


def _read(searcher: Searcher, question: str, kind: Wanted, found: SearchResult) -> _Weighing | None:
    """What a reader marked in the passages; None where none was read."""
    if not found.judgements:
        return None
    kinds = kinds_of(question, searcher.embedder)
    candidates = span_candidates(searcher, question, kinds, found.hits, found.judgements)
    if not candidates:
        return None
    if kind.type is AnswerType.YES_NO:
        # Words that would answer who or what say neither yes nor no; their sentence does.
        candidates = [replace(each, figure=None, marked=None) for each in candidates]
    model, language = span_model(), language_of(question)
    return _Weighing(
        model.ranked(candidates),
        lambda standing: model.likelihood(standing, kinds, question, language),
        model.threshold,
        lambda _: False,
    )


def _typed(searcher: Searcher, question: str, kind: Wanted, found: SearchResult) -> _Weighing | str:
    """Figures and sentences of the passages, as the grammar reads them; why there is nothing to weigh where there is not."""
    judged = Judged.of(found.hits[:PASSAGES], found.judgements)
    weighed = candidates_in(searcher, question, kind, found.hits, judged or None)
    if not weighed:
        return "no_evidence"
    typed = weighed[0].figure is not None
    if is_typed(kind) and not typed:
        return "type_mismatch"
    model = answer_models(read=bool(judged)).of(kind, typed=typed)
    return _Weighing(
        model.ranked(weighed), model.likelihood, model.threshold, lambda best: _unknown(searcher, question, best)
    )


def _unknown(searcher: Searcher, question: str, best: Weighed) -> bool:
    """Whether the article of an answer lacks most of the names that are asked about.

    In another language the first name decides that can be looked for: 腾讯 is what an article on Tencent would say,
    but how it would write a name that is neither in the dictionary nor pinyin nor in the archive nobody knows.
    """
    article = best.candidate.sentence.article
    language = language_of(question)
    if language == article.language.partition("-")[0]:
        return best.candidate.features["named"] < _KNOWS
    index = searcher.snapshot.article_terms
    for name in names_in(question):
        asked = searcher.read(name, language=language)
        wants = [want for want in asked.wants(index) if _can_be_looked_for(want, asked, index)]
        if wants:
            return share_held(wants, f"{article.title}\n{article.body}", language=article.language) == 0
    return False


def _can_be_looked_for(want: Want, asked: Asked, index: Terms) -> bool:
    """Whether an article that tells of a name could be told from one that does not."""
    term, *others = want.spellings
    renderings = asked.synonyms.get(term, ())
    in_chinese = any(language_of(part) == "zh" for rendering in renderings for part in rendering)
    return bool(others) or index.number(term) >= 0 or in_chinese


def candidates_in(
    searcher: Searcher, question: str, kind: Wanted, hits: Sequence[Hit], judged: Judged | None = None
) -> list[Candidate]:
    """What may answer a question, in the passages that were found for it, and with what a reader made of them."""
    terms = searcher.snapshot.terms
    named = subject_of(question)
    names = searcher.read(named, language=language_of(question)).wants(terms) if named else ()
    # Two words of a phrase may be rendered alike, as party and members by 党员: that is one thing looked for.
    wants = [want for want in dict.fromkeys(searcher.read(question).wants(terms)) if not _is_seam(want)]
    return candidates(question, found_sentences(hits), kind, wants, names, judged)


def _is_seam(want: Want) -> bool:
    """Whether a term that no row holds is a pair of characters with one that only links: 区有 of 小区有多少群众.

    In a small archive most of a question's seams are unknown; as the rarest of its terms they would say that the archive
    knows little of what is asked.
    """
    term = want.spellings[0]
    return want.unknown and len(term) == 2 and not _LINKING.isdisjoint(term)


def _alternative(first: Told, other: Told, likelihood: float, same: SameStory) -> Alternative:
    """Another thing said; as likely as the first one's likelihood leaves, by how far its score is behind."""
    behind = math.exp(min(other.best.score - first.best.score, 0.0))
    answer = answered(other.best, round((1 - likelihood) * behind, 4))
    return Alternative(answer, cited(other.best), conflict=differs(first, other, same))


def _reason(ranked: Sequence[Weighed], alternatives: Sequence[Alternative]) -> str:
    """Why nothing is answered."""
    if any(each.conflict for each in alternatives):
        return "conflict"
    knows = ranked[0].candidate.features["named"] >= _KNOWS and ranked[0].candidate.features["article"] >= _KNOWS
    return "low_margin" if knows and margin(ranked) < _LOW_MARGIN else "no_evidence"
