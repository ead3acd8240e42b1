"""How Chinese is read: characters and words in pinyin. The one door to pypinyin."""

import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice, product
from pathlib import Path

from indexer.core.errors import load_dictionary
from indexer.text.dictionary_cache import Tables, kept_or_read

_READINGS = 3
"""Of a character: the rest are rare."""
_LONGEST_WORD = 8
_TELLING_WORDS = 5
_SELDOM = 0.1
"""Share of a character's words below which a reading is left out."""
_MOST_WAYS = 4
"""Of reading a word or name: what is rarer is not looked for."""
_UNREAD = "nothing is suggested by its pinyin or by how it sounds"


def readings_of(text: str) -> tuple[tuple[str, ...], ...]:
    """How a word or name of Han characters may be read, syllables without tones, the likeliest first; ü is u.

    Words of several characters tell how each is read, 重庆 chong and 重量 zhong; where none does, a character's first readings
    are all there.

    >>> readings_of("重庆市"), ("ceng",) in readings_of("曾")
    ((('chong', 'qing', 'shi'),), True)
    """
    words, characters = _read()
    parts: list[tuple[tuple[str, ...], ...]] = []
    place = 0
    while place < len(text):
        longest = min(_LONGEST_WORD, len(text) - place)
        known = next((n for n in range(longest, 1, -1) if text[place : place + n] in words), 0)
        if known:
            parts.append((tuple(words[text[place : place + known]].split()),))
        else:
            parts.append(tuple((each,) for each in characters.get(text[place], "").split()))
        place += known or 1
    if not all(parts):
        return ()
    ways = (tuple(chain.from_iterable(way)) for way in product(*parts))
    return tuple(islice(ways, _MOST_WAYS))


def marked_readings() -> Mapping[str, list[str]]:
    """The readings of each character with their tones, in the dictionary's order.

    Raises:
        ImportError: The dictionary is missing.
    """
    return {chr(code): each.split(",") for code, each in _marked_by_code().items()}


def _marked_by_code() -> Mapping[int, str]:
    """The readings of each character by its code point, "zhòng,chóng"."""
    _import_sparingly()
    # Here and not at the top: it takes a third of a second that only who asks for pinyin need wait for.
    from pypinyin.pinyin_dict import pinyin_dict

    marked: Mapping[int, str] = pinyin_dict
    return marked


@lru_cache(maxsize=1)
def _read() -> Tables:
    """How words of several characters are read, and how characters may be, the commonest first: syllables with blanks between."""
    return load_dictionary("readings", _kept_or_read, ({}, {}), effect=_UNREAD, package="pypinyin")


def _kept_or_read() -> Tables:
    return kept_or_read("read", _learn, code=Path(__file__), packages=("pypinyin",))


def _learn() -> Tables:
    words = _read_words()
    told: dict[str, Counter[str]] = {}
    for word, syllables in words.items():
        for character, syllable in zip(word, syllables, strict=False):
            told.setdefault(character, Counter())[syllable] += 1
    characters = {
        chr(code): " ".join(_ranked(marked, told.get(chr(code), Counter())))
        for code, marked in _marked_by_code().items()
    }
    return {word: " ".join(syllables) for word, syllables in words.items()}, characters


def _ranked(marked: str, told: Counter[str]) -> Iterable[str]:
    """The readings of a character, the commonest first, without those that hardly a word has: 接 is not read sha. Only the first of the dictionary where few words tell.

    Args:
        marked: All of them with their tones, as the dictionary has them.
        told: How many words have it read how.
    """
    total = told.total()
    common = [reading for reading, count in told.most_common(_READINGS) if count >= _SELDOM * total]
    return dict.fromkeys(common if total >= _TELLING_WORDS else (*common, _plain(marked.split(",")[0])))


def _read_words() -> Mapping[str, Sequence[str]]:
    """The syllables of words of several characters."""
    _import_sparingly()
    import pypinyin
    from pypinyin.phrases_dict import phrases_dict

    made = {word: [_plain(each[0]) for each in readings] for word, readings in phrases_dict.items()}
    del sys.modules["pypinyin.phrases_dict"], pypinyin.phrases_dict
    return made


def _import_sparingly() -> None:
    """Has pypinyin load and copy neither of its dictionaries by itself: its phrases would take 50 MB beside what is made of them."""
    for avoided in ("PYPINYIN_NO_PHRASES", "PYPINYIN_NO_DICT_COPY"):  # read as the package is imported
        os.environ.setdefault(avoided, "1")


@lru_cache(maxsize=1 << 12)
def _plain(text: str) -> str:
    """Letters without tones and dots, "lǚ" as "lu"; syllables are few, and words of them many."""
    return "".join(part for part in unicodedata.normalize("NFD", text) if not unicodedata.combining(part))
