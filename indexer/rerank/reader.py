"""What a reader is: it reads a question beside a window of text. The protocol keeps OpenVINO out of the rest."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from indexer.core.arrays import Scores
from indexer.core.article import Chunk, Span

Offsets: TypeAlias = tuple[tuple[int, int], ...]
"""Characters of a window that each of its tokens stands for: start, end."""

GoOn: TypeAlias = Callable[[int, int], bool]
"""Whether the next window is to be begun, given how many were begun and how many of these are done; called by one thread at a time."""


def to_the_end(begun: int, done: int) -> bool:
    """Always: nothing stops the reader."""
    del begun, done
    return True


LONGEST_ANSWER = 48
"""Tokens."""
_LEAD = 160
"""Characters of a body's beginning that stand for a missing title: more than a reader takes of a heading."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A window of an article's text, and what tells which article it is of."""

    text: str
    heading: str = ""
    """Read before the text; no answer is looked for in it."""

    @classmethod
    def of(cls, title: str, body: str, part: Span | Chunk) -> "Excerpt":
        """A part of an article's body, headed as `heading_of` says."""
        return cls(body[part.start : part.end], heading_of(title, body, part.start))


def heading_of(title: str, body: str, start: int) -> str:
    """What tells a reader which article a window is of: the title, or the body's beginning where there is none.

    A title that the body's beginning holds, as that of a page without one does, says less than more of that. Empty where
    the window itself begins the body of an article without a title.

    >>> body = "柳禾村捐款三万多元。他们说完就走了。"
    >>> [heading_of(title, body, 10) for title in ("", "柳禾村捐款…", "捐款三万多元", "三天捐款")]
    ['柳禾村捐款三万多元。', '柳禾村捐款三万多元。', '柳禾村捐款三万多元。', '三天捐款']

    Args:
        title: The article's.
        body: The article's.
        start: Where in the body the window begins.
    """
    is_own = bool(title) and title.removesuffix("…") not in body[:_LEAD]
    return title if is_own else body[: min(start, _LEAD)]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the reader makes of one window of text for one question."""

    rank: float
    """Higher is better, comparable between windows of one question."""
    answerable: float
    """Logit: above 0 the window holds the answer."""
    none: float
    """Logit of "no answer here": what beginning and ending at place 0 sum to."""
    offsets: Offsets
    start: Scores
    """Logits of an answer that begins at each of the window's own tokens, shape (tokens,)."""
    end: Scores
    """Logits of one that ends there, shape (tokens,)."""

    def best_span(self) -> tuple[Span, float] | None:
        """The characters with the highest sum of logits, the first of equals, and that sum less `none`.

        None where the window has no token. A span has `LONGEST_ANSWER` tokens at most.
        """
        count = len(self.offsets)
        if not count:
            return None
        sums = self.start[:, None] + self.end[None, :]
        possible = np.triu(np.ones((count, count), np.bool_)) & ~np.triu(
            np.ones((count, count), np.bool_), LONGEST_ANSWER
        )
        first, last = divmod(int(np.where(possible, sums, -np.inf).argmax()), count)
        return Span(self.offsets[first][0], self.offsets[last][1]), float(sums[first, last]) - self.none

    def span_score(self, start: int, end: int) -> float:
        """What the tokens that touch the characters from `start` to `end` sum to, less `none`; -inf if they were cut off."""
        places = touching(self.offsets, start, end)
        if places is None:
            return float("-inf")
        first, last = places
        return float(self.start[first] + self.end[last]) - self.none


class Reader(Protocol):
    """Reads windows for a question. Implementations are safe to call from several threads."""

    @property
    def fingerprint(self) -> str:
        """sha256 of the reader's file, for responses and reports."""
        ...

    def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
        """A judgement for each of the first excerpts, in the order given; its text is cut where it is too long.

        Args:
            question: What is asked.
            excerpts: What is read for it; several may be at a time.
            go_on: Asked before each; where it says no, what was begun is finished and the rest not read.
        """
        ...


def touching(offsets: Offsets, start: int, end: int) -> tuple[int, int] | None:
    """Places of the first and the last token that touch the characters from `start` to `end`; None if they were cut off."""
    first = bisect_right([stop for _, stop in offsets], start)
    last = bisect_left([begin for begin, _ in offsets], end) - 1
    whole = bool(offsets) and end <= offsets[-1][1]
    return (first, last) if whole and first <= last else None
