"""The names of a question as an archive writes them: what its articles explain, and what its pinyin spells."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice, pairwise, product
from typing import TypeAlias

from indexer.index.aliases import NameTable
from indexer.index.wants import TermStatistics
from indexer.text.analyzer import different_terms, is_gram
from indexer.text.normalize import normalize
from service.query.across_scripts import NamesAcrossScripts
from service.query.dictionary import glossary
from service.query.pinyin import Spelled, characters_read, spelled_names

_MOST_WRITTEN = 12
"""Ways of writing a name; those of the most articles."""
_MOST_LOOKED_AT = 200
_LONGEST = 8
"""Syllables: the longest names of places."""


def written(name: Spelled, index: TermStatistics) -> list[str]:
    """The ways of writing a whole name that articles of an index have, all pairs of it, those of the most articles first.

    The family name may stand last, as abroad: "Jianzhong Han" is 韩建中.

    Args:
        name: A name in pinyin.
        index: Of articles.
    """
    if not all(name.readings):
        return []
    orders = [name.readings]
    if len(name.readings) == 2 and any(len(syllables) == 1 for syllables in name.readings[1]):
        orders.append(name.readings[::-1])
    found = Counter(
        {
            text: articles
            for order in orders
            for reading in product(*order)
            for text, articles in _together([syllable for word in reading for syllable in word], index)
        }
    )
    persons = {text for text in found if text[0] in surnames() or text[:2] in surnames()}
    if name.is_person and persons:
        found = Counter({text: found[text] for text in persons})
    return sorted(found, key=lambda text: (-found[text], text))[:_MOST_WRITTEN]


def _together(syllables: Sequence[str], index: TermStatistics) -> list[tuple[str, int]]:
    """Texts that read as these syllables, of which articles have every pair, and how many have."""
    if not 2 <= len(syllables) <= _LONGEST:
        return []
    looked_at = [(text, _articles_with(text, index)) for text in islice(_chains(syllables, index), _MOST_LOOKED_AT)]
    return [(text, articles) for text, articles in looked_at if articles]


def _chains(syllables: Sequence[str], index: TermStatistics) -> Iterator[str]:
    """Texts that read as these syllables and have only pairs that the index knows."""
    read = [characters_read(each, rare=True) for each in syllables]
    known = _known([character for characters in read for character in characters], index)
    # From the end, so that no beginning is tried that leads nowhere.
    *before, last = ([character for character in characters if character in known] for characters in read)
    begun: dict[str, list[str]] = {character: [""] for character in last}
    for characters in reversed(before):
        ends = begun
        begun = {}
        pairs = _known([character + after for character in characters for after in ends], index)
        for character in characters:
            reached = [after for after in ends if character + after in pairs]
            if reached:
                begun[character] = [after + rest for after in reached for rest in ends[after]][:_MOST_LOOKED_AT]
    yield from (first + rest for first, rests in begun.items() for rest in rests)


def _known(terms: Sequence[str], index: TermStatistics) -> frozenset[str]:
    """Those of some terms that the index has, in one look."""
    return frozenset(term for term, rows in zip(terms, index.frequencies(terms).tolist(), strict=True) if rows)


def _articles_with(text: str, index: TermStatistics) -> int:
    """How many articles have every pair of a text."""
    return index.holding_all([first + second for first, second in pairwise(text)])


def rarest_pair(text: str, index: TermStatistics) -> str:
    """The two neighbouring characters of a name that the fewest articles have."""
    pairs = [first + second for first, second in pairwise(text)]
    return min(zip(index.frequencies(pairs).tolist(), pairs, strict=True))[1]


def family_names(syllable: str) -> list[str]:
    """The family names of one character that read like a syllable."""
    return [character for character in characters_read(syllable) if character in surnames()]


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Chinese family names of one and two characters."""
    return frozenset((files("service.query") / "surnames.txt").read_text(encoding="utf-8").split())


_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:[&-][A-Za-z0-9\u00c0-\u024f]+)*")
_HAN = re.compile("[\u3400-\u9fff]")
_MOST_WORDS = 6
_MOST_NAMES = 6
_LONGEST_PERSON = 10
"""Characters of a foreign person's name in Chinese, without the dots."""


