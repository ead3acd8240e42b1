"""One evaluation from sets to figures: index, embed once, ask, measure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from indexer.core.article import Degradation, Part
from indexer.core.errors import InputError, UnknownArticleError, missing_dictionaries
from indexer.core.process import Progress
from indexer.embed.embedder import Embedder
from indexer.rerank.reader import Reader
from service.evaluate.answers import ask_answers, sampled
from service.evaluate.indexes import KnownQuestions, kept_index
from service.evaluate.latency import measure_latency
from service.evaluate.questions import Question, QuestionSet
from service.evaluate.rankings import Case, Ranking, article_languages, ask_cases, cases_of
from service.evaluate.results import AnswerOutcome, Evaluation, SetFigures
from service.evaluate.split import Half, sample_key
from service.evaluate.summarize import (
    answer_figures,
    case_outcomes,
    figures_by_kind,
    pair_figures,
    recall_curves,
    worst_questions,
)
from service.results import Mode
from service.search.modes import ANSWERING_MODE
from service.search.passage_reader import Budget
from service.search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class EvaluationPlan:
    """What to ask, and of what."""

    index: Path | None
    """An index to ask; None builds one of each set's own corpus."""
    work: Path
    """Where such indexes are kept."""
    modes: tuple[Mode, ...]
    half: Half
    limit: int | None
    """At most so many questions of each language pair of a set."""
    chunk_tokens: int
    answers: bool = False
    """Whether to judge the answers too, unanswerable questions included."""
    answer_mode: Mode = ANSWERING_MODE
    """How answers are looked for."""
    candidates: int = Budget().candidates
    """How many passages the reader reads at most, as where questions are asked."""

    @property
    def reads(self) -> bool:
        """Whether a reader takes part, where there is one."""
        return Mode.RERANKED in (*self.modes, *([self.answer_mode] if self.answers else []))

    @property
    def budget(self) -> Budget:
        """No deadline: figures are not to depend on how busy the machine is, and latency is to show what all of it takes."""
        return Budget(self.candidates, math.inf)


def evaluate(
    sets: Sequence[QuestionSet],
    plan: EvaluationPlan,
    embedder: Embedder | None,
    *,
    progress: Progress,
    reader: Reader | None = None,
    degraded: Sequence[Degradation] = (),
) -> Evaluation:
    """Asks every set in every mode; without a reader the mode reranked is what a search makes of it, hybrid.

    Args:
        sets: What to ask.
        plan: Of what, how, and how much.
        embedder: None serves the lexical mode alone, on an index that is there.
        progress: Told of each set's stages.
        reader: What mode reranked reads with.
        degraded: What is known to be missing, such as the reader, for the report.

    Raises:
        InputError: A set has no corpus and no index was named, or nothing of it is left to ask; a mode lacks its model.
        SnapshotError: The index can't be served, or another model made its vectors.
    """
    if embedder is None and set(plan.modes) != {Mode.LEXICAL}:
        # A search would fall back to words and say so; a figure would not.
        raise InputError("Only lexical search can be evaluated without a model.", next_step="Use --modes lexical.")
    if reader is None and plan.reads:
        degraded = degraded or (Degradation(Part.READER, "no reader is loaded"),)
        unread = (Mode.HYBRID if mode is Mode.RERANKED else mode for mode in plan.modes)
        plan = replace(plan, modes=tuple(dict.fromkeys(unread)))
    figures = tuple(_evaluate_set(each, plan, embedder, reader, progress) for each in sets)
    missing = (*degraded, *(embedder.degraded if embedder else ()), *missing_dictionaries())
    return Evaluation(
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        xunwen=version("xunwen"),
        model=embedder.card.name if embedder else "",
        model_fingerprint=embedder.card.fingerprint if embedder else "",
        backend=embedder.backend if embedder else "",
        half=plan.half.value,
        limit=plan.limit,
        modes=plan.modes,
        sets=figures,
        reader=reader.fingerprint if reader else "",
        degraded=tuple(str(each) for each in dict.fromkeys(missing)),
    )


