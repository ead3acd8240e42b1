"""The names of a question as an archive writes them: what its articles explain, and what its pinyin spells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from indexer.analyze import different_terms
from indexer.fold import fold
from indexer.names import NameTable
from indexer.terms import Terms
from service.names.explained import Explained, terms_of
from service.names.spelled import family_names, rarest_pair, written
from service.pinyin import Spelled, spelled_names

OtherNames: TypeAlias = Callable[[str], Iterable[tuple[str, Sequence[str]]]]
"""Words of a question, each with what stands for it."""


@dataclass(frozen=True, slots=True)
class NamesRead:
    """What a question's names may stand for in an archive."""

    spellings: Mapping[str, list[list[str]]]
    """For a word in lower case that may be pinyin, groups of terms, one of each group; see `indexer.terms.Terms.wants`."""
    synonyms: Mapping[str, list[tuple[str, ...]]]
    """For a term of a name, the terms of its other names."""
    taken: Mapping[str, tuple[str, ...]]
    """For a name of the question, what it was taken for."""
    whole: tuple[tuple[str, ...], ...] = ()
    """The words of each name in pinyin that the archive has as a whole."""


class ArchiveNames:
    """Reads the names of questions for one archive; safe to use from any thread."""

    def __init__(self, table: NameTable, articles: Terms, also: OtherNames = lambda _: ()) -> None:
        """Takes what the archive knows.

        Args:
            table: What its articles say of names.
            articles: Their terms.
            also: What else stands for words of a question.
        """
        self._also = also
        self._explained = Explained(table)
        self._articles = articles

    def read(self, question: str, language: str, *, spelled: bool) -> NamesRead:
        """The names of a question.

        Args:
            question: As it was asked.
            language: Of its words, which says how they are stemmed.
            spelled: Whether capitalised words may be pinyin.
        """
        synonyms: dict[str, list[tuple[str, ...]]] = {}
        taken: dict[str, tuple[str, ...]] = {}
        named = [
            *self._explained.in_latin(question),
            *self._explained.in_chinese(fold(question)),
            *self._also(question),
        ]
        for name, others in named:
            taken[name] = tuple(dict.fromkeys((*taken.get(name, ()), *others)))
            renderings = [terms_of(other) for other in others]
            for term in different_terms(name, language=language):
                synonyms.setdefault(term, []).extend(renderings)
        spellings: dict[str, list[list[str]]] = {}
        names: list[tuple[str, ...]] = []
        for spelling in spelled_names(question) if spelled else ():
            whole = written(spelling, self._articles)
            if whole:
                taken.setdefault(spelling.text, tuple(whole))
                names.append(spelling.words)
            for word, group in _groups(spelling, whole, self._articles):
                spellings.setdefault(word, []).append(group)
        return NamesRead(spellings, synonyms, taken, tuple(names))


def _groups(name: Spelled, whole: list[str], articles: Terms) -> list[tuple[str, list[str]]]:
    """For each word of a name in pinyin, what it may be: one of each group.

    Where the archive has the whole name, only as it has it. A person's that it has not, it does not know; but words side
    by side may be two names, and a family name alone is one character of many.
    """
    if whole:
        # One pair of characters tells a name as well as all of them, and holds nothing of it where another name has the rest.
        telling = list(dict.fromkeys(rarest_pair(text, articles) for text in whole))
        return [(word, telling) for word in name.words]
    if len(name.words) == 1 and all(len(syllables) == 1 for syllables in name.readings[0]):
        family = family_names(name.readings[0][0][0]) if name.start else []
        return [(name.words[0], family)] if family else []
    if name.is_person:
        return []
    return list(name.groups())
