"""What an evaluation comes to, as values: estimates with intervals, comparisons, curves, the worst questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.domain import Mode
from service.evaluate.answer_figures import AnswerFigures, AnswerOutcome
from service.evaluate.ask import Shown
from service.evaluate.latency import Latency


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over cases with its 95 % interval."""

    value: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One mode against another on one measure, case by case."""

    measure: str
    mode: Mode
    against: Mode
    difference: float
    """Mean of `mode` less mean of `against`."""
    p: float
    """Of the two-sided paired randomisation test; not corrected for the number of comparisons."""


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Figures of the cases of one language pair, or of "all" cases asked of the whole archive."""

    pair: str
    cases: int
    measures: Mapping[Mode, Mapping[str, Estimate]]
    """A measure that no case has a value for is missing."""
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """One case: the rank of the first right article in each mode, 0 where it is not among the first hundred."""

    question_id: str
    pair: str
    ranks: Mapping[Mode, int]
    top_scores: Mapping[Mode, float | None]
    judged: bool
    """Whether the question names the articles that are right."""


@dataclass(frozen=True, slots=True)
class WorstQuestion:
    """A question that ranked badly, with what was ranked instead."""

    question_id: str
    pair: str
    text: str
    answers: tuple[str, ...]
    expected: tuple[tuple[str, str], ...]
    """Id and title of the articles that are right; an empty title where the archive lacks the article."""
    ranks: Mapping[Mode, int]
    shown: Mapping[Mode, tuple[Shown, ...]]


@dataclass(frozen=True, slots=True)
class SetFigures:
    """Figures of one set."""

    name: str
    snapshot: str
    articles: int
    chunks: int
    questions: int
    """Asked: answerable, of the half and within the limit."""
    unanswerable: int
    """Left out, as nothing in the archive answers them."""
    missing_positives: int
    """Articles that are right but not in the archive: no ranking can find them."""
    pairs: tuple[PairFigures, ...]
    """The whole set first."""
    latency: Mapping[Mode, Latency]
    curves: Mapping[Mode, list[float]] = field(default_factory=dict)
    """Mean recall after 1, 2, … 100 articles, of the cases of the first pair."""
    outcomes: tuple[CaseOutcome, ...] = ()
    worst: tuple[WorstQuestion, ...] = ()
    answers: tuple[AnswerFigures, ...] = ()
    """Of the whole set first, then of each language, where answers were asked for."""
    answers_by_kind: tuple[AnswerFigures, ...] = ()
    """Of the kinds of answers that the set tells apart."""
    answered_with: str = ""
    """The mode in which answers were looked for, and whether a reader read the passages; empty where there are none."""
    answer_outcomes: tuple[AnswerOutcome, ...] = ()
    unjudged: int = 0
    """Questions whose accepted answers the set does not tell: left out of the figures of answers."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of all sets, and under what they were measured."""

    created_at: str
    xunwen: str
    model: str
    model_fingerprint: str
    backend: str
    half: str
    limit: int | None
    modes: tuple[Mode, ...]
    sets: tuple[SetFigures, ...]
    reader: str = ""
    """Fingerprint of what read in mode reranked and for answers; empty where nothing did."""
    degraded: tuple[str, ...] = ()
    """What was missing or fell back, each as its part and why."""
