"""What an evaluation of answers comes to, as values: outcomes, shares with intervals, risk over coverage."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

SHARES = {
    "exact": "exact match",
    "f1": "F1",
    "numeric": "figure right",
    "right": "given and right",
    "silent": "answerable declined",
    "wrong": "wrong of given",
    "declined": "unanswerable declined",
    "cited": "quotes valid",
}
"""Shares of a set's answers, each with the words of its column.

Exact match, F1, figure right, and given and right are over answerable questions, the third over those whose accepted
answer is a figure; no answer counts as 0, and how often there is none is the fifth. Wrong is over the answers given: to
an unanswerable question each is wrong. Declined is over unanswerable questions; quotes valid over those where something
was quoted.
"""


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