def _evaluate_set(
    chosen: QuestionSet, plan: EvaluationPlan, embedder: Embedder | None, reader: Reader | None, progress: Progress
) -> SetFigures:
    """Figures of one set."""
    progress.note(f"{chosen.name}: {chosen.place}")
    searcher = Searcher.open(_index(chosen, plan, embedder, progress), embedder, reader, budget=plan.budget)
    asked = chosen.half(plan.half)
    cases = cases_of(asked, article_languages(searcher), limit=plan.limit)
    if not cases:
        raise InputError(
            f"{chosen.place} has no answerable question in the half {plan.half.value!r}.",
            next_step='A question needs "positive_ids" or "answers"; --half all asks every one.',
        )
    rankings = _ask(searcher, cases, plan.modes, progress)
    progress.stage("latency", None, "questions")
    latency = measure_latency(searcher, _latency_sample(cases), plan.modes)
    titles = _titles(searcher, cases)
    positives = frozenset[str]().union(*(case.positive_ids for case in cases))
    progress.stage("measure", None, "cases")
    outcomes = _answers(searcher, sampled(asked, plan.limit), plan.answer_mode, progress) if plan.answers else []
    return SetFigures(
        name=chosen.name,
        snapshot=searcher.index.name,
        articles=searcher.index.manifest.articles,
        chunks=searcher.index.manifest.chunks,
        questions=len({case.question.id for case in cases}),
        unanswerable=sum(not question.answerable for question in asked),
        missing_positives=len(positives - titles.keys()),
        pairs=pair_figures(cases, rankings),
        latency=latency,
        curves=recall_curves(cases, rankings),
        outcomes=case_outcomes(cases, rankings),
        worst=worst_questions(cases, rankings, titles),
        answers=answer_figures(outcomes) if outcomes else (),
        answers_by_kind=figures_by_kind(outcomes),
        answered_with=_answered_with(searcher, plan.answer_mode) if outcomes else "",
        answer_outcomes=tuple(outcomes),
        unjudged=sum(not question.judged for question in asked) if plan.answers else 0,
    )


def _index(chosen: QuestionSet, plan: EvaluationPlan, embedder: Embedder | None, progress: Progress) -> Path:
    """The index that the set is asked of, built where it is the set's own."""
    if plan.index is not None:
        return plan.index
    if chosen.corpus is None:
        raise InputError(
            f"{chosen.place} brings no corpus.", next_step="Say which index to ask: xunwen eval SET --index DIR"
        )
    if embedder is None:
        raise InputError(f"An index of {chosen.name} can't be built without a model.", next_step="Name --index DIR.")
    return kept_index(
        chosen.place, chosen.corpus, embedder, work=plan.work, chunk_tokens=plan.chunk_tokens, progress=progress
    )


def _ask(
    searcher: Searcher, cases: Sequence[Case], modes: Sequence[Mode], progress: Progress
) -> dict[Mode, list[Ranking]]:
    """Rankings by mode, every question embedded once, in batches."""
    texts = sorted({case.question.text for case in cases})
    embedder = searcher.embedder
    if embedder is not None and set(modes) != {Mode.LEXICAL}:
        progress.stage("embed", len(texts), "questions")
        embedder = KnownQuestions(embedder, texts, on_embedded=progress.advance)
    progress.stage("ask", len(cases), "cases")
    asked = Searcher(searcher.index, embedder, searcher.reader, budget=searcher.budget)
    return ask_cases(asked, cases, modes, progress=progress)


def _answers(searcher: Searcher, questions: Sequence[Question], mode: Mode, progress: Progress) -> list[AnswerOutcome]:
    """The answers, looked for in a mode."""
    progress.stage("answer", len(questions), "questions")
    return ask_answers(searcher, questions, mode, progress=progress)


def _answered_with(searcher: Searcher, mode: Mode) -> str:
    """How the answers were found, in words."""
    mode = searcher.possible(mode)
    return f"{mode}, {'with' if mode is Mode.RERANKED else 'without'} a reader"


def _latency_sample(cases: Sequence[Case]) -> list[str]:
    """Questions in a fixed order that is neither the file's nor the length's."""
    return [case.question.text for case in sorted(cases, key=lambda case: sample_key(case.question.group))]


def _titles(searcher: Searcher, cases: Sequence[Case]) -> dict[str, str]:
    """Titles of the positives that the archive has, by id."""
    titles: dict[str, str] = {}
    for identity in sorted({identity for case in cases for identity in case.positive_ids}):
        try:
            titles[identity] = searcher.index.article(identity).title
        except UnknownArticleError:
            continue
    return titles