class Explained:
    """A table of names, by what a question may call them."""

    def __init__(self, table: NameTable) -> None:
        self._others: dict[str, list[str]] = {}
        self._capitals: set[str] = set()
        self._last_names: set[str] = set()
        for pair in table:
            for name, other in ((pair.name, pair.other), (pair.other, pair.name)):
                self._add(name, other)
        for pair in table:
            last, plain = _last_name(pair.name, pair.other)
            if last and (_key(last) not in self._others or _key(last) in self._last_names):
                self._last_names.add(_key(last))
                self._add(last, plain)
        self._longest = max((len(name) for name in self._others if _HAN.search(name)), default=0)
        self._first = frozenset(name[0] for name in self._others if _HAN.match(name))
        """Characters that Chinese names begin with: at any other no name is looked for."""

    def _add(self, name: str, other: str) -> None:
        key = _key(name)
        others = self._others.setdefault(key, [])
        if other not in others and len(others) < _MOST_NAMES:
            others.append(other)
        if name.isupper() and name.isascii():
            self._capitals.add(key)

    def in_latin(self, question: str) -> Iterator[tuple[str, list[str]]]:
        """Names in Latin letters with what else they are called, the longest at each place.

        A name in capitals that is a word of English too, WHO or IT, is one where the question has it so.
        """
        found = list(_WORD.finditer(question))
        place = 0
        while place < len(found):
            lengths = range(min(_MOST_WORDS, len(found) - place), 0, -1)
            spans = ((found[place].start(), found[place + length - 1].end(), length) for length in lengths)
            start, end, length = next(
                (span for span in spans if self._is_named(question[span[0] : span[1]])), (0, 0, 0)
            )
            if length:
                yield question[start:end], self.others(question[start:end])
            place += max(length, 1)

    def _is_named(self, words: str) -> bool:
        key = _key(words)
        if key not in self._others:
            return False
        if key in self._capitals and " " not in key:
            return words.isupper() or key not in glossary().chinese
        if key in self._last_names:
            # A last word that means something in English is one of a company or an office.
            return not words.islower() and key not in glossary().chinese
        return not words.islower() or " " in key or key not in glossary().chinese

    def in_chinese(self, text: str) -> Iterator[tuple[str, list[str]]]:
        """Chinese names of a folded text with what else they are called, the longest at each place."""
        place = 0
        while place < len(text) - 1:
            if text[place] not in self._first:
                place += 1
                continue
            ends = range(min(place + self._longest, len(text)), place + 1, -1)
            end = next((end for end in ends if text[place:end] in self._others), place)
            if end > place:
                yield text[place:end], self.others(text[place:end])
            place = max(end, place + 1)

    def others(self, name: str) -> list[str]:
        """What else a name is called, also by way of its full name: CIIE is 中国国际进口博览会, and that is 进博会."""
        key = _key(name)
        found = list(self._others.get(key, ()))
        for full in tuple(found):
            if len(full) > len(name):
                found += [other for other in self._others.get(_key(full), ()) if other not in found]
        return [other for other in found if _key(other) != key]


def terms_of(name: str) -> tuple[str, ...]:
    """The terms that tell a name in an index: words, and pairs of characters."""
    found = different_terms(name, language="zh")
    return tuple(term for term in found if len(term) > 1 or not is_gram(term)) or tuple(found)


def _key(name: str) -> str:
    return " ".join(normalize(name).split())


def _last_name(name: str, latin: str) -> tuple[str, str]:
    """The last names of what may be a foreign person, who goes by them in the rest of an article; empty for others."""
    words = latin.split()
    plain = name.rpartition("·")[2]
    is_person = 2 <= len(words) <= 3 and all(word.isalpha() and word.istitle() for word in words)
    return (words[-1], plain) if is_person and 2 <= len(plain) <= _LONGEST_PERSON else ("", "")


OtherNames: TypeAlias = Callable[[str], Iterable[tuple[str, Sequence[str]]]]
"""Words of a question, each with what stands for it."""


