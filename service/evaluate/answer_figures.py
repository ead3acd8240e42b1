"""What an evaluation of answers comes to, as values: outcomes, shares with intervals, risk over coverage."""

from collections.abc import Mapping
from dataclasses import dataclass

SHARES = {
    "exact": "exact match",
    "f1": "F1",
    "numeric": "figure right",
    "right": "given and right",
    "wrong": "wrong of given",
    "declined": "unanswerable declined",
    "cited": "quotes valid",
}
"""Shares of a set's answers, each with the words of its column.

Exact match, F1, figure right, and given and right are over answerable questions, the third over those whose accepted
answer is a figure; no answer counts as 0. Wrong is over the answers given: to an unanswerable question each is wrong.
Declined is over unanswerable questions; quotes valid over those where something was quoted.
"""


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """One question's answer, judged; holds no text of the set."""

    question_id: str
    group: str
    language: str
    answerable: bool
    likelihood: float | None
    """Of the best candidate, whether it was given or not; None where nothing could be an answer."""
    right: bool
    """Whether the best candidate is right, given or not; never where the question is unanswerable."""
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
    coverage: float
    """Share of all questions, unanswerable ones too, that would be answered."""
    wrong: float | None
    """Share of wrong ones among the answers given; None where none is."""


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """Figures of the answers to the questions in one language, or to all of a set."""

    language: str
    """ "all" for the whole set."""
    shares: Mapping[str, Share]
    """By name, as in `SHARES`."""
    risk: tuple[RiskPoint, ...]
    milliseconds: float
    """Median."""
