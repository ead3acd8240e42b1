"""What kind of thing a question asks for, and whether a text holds one that the question does not name itself.

Of snippets about one subject all hold its words; the one that answers has a number, a date or a name besides, as was asked for.
"""

import re
from dataclasses import dataclass
from typing import Self

from indexer.text.normalize import normalize
from indexer.text.number_terms import number_terms
from service.query.question_type import NAMED, NUMBERS, question_kinds

_DATE = "date"
_DATE_TERM = re.compile(r"#(?:1[5-9]|20)[0-9]{2}(?:-|\Z)|#[0-9]+-[0-9]+")
"""A year alone too: the day of what is long past is mostly told by its year."""
_UNLIKELY = 0.02
"""Likelihoods of which texts are not looked through: so little moves a hit by three hundredths of a spread at most."""
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_SENTENCE_ENDS = re.compile(r"[.!?]\s\Z")


@dataclass(frozen=True, slots=True)
class WantedKinds:
    """What a question asks for, each a likelihood."""

    number: float
    """Any number but a date."""
    date: float
    name: float
    """Of a person, an organisation or a place."""
    numbers: frozenset[str]
    """Those that the question names, as terms."""
    words: frozenset[str]
    """Of the question, in small letters."""

    @classmethod
    def of(cls, question: str) -> Self:
        """Reads a question by its words, in any language that the classifier knows."""
        kinds = question_kinds().of(question)
        return cls(
            number=sum(kinds.get(name, 0.0) for name in NUMBERS if name != _DATE),
            date=kinds.get(_DATE, 0.0),
            name=sum(kinds.get(name, 0.0) for name in NAMED),
            numbers=frozenset(term for term, _, _ in number_terms(normalize(question))),
            words=frozenset(word.lower() for word in _WORD.findall(question)),
        )

    def held_by(self, text: str) -> float:
        """How likely it is that what is asked for is of a kind that a text holds, 0 to 1; what is very unlikely is not looked for.

        >>> WantedKinds(0.0, 1.0, 0.0, frozenset(), frozenset()).held_by("It sank on 15 April 1912.")
        1.0
        """
        held = 0.0
        if self.number + self.date > _UNLIKELY:
            others = {term for term, _, _ in number_terms(normalize(text))} - self.numbers
            held += self.number * bool(others) + self.date * any(map(_DATE_TERM.match, others))
        if self.name > _UNLIKELY:
            held += self.name * self._has_name(text)
        return held

    def _has_name(self, text: str) -> bool:
        """Whether a word begins with a capital inside of a sentence, and is none of the question's."""
        return any(
            match.group()[0].isupper()
            and match.start() > 0
            and not _SENTENCE_ENDS.search(text, max(match.start() - 2, 0), match.start())
            and match.group().lower() not in self.words
            for match in _WORD.finditer(text)
        )
