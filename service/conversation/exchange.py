"""Exchanges what asks in a question for what asks in a follow-up: "When did the church give?" for "How much did the church give?".

That leaves a sentence only where a word stands behind what asks that any of them goes with, "did" of English. Elsewhere a follow-up is put behind
what the question was about (`service.conversation.follow_up`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from service.conversation.patterns import any_of


@dataclass(frozen=True, slots=True)
class Exchange:
    """The sentences of one language in which that can be done."""

    plain: re.Pattern[str]
    """What a question begins with, up to what can be exchanged, in `asks`, which nothing depends on."""
    counting: re.Pattern[str]
    """The same of one that counts something, `what`, which goes behind "was", in `before`, or to the end, with "did" in `behind`."""
    choosing: re.Pattern[str]
    """What asks for one of the things named behind it: "which" of "in which year"."""

    @classmethod
    def of(cls, lists: Mapping[str, Sequence[str]]) -> Self:
        """The sentences of a language by its words: `inverting`, `linking`, `circumstances`, `counting`, `choosing` and others."""
        asks, small, inverting, linking, circumstances, counting, choosing = (
            any_of(lists.get(name, ()))
            for name in ("askers", "small", "inverting", "linking", "circumstances", "counting", "choosing")
        )
        asked = rf"(?:(?:{asks})(?= (?:{inverting}))|(?:{circumstances})(?= (?:{linking})))"
        what = rf"(?P<what>(?:(?!(?:{inverting}|{linking}))[\w'’-]+ ){{1,3}})"
        return cls(
            re.compile(rf"(?P<marks>\W*)(?P<asks>(?:(?:{small}) )?{asked})"),
            counting=re.compile(
                rf"(?P<marks>\W*)(?P<asks>{counting}) {what}(?:(?P<behind>{inverting})|(?P<before>{linking}))"
            ),
            choosing=re.compile(choosing),
        )

    def made(self, question: str, asks: str) -> str:
        """A question with other words that ask; empty where that leaves no sentence.

        Args:
            question: That was asked, not folded.
            asks: What asks now: "when", "in which year".
        """
        folded = question.lower()
        if len(folded) != len(question):
            return ""
        begins = f"{asks[0].upper()}{asks[1:]}"
        if found := self.counting.match(folded):
            what, rest = question[slice(*found.span("what"))].strip(), question[found.end() :]
            marks, helper = found["marks"], found["behind"] or found["before"]
            if found["before"]:
                return f"{marks}{begins} {helper} {what}{rest}"
            bare = rest.rstrip(" ?？")
            return f"{marks}{begins} {helper}{bare} {what}{rest[len(bare) :]}"
        if found := self.plain.match(folded):
            return f"{found['marks']}{begins}{question[found.end() :]}"
        return ""
