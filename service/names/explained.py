"""What an archive's articles say of names (`indexer.names`), looked up in a question: KPMG for 毕马威, 世卫组织 for WHO."""

import re
from collections.abc import Iterator

from indexer.analyze import different_terms, is_gram
from indexer.fold import fold
from indexer.names import NameTable
from service.glossary import glossary

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
            ends = range(min(place + self._longest, len(text)), place + 1, -1)
            end = next((end for end in ends if text[place:end] in self._others and _HAN.match(text[place])), place)
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
    return " ".join(fold(name).split())


def _last_name(name: str, latin: str) -> tuple[str, str]:
    """The last names of what may be a foreign person, who goes by them in the rest of an article; empty for others."""
    words = latin.split()
    plain = name.rpartition("·")[2]
    is_person = 2 <= len(words) <= 3 and all(word.isalpha() and word.istitle() for word in words)
    return (words[-1], plain) if is_person and 2 <= len(plain) <= _LONGEST_PERSON else ("", "")