@dataclass(frozen=True, slots=True)
class NamesRead:
    """What a question's names may stand for in an archive."""

    spellings: Mapping[str, list[list[str]]]
    """For a word in lower case that may be pinyin, groups of terms, one of each group; see `indexer.index.wants.find_wants`."""
    synonyms: Mapping[str, list[tuple[str, ...]]]
    """For a term of a name, the terms of its other names."""
    taken: Mapping[str, tuple[str, ...]]
    """For a name of the question, what it was taken for."""
    whole: tuple[tuple[str, ...], ...] = ()
    """The words of each name in pinyin that the archive has as a whole."""


class ArchiveNames:
    """Reads the names of questions for one archive; safe to use from any thread."""

    def __init__(
        self,
        table: NameTable,
        articles: TermStatistics,
        also: OtherNames = lambda _: (),
        *,
        languages: Collection[str] = (),
    ) -> None:
        """Takes what the archive knows.

        Args:
            table: What its articles say of names.
            articles: Their terms.
            also: What else stands for words of a question.
            languages: Of the articles, BCP 47.
        """
        self._across = NamesAcrossScripts(articles, languages)
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
            *self._explained.in_chinese(normalize(question)),
            *self._also(question),
        ]
        for name, others in named:
            taken[name] = tuple(dict.fromkeys((*taken.get(name, ()), *others)))
            renderings = [terms_of(other) for other in others]
            for term in different_terms(name, language=language):
                synonyms.setdefault(term, []).extend(renderings)
        for name, others, found in self._across.read(question, language):
            taken[name] = tuple(dict.fromkeys((*taken.get(name, ()), *others)))
            for term in different_terms(name, language=language):
                synonyms.setdefault(term, []).extend((each,) for each in found)
        spellings: dict[str, list[list[str]]] = {}
        names: list[tuple[str, ...]] = []
        for spelling in spelled_names(question) if spelled else ():
            for part, whole in _parts(spelling, self._articles):
                if whole:
                    taken.setdefault(part.text, tuple(whole))
                    names.append(part.words)
                for word, group in _groups(part, whole, self._articles):
                    spellings.setdefault(word, []).append(group)
        return NamesRead(spellings, synonyms, taken, tuple(names))


def _parts(name: Spelled, articles: TermStatistics) -> Iterator[tuple[Spelled, list[str]]]:
    """The names that words side by side are, each with how the archive writes it: the most words that it has as one, from the left.

    A person that the archive has not is no name of it, nor is half of him.
    """
    place, count = 0, len(name.words)
    while place < count:
        longest = next((end for end in range(place, count) if not name.readings[end]), count)
        parts = [name.part(place, end) for end in range(longest, place, -1)]
        part, whole = next(
            (
                (part, found)
                for part in parts
                if not _means_something(part, articles) and (found := written(part, articles))
            ),
            (parts[-1] if parts else name.part(place, place + 1), []),
        )
        if not whole and len(parts) > 1 and parts[-2].is_person:
            part = parts[-2]
        if not _means_something(part, articles):
            yield part, whole
        place += len(part.words)


def _means_something(name: Spelled, articles: TermStatistics) -> bool:
    """Whether a name is one word that the dictionary renders as the archive has it: "Taiwanese" is no tai-wa-ne-se."""
    if len(name.words) > 1 or any(len(syllables) == 1 for syllables in name.readings[0]):
        return False
    renderings = {pairs for found in glossary().in_chinese(name.words).values() for pairs in found}
    return any(pairs and articles.holding_all(pairs) for pairs in renderings)


def _groups(name: Spelled, whole: list[str], articles: TermStatistics) -> list[tuple[str, list[str]]]:
    """For each word of a name in pinyin, what it may be: one of each group.

    Where the archive has the whole name, only as it has it. What it has not, it does not know; but a family name alone is one
    character of many.
    """
    if whole:
        # One pair of characters tells a name as well as all of them, and holds nothing of it where another name has the rest.
        telling = list(dict.fromkeys(rarest_pair(text, articles) for text in whole))
        return [(word, telling) for word in name.words]
    if len(name.words) == 1 and any(len(syllables) == 1 for syllables in name.readings[0]):
        family = family_names(name.readings[0][0][0]) if name.start else []
        return [(name.words[0], family)] if family else []
    return []
