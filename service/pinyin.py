"""Chinese names in questions of other languages: "Kuaishou" asks for 快手, and no model or word list need know the name.

A capitalised word that is made of pinyin syllables stands for every pair of characters that reads so. Which of them is
meant, the archive tells: hardly any of the others is a pair that it holds. The one door to pypinyin.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, islice, pairwise, product

from indexer.degradation import load_dictionary

_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+(?:['’-][a-z]+)*(?![A-Z])(?:[\s-]+[A-Z][a-z]+(?:['’-][a-z]+)*(?![A-Z]))*")
_POSSESSIVE = re.compile("['’]s$")
_LONGEST_SYLLABLE = 6
_MOST_SYLLABLES = 4
_READINGS = 3
"""Of a character: the rest are rare."""
_LONGEST_WORD = 8
_TELLING_WORDS = 5
_SELDOM = 0.1
"""Share of a character's words below which a reading is left out."""
_MOST_WAYS = 4
"""Of reading a name, or of dividing letters: what is rarer is not looked for."""
_UNREAD = "nothing is suggested by its pinyin or by how it sounds"


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
        words = tuple(_POSSESSIVE.sub("", word).lower() for word in re.split(r"[\s-]+", name.group()))
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
    found = _characters().get(_plain(syllable), ())
    return "".join(character for character in found if rare or _is_common(character))


def readings_of(text: str) -> tuple[tuple[str, ...], ...]:
    """How a word or name of Han characters may be read, syllables without tones, the likeliest first; ü is u.

    Words of several characters tell how each is read, 重庆 chong and 重量 zhong; where none does, a character's first readings
    are all there.

    >>> readings_of("重庆市"), ("ceng",) in readings_of("曾")
    ((('chong', 'qing', 'shi'),), True)
    """
    parts: list[tuple[tuple[str, ...], ...]] = []
    place = 0
    while place < len(text):
        longest = min(_LONGEST_WORD, len(text) - place)
        known = next((n for n in range(longest, 1, -1) if text[place : place + n] in _words_read()), 0)
        if known:
            parts.append((_words_read()[text[place : place + known]],))
        else:
            parts.append(tuple((each,) for each in _readings_of_each().get(text[place], ())))
        place += known or 1
    if not all(parts):
        return ()
    ways = (tuple(chain.from_iterable(way)) for way in product(*parts))
    return tuple(islice(ways, _MOST_WAYS))


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
def _readings_of_each() -> dict[str, tuple[str, ...]]:
    """Readings of each character, the commonest first, without those that hardly a word has: 接 is not read sha."""
    counts: dict[str, Counter[str]] = {}
    for word, syllables in _words_read().items():
        for character, syllable in zip(word, syllables, strict=False):
            counts.setdefault(character, Counter())[syllable] += 1
    found: dict[str, tuple[str, ...]] = load_dictionary(
        "readings", _read_readings, {}, effect=_UNREAD, package="pypinyin"
    )
    return {
        character: _common_readings(readings, counts.get(character, Counter())) for character, readings in found.items()
    }


def _common_readings(readings: tuple[str, ...], counts: Counter[str]) -> tuple[str, ...]:
    """The readings that words have, by how many do; as they stand where too few words tell."""
    total = counts.total()
    if total < _TELLING_WORDS:
        return readings[:_READINGS]
    return tuple(reading for reading, count in counts.most_common(_READINGS) if count >= _SELDOM * total)


@lru_cache(maxsize=1)
def _words_read() -> dict[str, tuple[str, ...]]:
    """Words of several characters with their reading."""
    return load_dictionary("read words", _read_words, {}, effect=_UNREAD, package="pypinyin")


def _read_readings() -> dict[str, tuple[str, ...]]:
    from pypinyin.constants import PINYIN_DICT

    return {chr(code): tuple(dict.fromkeys(map(_plain, readings.split(",")))) for code, readings in PINYIN_DICT.items()}


def _read_words() -> dict[str, tuple[str, ...]]:
    from pypinyin.constants import PHRASES_DICT

    return {word: tuple(_plain(each[0]) for each in readings) for word, readings in PHRASES_DICT.items()}


@lru_cache(maxsize=1)
def _characters() -> dict[str, list[str]]:
    """Characters by syllable without tones; none where they can't be loaded, which is told."""
    return load_dictionary(
        "pinyin",
        _read_characters,
        {},
        effect="Chinese names in questions of other languages are not found by their characters",
        package="pypinyin",
    )


def _read_characters() -> dict[str, list[str]]:
    """Characters by syllable: those of GBK, of which GB 2312 has what names of today are written with as a rule."""
    # Here and not at the top: it takes a third of a second that only the first question with a name need wait for.
    from pypinyin.constants import PINYIN_DICT

    found: dict[str, list[str]] = {}
    for code, readings in PINYIN_DICT.items():
        character = chr(code)
        try:
            character.encode("gbk")
        except UnicodeEncodeError:
            continue
        spelt = (way for reading in readings.split(",")[:_READINGS] for way in _ways(reading))
        for reading in dict.fromkeys(spelt):
            found.setdefault(reading, []).append(character)
    # Interjections such as "n" and "hm" would divide anything.
    return {s: characters for s, characters in found.items() if re.fullmatch(r"[aeo]|[a-z]*[aeiouv][a-z]*", s)}


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
