"""Chinese names in questions of other languages: "Kuaishou" asks for 快手, and no model or word list need know the name.

A capitalised word that is made of pinyin syllables stands for every pair of characters that reads so. Which of them is
meant, the archive tells: hardly any of the others is a pair that it holds.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise, product
from pathlib import Path

from indexer.core.errors import load_dictionary
from indexer.text.dictionary_cache import kept_or_read
from indexer.text.words.readings import marked_readings

_CAPITALISED = r"[A-Z][a-z]+(?:['’-](?!s\b)[a-z]+)*(?![A-Z])"
_NAME = re.compile(rf"(?<![A-Za-z]){_CAPITALISED}(?:[\s-]+{_CAPITALISED})*")
"""Words side by side; what has an 's belongs to nobody behind it: "Shanghai's Huangpu" is two names."""
_IN_NAME = re.compile(r"[^\s-]+")
_LONGEST_SYLLABLE = 6
_MOST_SYLLABLES = 4
_READINGS = 3
"""Of a character: the rest are rare."""
_MOST_WAYS = 4
"""Of dividing letters: what is rarer is not looked for."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """Capitalised words side by side of which one at least may be pinyin."""

    text: str
    """As the question has it, without marks on its letters."""
    start: int
    words: tuple[str, ...]
    """In lower case."""
    readings: tuple[tuple[tuple[str, ...], ...], ...]
    """Of each word, its divisions into syllables; none for a word that is no pinyin."""

    @property
    def is_person(self) -> bool:
        """Whether it looks like one: two words, all pinyin, of which one is a single syllable."""
        single = [any(len(syllables) == 1 for syllables in readings) for readings in self.readings]
        return len(self.words) == 2 and all(self.readings) and any(single)

    def part(self, first: int, end: int) -> "Spelled":
        """Some of its words, from `first` to before `end`."""
        places = [place.span() for place in _IN_NAME.finditer(self.text)]
        begin, stop = places[first][0], places[end - 1][1]
        return Spelled(self.text[begin:stop], self.start + begin, self.words[first:end], self.readings[first:end])

    def groups(self) -> Iterator[tuple[str, list[str]]]:
        """For each two neighbouring syllables the word they end in, and every pair of characters that reads so.

        The last syllable of one word and the first of the next are neighbours too: "Wang Lei" asks for 王磊 though neither
        word is a pair. Where the family name stands last, as in "Lei Wang", both orders are meant.
        """
        before: tuple[tuple[str, ...], ...] = ()
        for word, readings in zip(self.words, self.readings, strict=True):
            inside = {pair for syllables in readings for pair in pairwise(syllables)}
            yield from ((word, _written(*pair)) for pair in sorted(inside))
            across = {(last[-1], first[0]) for last in before for first in readings}
            turned = {(last[0], first[0]) for last in readings if len(last) == 1 for first in before}
            for pair in sorted(across):
                other = [each for each in sorted(turned) if each[0] == pair[1]]
                yield word, [*_written(*pair), *(written for each in other for written in _written(*each))]
            before = readings


def spelled_names(question: str) -> list[Spelled]:
    """The names of a question that may be Chinese ones in pinyin, in order.

    >>> [(name.words, name.readings[1]) for name in spelled_names("Who is Han Jianzhong?")]
    [(('han', 'jianzhong'), (('jian', 'zhong'),))]
    """
    found: list[Spelled] = []
    for name in _NAME.finditer(_plain(question)):
        words = tuple(word.lower() for word in _IN_NAME.findall(name.group()))
        readings = tuple(tuple(_divided(word)) for word in words)
        if any(readings):
            found.append(Spelled(name.group(), name.start(), words, readings))
    return found


def spellings(question: str) -> dict[str, list[list[str]]]:
    """For each word that may be a Chinese name in pinyin, pairs of characters that it may stand for.

    Returns:
        By word in lower case, a list for each pair of neighbouring syllables.

    >>> "快手" in spellings("How much did Kuaishou give?")["kuaishou"][0]
    True
    """
    found: dict[str, list[list[str]]] = {}
    for name in spelled_names(question):
        for word, group in name.groups():
            found.setdefault(word, []).append(group)
    return found


def characters_read(syllable: str, *, rare: bool = False) -> str:
    """Every character that reads like a syllable without its tone; empty if it is none.

    Args:
        syllable: In Latin letters.
        rare: Whether characters that hardly anything but a name has are among them, 祎 and 喆.

    >>> "李" in characters_read("li"), "祎" in characters_read("yi"), "祎" in characters_read("yi", rare=True)
    (True, False, True)
    """
    found = _characters().get(_plain(syllable), "")
    return "".join(character for character in found if rare or _is_common(character))


def syllables_of(letters: str) -> tuple[tuple[str, ...], ...]:
    """The divisions of letters into pinyin, the fewest syllables first; none where they are none.

    >>> syllables_of("juankuan"), syllables_of("donate")
    ((('juan', 'kuan'),), ())
    """
    spelt = letters.replace("v", "u")
    # From the end, the best few of each rest: all there are would double with each syllable.
    ways: list[list[tuple[str, ...]]] = [[()]]
    for rest in range(1, len(spelt) + 1):
        begun = len(spelt) - rest
        found = [
            (spelt[begun : begun + length], *way)
            for length in range(min(_LONGEST_SYLLABLE, rest), 0, -1)
            if spelt[begun : begun + length] in _characters()
            for way in ways[rest - length]
        ]
        ways.append(sorted(found, key=len)[:_MOST_WAYS])
    return tuple(ways[-1]) if spelt else ()


def _divided(word: str) -> list[tuple[str, ...]]:
    """The divisions of a word into syllables, at its apostrophes too: Xi'an is no xian."""
    parts = [_shortest_readings(part) for part in re.split("['’]", word)]
    return [tuple(chain.from_iterable(each)) for each in product(*parts)] if all(parts) else []


