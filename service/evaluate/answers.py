"""Asks every question for its answer, and judges what comes back against the accepted answers and the stored bodies."""

import hashlib
from collections.abc import Sequence

from indexer.core.process import Progress
from service.answer.ask import answer_from, ask
from service.evaluate.correctness import exact_match, f1, is_figure, is_right, same_figure
from service.evaluate.questions import Question
from service.evaluate.results import AnswerOutcome
from service.evaluate.split import sample_key
from service.results import Answer, AskResult, Citation, Mode
from service.search.searcher import Searcher


def ask_answers(
    searcher: Searcher, questions: Sequence[Question], mode: Mode, *, progress: Progress
) -> list[AnswerOutcome]:
    """The outcome of each question, unanswerable ones too, in order.

    Args:
        searcher: The snapshot to ask.
        questions: Of one set.
        mode: How it is searched.
        progress: Told of each question.
    """
    outcomes: list[AnswerOutcome] = []
    for question in questions:
        outcomes.append(_outcome(searcher, question, mode))
        progress.advance(1)
    return outcomes


def sampled(questions: Sequence[Question], limit: int | None) -> list[Question]:
    """Up to `limit` judged questions of each language, and as many that nothing answers, chosen as cases are; all without it."""
    questions = [question for question in questions if question.judged]
    if limit is None:
        return questions
    groups: dict[tuple[str, bool], list[Question]] = {}
    for question in questions:
        groups.setdefault((question.language, question.silent), []).append(question)
    kept = {
        question.id
        for group in groups.values()
        for question in sorted(group, key=lambda each: sample_key(each.group))[:limit]
    }
    return [question for question in questions if question.id in kept]


def _outcome(searcher: Searcher, question: Question, mode: Mode) -> AnswerOutcome:
    result = ask(searcher, question.text, mode=mode)
    # What would be answered if every answer were: of it the risk at each threshold is told. It may be another one than
    # was given, where what is read is not sure enough and a figure beside it is.
    told = result if result.answer else answer_from(searcher, question.text, result.search, threshold=0.0)
    given, best = result.answer, told.answer
    accepted = () if question.silent else question.answers
    return AnswerOutcome(
        question_id=question.id,
        group=question.group,
        language=question.language,
        answerable=not question.silent,
        likelihood=best.confidence if best else None,
        right=bool(best) and _right(told, accepted),
        given=given is not None,
        reason=result.reason,
        exact=exact_match(given.text, accepted) if given else 0.0,
        f1=f1(given.text, accepted) if given else 0.0,
        numeric=_numeric(result, accepted),
        cited=_all_stand(searcher, result),
        milliseconds=result.took_ms["answer"],
        kind=question.kind,
    )


def _right(result: AskResult, accepted: Sequence[str]) -> bool:
    if result.answer is None:
        return False
    return is_right(result.answer, accepted, result.citations[0].article)


def _numeric(result: AskResult, accepted: Sequence[str]) -> float | None:
    if not is_figure(accepted):
        return None
    if result.answer is None or result.answer.figure is None:
        return 0.0
    return float(same_figure(result.answer.figure, accepted, result.citations[0].article))


def _all_stand(searcher: Searcher, result: AskResult) -> bool | None:
    """Whether each quote stands in its article as the snapshot stores it, and each answer inside its quote."""
    answered = [(result.answer, result.citations[0])] if result.answer else []
    answered += [(each.answer, each.citation) for each in result.alternatives]
    if not answered:
        return None
    quotes = all(_stands(searcher, citation) for citation in (*result.citations, *(each for _, each in answered)))
    return quotes and all(_inside(searcher, answer, citation) for answer, citation in answered)


def _stands(searcher: Searcher, citation: Citation) -> bool:
    stored = searcher.index.article(citation.article.id).body[citation.start : citation.end]
    sha256 = hashlib.sha256(stored.encode("utf-8", "surrogatepass")).hexdigest()
    return stored == citation.quote and sha256 == citation.sha256


def _inside(searcher: Searcher, answer: Answer, citation: Citation) -> bool:
    stored = searcher.index.article(citation.article.id).body[answer.start : answer.end]
    return stored == answer.text and citation.start <= answer.start and answer.end <= citation.end
