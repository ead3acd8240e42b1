"""The closed lists of words that a statement may add to its quotes or leave out, and of those that turn what is said."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

from indexer.fold import fold
from service.generate.tokens import HAN

Phrase: TypeAlias = tuple[str, ...]
"""Texts of tokens in a row."""


@dataclass(frozen=True, slots=True)
class Turning:
    """A word that makes another thing of what stands beside it: a "not", a "planned", a "some"."""

    kind: str
    start: int
    end: int
    far: bool
    """Whether it turns the whole sentence, and not only its clause."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What `words.json` holds. In no other language than Chinese and English is anything known to be harmless."""

    insertable: frozenset[Phrase]
    """A statement may have them more than its quote."""
    omissible: frozenset[Phrase]
    """A statement may leave them out, wherever they stand."""
    openings: frozenset[Phrase]
    """Either, at the beginning of a clause."""
    pronouns: frozenset[Phrase]
    """May stand for a subject that is left out."""
    before_figures: frozenset[Phrase]
    """May be put before a figure."""
    before_money: frozenset[Phrase]
    """May be left out before an amount of money: 捐款三万元 is 捐三万元."""
    same_subject: frozenset[Phrase]
    """Chinese words with which a clause begins that has the subject of the one before."""
    suffix_openings: frozenset[Phrase]
    """English words with which that begins which may be left out at the end of a clause."""
    joining: frozenset[Phrase]
    """English words that have no word of their own in Chinese; the order tells whom they join."""
    turning: Mapping[str, tuple[re.Pattern[str], bool]]

    def turnings(self, text: str) -> list[Turning]:
        """The words of a text that turn what is said."""
        folded = fold(text)
        return [
            Turning(kind, found.start(), found.end(), far)
            for kind, (pattern, far) in self.turning.items()
            for found in pattern.finditer(folded)
        ]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lists, read once."""
    told = json.loads((files("service.generate") / "words.json").read_text(encoding="utf-8"))
    turning = {
        kind: (re.compile("|".join(each["patterns"])), each["scope"] == "sentence")
        for kind, each in told.pop("turning").items()
    }
    return Lexicon(**{name: _phrases(words) for name, words in told.items()}, turning=turning)


def _phrases(words: Sequence[str]) -> frozenset[Phrase]:
    return frozenset(tuple(word) if HAN.match(word) else tuple(word.split()) for word in words)
