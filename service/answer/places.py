"""Where a sentence has words of a question: how near to each of its spans, and in whose clause."""

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

from indexer.analyze import Token
from indexer.domain import Span

STOPS = frozenset("，,；;。：:、")
"""What ends a clause."""

MOST_UNSPOKEN = 20
"""Characters; more of them say no more."""

_NEVER = sys.maxsize
"""Behind the end of any text."""


class Places:
    """Where a sentence has words of the question, made ready so that each span is looked at without all the others.

    A sentence may state thousands of figures beside as many words: what takes each with each takes seconds.
    """

    def __init__(self, text: str, matches: Sequence[Token], want_of: Mapping[str, int]) -> None:
        """Takes a sentence.

        Args:
            text: The sentence.
            matches: Words of the question in it.
            want_of: By term, the number of what the question looks for.
        """
        self.text = text
        self._starts: dict[int, list[int]] = {}
        """Of what is looked for, by its number."""
        self._ends: dict[int, list[int]] = {}
        self._longest = max((match.end - match.start for match in matches), default=0)
        self._spoken = [_NEVER] * len(text)
        """For each character, where the first word that it is in ends."""
        for match in matches:
            self._starts.setdefault(want_of[match.term], []).append(match.start)
            self._ends.setdefault(want_of[match.term], []).append(match.end)
            for place in range(match.start, match.end):
                self._spoken[place] = min(self._spoken[place], match.end)
        for each in (*self._starts.values(), *self._ends.values()):
            each.sort()
        self._stops = [place for place, character in enumerate(text) if character in STOPS]
        silent = (end == _NEVER and character.isalnum() for character, end in zip(text, self._spoken, strict=True))
        self._unspoken = list(accumulate(silent, initial=0))
        """For each place, how many characters before it the question does not speak of."""

    def distances(self, span: Span) -> dict[int, int]:
        """How far from a span each of the question's words that stand outside it is, by the nearest; by its number."""
        found = {}
        for number in self._starts:
            before, after = self._nearest(number, span)
            far = [span.start - before] if before is not None else []
            far += [after - span.end] if after is not None else []
            if far:
                found[number] = min(far)
        return found

    @property
    def numbers(self) -> list[int]:
        """Numbers of the question's words in the sentence."""
        return list(self._starts)

    def beside(self, span: Span, *, within: int) -> bool:
        """Whether a whole word of the question follows a span in its clause, or stands before it, with so few characters between."""
        begin, stop = self._clause(span)
        first, last = max(begin, span.start - within), min(stop, span.end + within)
        return any(
            (before is not None and before >= first) or (after is not None and after <= last)
            for before, after in (self._nearest(number, span) for number in self._starts)
        )

    def in_clause(self, span: Span) -> list[int]:
        """Numbers of the question's words outside a span with no comma or the like between them and it."""
        begin, stop = self._clause(span)
        nearest = ((number, *self._nearest(number, span)) for number in self._starts)
        return [
            number
            for number, before, after in nearest
            if (before is not None and before >= begin) or (after is not None and after <= stop)
        ]

    def unspoken(self, span: Span) -> int:
        """How much stands before the span in its clause that the question does not speak of, at most so much as tells.

        党支部书记郭启明带头捐款5000元 is about someone, whom a question for what the village gave does not name.
        """
        begin, start = self._clause(span)[0], span.start
        count = self._unspoken[start] - self._unspoken[begin]
        # A word that reaches into the span is no word beside it.
        across = range(max(begin, start - self._longest), start)
        count += sum(self.text[place].isalnum() for place in across if start < self._spoken[place] < _NEVER)
        return min(count, MOST_UNSPOKEN)

    def _nearest(self, number: int, span: Span) -> tuple[int | None, int | None]:
        """Where a word of the question ends last before a span, and begins first behind it."""
        ends, starts = self._ends[number], self._starts[number]
        before, after = bisect_right(ends, span.start), bisect_left(starts, span.end)
        return ends[before - 1] if before else None, starts[after] if after < len(starts) else None

    def _clause(self, span: Span) -> tuple[int, int]:
        """Where the clause before a span begins and the one behind it ends."""
        before, after = bisect_left(self._stops, span.start), bisect_left(self._stops, span.end)
        begin = self._stops[before - 1] + 1 if before else 0
        return begin, self._stops[after] if after < len(self._stops) else len(self.text)
