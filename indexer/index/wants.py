"""What a question looks for, weighed by how telling it is: read off how many rows hold each term, wherever those are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Scores
from indexer.text.number_terms import is_said_by_chance

Synonyms: TypeAlias = Mapping[str, Sequence[tuple[str, ...]]]
"""For a term, other ways of saying it. One of several terms, a phrase or a word longer than two characters, is held where
all of them are."""

NO_SPELLINGS: Mapping[str, Sequence[Sequence[str]]] = MappingProxyType({})
NO_SYNONYMS: Synonyms = MappingProxyType({})


class TermStatistics(Protocol):
    """In how many rows terms are: all that a question needs of an index to be read."""

    def __len__(self) -> int:
        """How many rows there are."""
        ...

    def frequencies(self, terms: Sequence[str]) -> npt.NDArray[np.int64]:
        """How many rows hold each term, shape (terms,); 0 for one that none holds. One look for all of them."""
        ...

    def holding_all(self, terms: Sequence[str]) -> int:
        """How many rows hold every one of some terms."""
        ...


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that a question looks for."""

    spellings: tuple[str, ...]
    """Terms that stand for it; any of them will do."""
    idf: float
    """How telling it is."""
    unknown: bool = False
    """Whether no row holds any of them."""

    @property
    def is_said_by_chance(self) -> bool:
        """Whether it is a number as any text may hold."""
        return all(map(is_said_by_chance, self.spellings))


def without_numbers(wants: Sequence[Want]) -> Sequence[Want]:
    """What is wanted besides numbers; all of it where there are none, or nothing else."""
    words = [want for want in wants if not want.is_said_by_chance]
    return words if 0 < len(words) < len(wants) else wants


def inverse_document_frequency(document_frequencies: np.ndarray, rows: int) -> Scores:
    """Lucene's idf, log(1 + (N - df + 0.5) / (df + 0.5)), for each document frequency, shape (terms,)."""
    df = np.asarray(document_frequencies, dtype=np.float64)
    return np.log1p((rows - df + 0.5) / (df + 0.5)).astype(np.float32)


def find_wants(
    index: TermStatistics,
    asked: Sequence[str],
    spellings: Mapping[str, Sequence[Sequence[str]]] = NO_SPELLINGS,
    synonyms: Synonyms = NO_SYNONYMS,
    otherwise: Synonyms = NO_SYNONYMS,
) -> list[Want]:
    """What a question looks for, each with its idf.

    Terms that no row holds are wanted too, so that a question in another language than the archive's finds little
    of what it wants in any row.

    Args:
        index: That is searched.
        asked: The question's terms, each once.
        spellings: For a term, groups of other terms; those of one group stand for one thing and weigh as if all
            were one term; it and its synonyms join each. A term that is found by a spelling is not wanted beside it.
        synonyms: For a term, what may stand in its place; it and they are one thing and weigh as one.
        otherwise: For a term, what may where no row holds any of its synonyms.
    """
    return _Weighing(index, asked, spellings, synonyms, otherwise).wants()


class _Weighing:
    """One question's terms with the rows that hold each, looked up once."""

    def __init__(
        self,
        index: TermStatistics,
        asked: Sequence[str],
        spellings: Mapping[str, Sequence[Sequence[str]]],
        synonyms: Synonyms,
        otherwise: Synonyms,
    ) -> None:
        self._rows = len(index)
        self._asked = asked
        self._spellings = spellings
        self._synonyms = synonyms
        self._otherwise = otherwise
        terms = dict.fromkeys(asked)
        for groups in spellings.values():
            for group in groups:
                terms.update(dict.fromkeys(group))
        for term in (*asked, *spellings):
            for phrase in (*synonyms.get(term, ()), *otherwise.get(term, ())):
                terms.update(dict.fromkeys(phrase))
        self._rarest: dict[tuple[str, ...], str] = {}
        """By phrase: every character and pair of a word has the same ones."""
        self._frequency: dict[str, int] = dict(zip(terms, index.frequencies(tuple(terms)).tolist(), strict=True))

    def wants(self) -> list[Want]:
        """See `find_wants`."""
        together: list[tuple[str, ...]] = []
        found: set[str] = set()
        for term, groups in self._spellings.items():
            others = self._in_its_place(term)
            known = [each for group in groups if (each := self._known(dict.fromkeys((*group, *others))))]
            if known:
                found.add(term)
                # An article in Latin letters says "Shanghai" where another says 上海.
                own = [term] if self._frequency.get(term) else []
                together.extend(tuple(dict.fromkeys((*own, *each))) for each in known)
        plain: list[str] = []
        for term in self._asked:
            if term in found:
                continue
            if others := self._in_its_place(term):
                together.append(self._known(dict.fromkeys((term, *others))))
            else:
                plain.append(term)
        frequencies = np.array([self._frequency[term] for term in plain], dtype=np.int64)
        idf = inverse_document_frequency(frequencies, self._rows).tolist()
        wants = [Want((term,), each, not self._frequency[term]) for term, each in zip(plain, idf, strict=True)]
        return wants + [Want(known, self._idf_together(known)) for known in together]

    def _in_its_place(self, term: str) -> list[str]:
        """What some row holds that may stand for a term, each by its rarest part."""
        return self._rarest_parts(self._synonyms.get(term, ())) or self._rarest_parts(self._otherwise.get(term, ()))

    def _known(self, group: Iterable[str]) -> tuple[str, ...]:
        """The terms of a group that some row holds."""
        return tuple(term for term in group if self._frequency[term])

    def _rarest_parts(self, phrases: Iterable[tuple[str, ...]]) -> list[str]:
        """Of each phrase whose terms are all known, the term in the fewest rows: it all but implies the others.

        A phrase with another one in it (唐山大地震 beside 地震) is left out: what holds it holds the other, and its rarest term,
        山大, stands in rows that hold neither.
        """
        rarest, found = self._rarest, []
        for phrase in self._shortest(phrases):
            if phrase not in rarest:
                rarest[phrase] = self._rarest_part(phrase)
            if part := rarest[phrase]:
                found.append(part)
        return found

    def _shortest(self, phrases: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """The phrases that have no other in them whose terms are all known."""
        given = [(each, frozenset(each)) for each in phrases]
        known = [terms for each, terms in given if all(self._frequency[term] for term in each)]
        return [each for each, terms in given if not any(other < terms for other in known)]

    def _rarest_part(self, phrase: tuple[str, ...]) -> str:
        """The term in the fewest rows; empty where one is in none."""
        least, rarest = min((self._frequency[term], term) for term in phrase)
        return rarest if least else ""

    def _idf_together(self, known: Sequence[str]) -> float:
        """The idf of several terms taken for one, if no row held two of them."""
        rows = min(sum(self._frequency[term] for term in known), self._rows)
        return float(inverse_document_frequency(np.array([rows]), self._rows)[0])
