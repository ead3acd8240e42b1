"""How Chinese is read: characters and words in pinyin. The one door to pypinyin."""

import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain, islice, product

from indexer.core.errors import load_dictionary

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
    parts: list[tuple[tuple[str, ...], ...]] = []
    place = 0
    while place < len(text):
        longest = min(_LONGEST_WORD, len(text) - place)
        known = next((n for n in range(longest, 1, -1) if text[place : place + n] in _words_read()), 0)
        if known:
            parts.append((_words_read()[text[place : place + known]],))
        else:
            parts.append(tuple((each,) for each in _readings_of_character(text[place])))
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


@lru_cache(maxsize=1 << 15)
def _readings_of_character(character: str) -> tuple[str, ...]:
    """The commonest first, without those that hardly a word has: 接 is not read sha. Only the first of the dictionary where few words tell."""
    marked = _characters_read().get(ord(character))
    if marked is None:
        return ()
    counts = _syllables_of_words().get(character, Counter())
    total = counts.total()
    common = [reading for reading, count in counts.most_common(_READINGS) if count >= _SELDOM * total]
    return tuple(dict.fromkeys(common if total >= _TELLING_WORDS else (*common, _plain(marked.split(",")[0]))))


@lru_cache(maxsize=1)
def _characters_read() -> Mapping[int, str]:
    return load_dictionary("readings", _marked_by_code, {}, effect=_UNREAD, package="pypinyin")


@lru_cache(maxsize=1)
def _syllables_of_words() -> Mapping[str, Counter[str]]:
    """How many words have each character read how."""
    pairs = Counter(chain.from_iterable(map(zip, _words_read(), _words_read().values())))
    counts: dict[str, Counter[str]] = {}
    for (character, syllable), count in pairs.items():
        counts.setdefault(character, Counter())[syllable] = count
    return counts


@lru_cache(maxsize=1)
def _words_read() -> dict[str, tuple[str, ...]]:
    """Words of several characters with their reading."""
    return load_dictionary("read words", _read_words, {}, effect=_UNREAD, package="pypinyin")


def _read_words() -> dict[str, tuple[str, ...]]:
    _import_sparingly()
    import pypinyin
    from pypinyin.phrases_dict import phrases_dict

    made = {word: tuple(_plain(each[0]) for each in readings) for word, readings in phrases_dict.items()}
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