def _shortest_readings(word: str) -> list[tuple[str, ...]]:
    """The divisions of a word into the fewest syllables; none if it is no pinyin."""
    readings = [] if len(word) > _MOST_SYLLABLES * _LONGEST_SYLLABLE else list(_readings(word, _MOST_SYLLABLES))
    fewest = min(map(len, readings), default=0)
    return [reading for reading in readings if len(reading) == fewest]


def _readings(word: str, most: int) -> Iterator[tuple[str, ...]]:
    """Every division of a word into so many pinyin syllables at most; all there are would double with each syllable."""
    if not word:
        yield ()
    for length in range(min(_LONGEST_SYLLABLE, len(word)) if most else 0, 0, -1):
        if word[:length] in _characters():
            for rest in _readings(word[length:], most - 1):
                yield (word[:length], *rest)


def _written(first: str, second: str) -> list[str]:
    """Every pair of characters that two syllables may be."""
    return ["".join(pair) for pair in product(characters_read(first), characters_read(second))]


@lru_cache(maxsize=1)
def _characters() -> Mapping[str, str]:
    """Characters by syllable without tones; none where they can't be loaded, which is told."""

    def kept() -> Mapping[str, str]:
        (found,) = kept_or_read("pinyin", lambda: [_read_characters()], code=Path(__file__), packages=("pypinyin",))
        return found

    return load_dictionary(
        "pinyin",
        kept,
        {},
        effect="Chinese names in questions of other languages are not found by their characters",
        package="pypinyin",
    )


def _read_characters() -> dict[str, str]:
    """Characters by syllable: those of GBK, of which GB 2312 has what names of today are written with as a rule."""
    found: dict[str, list[str]] = {}
    for character, readings in marked_readings().items():
        try:
            character.encode("gbk")
        except UnicodeEncodeError:
            continue
        spelt = (way for reading in readings[:_READINGS] for way in _ways(reading))
        for reading in dict.fromkeys(spelt):
            found.setdefault(reading, []).append(character)
    # Interjections such as "n" and "hm" would divide anything.
    return {s: "".join(of) for s, of in found.items() if re.fullmatch(r"[aeo]|[a-z]*[aeiouv][a-z]*", s)}


@cache
def _is_common(character: str) -> bool:
    """Whether GB 2312 has a character."""
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _ways(reading: str) -> list[str]:
    """How a syllable is written without tones; ü also as u, v and, in passports, yu."""
    marks = unicodedata.normalize("NFD", reading)
    umlaut = "u\u0308"
    return [_plain(marks.replace(umlaut, vowel)) for vowel in (("u", "v", "yu") if umlaut in marks else ("u",))]


def _plain(text: str) -> str:
    """Letters without their marks, "lǚ" as "lu", as names are written abroad."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))
