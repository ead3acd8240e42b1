"""Tells by reading whether what a follow-up names stands for something of the question before, or asks for something else of the same.

末班车时间 after 夜班公交N6路全程多少公里？ stands for no word of it: put in the place of one the reader reads past it, and may find the 21.4
kilometres again. Put behind what the question was about it leads to another answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from indexer.rerank.reader import Excerpt, Judgement

PASSAGES = 2
"""How many are read: of one alone a third fewer of the wrong questions are seen through."""


@dataclass(frozen=True, slots=True)
class Found:
    """The words that the reader marks as the answer of a question."""

    text: str
    logit: float
    """Above 0 the reader holds it for the answer."""


Read: TypeAlias = Callable[[str], Found | None]
"""Reads some passages for a question; None where there is no time for it."""
Passages: TypeAlias = Callable[[str], Read]
"""Finds the passages of an archive that are about some words, for reading."""
Judge: TypeAlias = Callable[[str, Sequence[Excerpt]], Sequence[Judgement]]


def reading(excerpts: Sequence[Excerpt], judge: Judge) -> Read:
    """Reads passages and keeps the likeliest words of all.

    Args:
        excerpts: Parts of articles.
        judge: What the reader makes of them for a question: of each, or of none.
    """

    def read(question: str) -> Found | None:
        marked = [
            Found(excerpt.text[best[0].start : best[0].end], best[1])
            for excerpt, judgement in zip(excerpts, judge(question, excerpts), strict=False)
            if (best := judgement.best_span()) is not None
        ]
        return max(marked, key=lambda found: found.logit, default=None)

    return read


def asks_something_else(read: Read, before: str, instead: str, carried: str, *, framed: bool) -> bool:
    """Whether the words of a follow-up ask something else of what the question before was about.

    Args:
        read: Reads passages about both.
        before: The question before.
        instead: The same with what the follow-up names in the place of something.
        carried: What the follow-up names, behind what the question before was about.
        framed: Whether 呢, "and" or the like says that it stands for something. Without, as people type 地方财政收入, it seldom does; with it,
            the reader has to be sure of all three.
    """
    if not framed:
        found, known = read(carried), read(before)
        return found is not None and known is not None and found.text != known.text
    # The likeliest to decide is read first: most follow-ups are left after one reading or two.
    replaced = read(instead)
    if replaced is None or replaced.logit <= 0:
        return False
    known = read(before)
    if known is None or replaced.text != known.text:
        return False
    found = read(carried)
    return found is not None and found.logit > 0 and found.text != known.text
