"""Our own questions without an article (`training/data/by-themselves/`): of every kind, and for yes or no with a sentence and what it says."""

from dataclasses import dataclass
from pathlib import Path

from service.evaluate.corpus import json_rows

FILE = Path(__file__).parent / "data" / "by-themselves" / "questions.jsonl"


@dataclass(frozen=True, slots=True)
class ByItself:
    """A question, the kind of answer that it asks for, and for one of yes or no a sentence and what that says."""

    text: str
    language: str
    kind: str
    sentence: str
    """Empty where the question stands alone."""
    verdict: str
    """yes, no, or unsure where the sentence leaves it open; empty where there is none."""


def questions_by_themselves() -> list[ByItself]:
    """All of them, in order; some are asked of several sentences.

    Raises:
        InputError: A line is not what it should be.
    """
    return [
        ByItself(
            row.text("text"), row.text("lang"), row.text("kind"), row.text("sentence", ""), row.text("verdict", "")
        )
        for row in json_rows(FILE)
    ]
