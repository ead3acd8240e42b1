"""A turn of a conversation: what was asked, and the words that answered."""

from dataclasses import dataclass

MOST_TURNS = 10
"""Turns of a history: what a follow-up means hangs on the last few."""
MOST_ANSWER = 2000
"""Characters of an answer in a history."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question that was asked before, with its answer where there was one."""

    question: str
    answer: str = ""
