"""One question as it is written down: nothing says who asked it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from indexer.text.normalize import normalize
from service.results import AskResult, SearchResult

_BETWEEN_WORDS = re.compile(r"[\W_]+")


class Outcome(StrEnum):
    """What came of a question."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    FOUND = "found"
    """A search with passages that hold its words."""
    NOTHING = "nothing"
    """A search without."""


UNANSWERED = (Outcome.ABSTAINED, Outcome.NOTHING)


@dataclass(frozen=True, slots=True)
class Entry:
    """A question, and what came of it."""

    question: str
    outcome: Outcome
    reason: str
    """Why there was no answer; empty where there was one, and for a search."""
    wanted: str
    """The kind of answer that it most likely wants."""
    confidence: float | None
    """How likely the answer is right; None without one."""
    hits: int
    snapshot: str

    @classmethod
    def of_answer(cls, question: str, found: AskResult) -> Self:
        """A question that was to be answered."""
        answer, hits = found.answer, len(found.search.hits)
        outcome = Outcome.ABSTAINED if answer is None else Outcome.ANSWERED
        confidence = None if answer is None else answer.confidence
        return cls(
            question,
            outcome,
            reason=found.reason,
            wanted=found.wanted,
            confidence=confidence,
            hits=hits,
            snapshot=found.search.snapshot,
        )

    @classmethod
    def of_search(cls, question: str, found: SearchResult) -> Self:
        """A question that passages were to be found for."""
        outcome = Outcome.FOUND if any(not hit.weak for hit in found.hits) else Outcome.NOTHING
        return cls(
            question, outcome, reason="", wanted="", confidence=None, hits=len(found.hits), snapshot=found.snapshot
        )


def same_question(text: str) -> str:
    """What two wordings have in common that count as one: letters and digits, whatever their width, case or script.

    >>> same_question("捐了多少錢？") == same_question(" 捐了多少钱 ")
    True
    """
    return _BETWEEN_WORDS.sub(" ", normalize(text)).strip() or text.strip()
