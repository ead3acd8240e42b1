"""Our own follow-ups, with what a question understood rightly holds and lacks: follow_ups.jsonl.

Those of the part "tuned" were looked at while the rules were made; those of "held" were not. Those of "later" were written when the
rules stood, most of them about the sample archive and more freely; three faults that they showed have been mended since. "mended" and
"fresh" are the two halves of a set that was written before the rules were read again: what the first showed was mended, the second was
not looked at. "bare" and "bare unseen" are what asks alone ("And when?"), in twelve languages, in the same way, with the kind of answer that
each asks for.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.embed.embedder import Embedder
from service.conversation.follow_up import in_full
from service.conversation.turn import Turn
from service.query.question_type import kinds_of, own_vector

_ALIKE = {
    "purpose": ("reason",), "reason": ("purpose",), "person": ("org",), "money": ("count",), "manner": ("statement",),
}  # fmt: skip
"""Kinds that a word which asks alone leaves open."""

FILE = Path(__file__).with_name("follow_ups.jsonl")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One follow-up."""

    part: str
    lang: str
    asked: str
    follow: str
    answer: str = ""
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    alone: bool = False
    """Whether it stands by itself, and is to be left as it is."""
    kind: str = ""
    """Of the answer that it asks for; empty where that is not told."""

    def is_typed(self, embedder: Embedder) -> bool:
        """Whether the question in full asks for an answer of this kind, or of one that is hardly told from it."""
        found = in_full(Turn(self.asked, self.answer), self.follow, embedder)
        kinds = kinds_of(found, own_vector(found, embedder), embedder)
        return max(kinds, key=lambda name: kinds[name]) in {self.kind, *_ALIKE.get(self.kind, ())}

    def is_understood(self, embedder: Embedder | None) -> bool:
        """Whether it is understood rightly."""
        found = in_full(Turn(self.asked, self.answer), self.follow, embedder)
        if self.alone or found == self.follow:
            return self.alone and found == self.follow
        folded = found.lower()
        return all(each.lower() in folded for each in self.holds) and not any(
            each.lower() in folded for each in self.lacks
        )


def follow_ups(part: str) -> Iterator[FollowUp]:
    """Those of one part."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        found = FollowUp(**json.loads(line))
        if found.part == part:
            yield found
