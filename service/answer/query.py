"""A question as candidates are weighed for it: its words, its names, and what kind of answer it asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.terms import Want
from service.answer.asked_unit import AskedUnit, asked_unit
from service.answer.entities import subject_of
from service.answer.question_scope import question_scope
from service.answer.question_type import LIST, MEASURE, NAMED, NUMBERS, YES_NO, kind_label, own_vector, question_kinds
from service.question import language_of
from service.search import Searcher

_LINKING = frozenset("了过着的地得里中内上下有无是在来去用和与及被把将向到给对为也还又都就这那其个名位们所")
"""Characters that stand between words rather than in them."""
_MORE_LIKELY = 0.5
_YEAR = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked."""

    text: str
    language: str
    """As `language_of` tells it."""
    kinds: Mapping[str, float]
    """How likely it asks for each kind of answer."""
    words: tuple[Want, ...]
    """What it looks for, with idf."""
    names: tuple[Want, ...]
    """Those of them that name whom or what it is about; empty where none do."""
    years: frozenset[str]
    """Years that it names."""
    unit: AskedUnit | None = None
    """The unit or currency that it names; None where it leaves that open."""
    by_itself: float | None = None
    """How likely it names what it asks about; None where nothing tells."""

    @classmethod
    def read(cls, searcher: Searcher, question: str) -> "Query":
        """Reads a question against the archive that is searched."""
        terms, named, language = searcher.snapshot.terms, subject_of(question), language_of(question)
        # Two words of a phrase may be rendered alike, as party and members by 党员: that is one thing looked for.
        words = dict.fromkeys(searcher.read(question).wants(terms))
        unit = asked_unit(question)
        vector = own_vector(question, searcher.embedder)
        return cls(
            question,
            language,
            _named(question_kinds().of(question, vector), unit),
            tuple(want for want in words if not _is_seam(want)),
            tuple(searcher.read(named, language=language).wants(terms)) if named else (),
            frozenset(_YEAR.findall(question)),
            unit,
            None if vector is None else question_scope().of(vector),
        )

    @property
    def label(self) -> str:
        """The kind of answer that it most likely asks for, in words."""
        return kind_label(self.kinds)

    @property
    def asks_yes_or_no(self) -> bool:
        """Whether yes or no answers it, more likely than not."""
        return self.kinds.get(YES_NO, 0.0) > _MORE_LIKELY

    @property
    def asks_for_a_name(self) -> bool:
        """Whether a person, a body or a place answers it, more likely than not."""
        return sum(self.kinds.get(name, 0.0) for name in NAMED) > _MORE_LIKELY

    @property
    def asks_for_a_list(self) -> bool:
        """Whether several things answer it, more likely than not."""
        return self.kinds.get(LIST, 0.0) > _MORE_LIKELY

    def is_of(self, language: str) -> bool:
        """Whether a text in this language, BCP 47, is in the question's own."""
        return language.partition("-")[0] == self.language


def _named(kinds: Mapping[str, float], unit: AskedUnit | None) -> Mapping[str, float]:
    """The likelihoods with all that is of numbers on the kind whose unit is named: 多少元 asks for money alone."""
    if unit is None:
        return kinds
    own = next((name for name in NUMBERS if name == str(unit.kind)), MEASURE)
    return {name: 0.0 if name in NUMBERS else likely for name, likely in kinds.items()} | {
        own: sum(likely for name, likely in kinds.items() if name in NUMBERS)
    }


def _is_seam(want: Want) -> bool:
    """Whether a term that no row holds is a pair of characters with one that only links: 区有 of 小区有多少群众.

    In a small archive most of a question's seams are unknown; as the rarest of its terms they would say that the archive
    knows little of what is asked.
    """
    term = want.spellings[0]
    return want.unknown and len(term) == 2 and not _LINKING.isdisjoint(term)
