"""What an evaluation comes to, as values: estimates with intervals, comparisons, outcomes of answers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.results import Mode

SHARES = ("exact", "f1", "numeric", "right", "silent", "wrong", "declined", "cited")
"""Shares of a set's answers; the words of their columns are in report_words.json.

Exact match, F1, figure right, and given and right are over answerable questions, the third over those whose accepted
answer is a figure; no answer counts as 0, and how often there is none is the fifth. Wrong is over the answers given: to
an unanswerable question each is wrong. Declined is over unanswerable questions; quotes valid over those where something
was quoted.
"""


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """One of the first hits, as the report shows it."""

    article_id: str
    title: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """One question's answer, judged; holds no text of the set."""

    question_id: str
    group: str
    language: str
    answerable: bool
    likelihood: float | None
    """Of the answer given, else of the best candidate; None where nothing could be an answer."""
    right: bool
    """Whether that one is right; never where the question is unanswerable."""
    given: bool
    """Whether it was given, by the fitted threshold."""
    reason: str
    """Why not; empty where it was."""
    exact: float
    """Exact match; 0 where no answer was given, as for the other two."""
    f1: float
    numeric: float | None
    """Whether the answer's figure equals an accepted one; None where the accepted answer is no figure."""
    cited: bool | None
    """Whether every quote and every answer stands in the snapshot's body where it says; None where nothing is quoted."""
    milliseconds: float
    """That answering took, beside the search."""
    kind: str = ""
    """What the question asks for, as its set says; empty where it does not."""


@dataclass(frozen=True, slots=True)
class Share:
    """A mean of 0 to 1 over questions with its 95 % interval; NaN where there is no question."""

    value: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What giving answers from one likelihood on would mean."""

    threshold: float
    """NaN for the fitted ones, which differ from kind to kind."""
    coverage: float
    """Share of all questions, unanswerable ones too, that would be answered."""
    wrong: float | None
    """Share of wrong ones among the answers given; None where none is."""


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """Figures of the answers to the questions in one language, for one kind of answer, or to all of a set."""

    language: str
    """ "all" for the whole set and for a kind."""
    shares: Mapping[str, Share]
    """By name, as in `SHARES`."""
    risk: tuple[RiskPoint, ...]
    milliseconds: float
    """Median."""
    kind: str = ""
    """Of answer that is asked for; empty for all kinds."""

    @property
    def name(self) -> str:
        """What the figures are of: the kind, or the language."""
        return self.kind or self.language

    @property
    def questions(self) -> int:
        """How many were asked, unanswerable ones too."""
        return self.shares["exact"].questions + self.shares["declined"].questions

    @property
    def given(self) -> RiskPoint | None:
        """What is answered by the thresholds as they are; None where nothing is."""
        wrong, asked = self.shares["wrong"], self.questions
        return RiskPoint(math.nan, wrong.questions / asked, wrong.value) if wrong.questions else None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over cases with its 95 % interval."""

    value: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class ModeComparison:
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
    comparisons: tuple[ModeComparison, ...]


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
    shown: Mapping[Mode, tuple[ShownPassage, ...]]


@dataclass(frozen=True, slots=True)
class Latency:
    """Percentiles in milliseconds over a sample of single questions, ten hits each."""

    p50: float
    p95: float
    p99: float
    questions: int


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
