"""Chinese names in questions of other languages: "Kuaishou" asks for 快手, and no model or word list need know the name.

A capitalised word that is made of pinyin syllables stands for every pair of characters that reads so. Which of them is
meant, the archive tells: hardly any of the others is a pair that it holds. The one door to pypinyin.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, product

from indexer.degradation import load_dictionary

_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+(?:['’-][a-z]+)*(?![A-Z])(?:[\s-]+[A-Z][a-z]+(?:['’][a-z]+)*(?![A-Z]))*")
_LONGEST_SYLLABLE = 6
_MOST_SYLLABLES = 4
_READINGS = 3
"""Of a character: the rest are rare."""


def spellings(question: str) -> dict[str, list[list[str]]]:
    """For each word that may be a Chinese name in pinyin, pairs of characters that it may stand for.

    Returns:
        By word in lower case, a list for each pair of neighbouring syllables. The last syllable of one word and the
        first of the next are neighbours too: "Wang Lei" asks for 王磊 though neither word is a pair.

    >>> "快手" in spellings("How much did Kuaishou give?")["kuaishou"][0]
    True
    """
    found: dict[str, set[tuple[str, str]]] = {}
    for name in _NAME.finditer(_plain(question)):
        before: list[tuple[str, ...]] = []
        for word in re.findall(r"[a-z]+", name.group().lower()):
            readings = _shortest_readings(word)
            pairs = {pair for syllables in readings for pair in pairwise(syllables)}
            pairs |= {(last[-1], first[0]) for last in before for first in readings}
            if pairs:
                found.setdefault(word, set()).update(pairs)
            before = readings
    return {word: [_written(*pair) for pair in sorted(pairs)] for word, pairs in found.items()}


def characters_read(syllable: str) -> str:
    """Every character that reads like a syllable without its tone; empty if it is none.

    >>> "李" in characters_read("li")
    True
    """
    return "".join(_characters().get(_plain(syllable), ()))


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
    characters = _characters()
    return ["".join(pair) for pair in product(characters[first], characters[second])]


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
    """Characters by syllable: those of GB 2312, as names of today are written with them."""
    # Here and not at the top: it takes a third of a second that only the first question with a name need wait for.
    from pypinyin.constants import PINYIN_DICT

    found: dict[str, list[str]] = {}
    for code, readings in PINYIN_DICT.items():
        character = chr(code)
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            continue
        for reading in dict.fromkeys(_plain(reading) for reading in readings.split(",")[:_READINGS]):
            found.setdefault(reading, []).append(character)
    # Interjections such as "n" and "hm" would divide anything.
    return {s: characters for s, characters in found.items() if re.fullmatch(r"[aeo]|[a-z]*[aeiou][a-z]*", s)}


def _plain(text: str) -> str:
    """Letters without their marks, "lǚ" as "lu", as names are written abroad."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))
