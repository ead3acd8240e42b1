"""The analyzer: terms of a text for lexical matching, in any script and without a dictionary, each with its place, and stems of words (the one door to PyStemmer).

Which stemmer, the language of the text says; a text in a script of its own, such as Chinese, gives its Latin words to the
English one, as most names and loans there are.

Scripts without spaces give each character and each pair of neighbours; words give their stems; numbers stay whole. Equal
numbers and dates meet however they are written: 3万, 三万 and 30,000 share the term "#30000" (`indexer.text.number_terms`).
Joiners inside a word are no part of its term, and lie in its span.
"""

import itertools
import re
import threading
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

import Stemmer

from indexer.text.normalize import normalize, unjoined, unjoined_places
from indexer.text.number_terms import number_terms

_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "fi": "finnish", "fr": "french", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_OTHERWISE = "english"


class _Stemmers(threading.local):
    """Stemmers of one thread, by name: Snowball's are not for several at once."""

    def __init__(self) -> None:
        self.by_name: dict[str, Stemmer.Stemmer] = {}


_stemmers = _Stemmers()


def stems_of(language: str) -> str:
    """Name of the stemmer that texts of a language are given to; texts of one name share their stems.

    Args:
        language: BCP 47 tag; empty when unknown.
    """
    return _SNOWBALL.get(language.partition("-")[0].lower(), _OTHERWISE)


def stemmed(words: Iterable[str], stemmer: str) -> list[str]:
    """The stem of each word, which is in lower case already.

    Args:
        words: Words of any script; those that the stemmer does not know come back as they are.
        stemmer: As `stems_of` names it.

    >>> stemmed(["donated", "donation", "masks"], "english")
    ['donat', 'donat', 'mask']
    """
    if stemmer not in _stemmers.by_name:
        _stemmers.by_name[stemmer] = Stemmer.Stemmer(stemmer)
    found: list[str] = _stemmers.by_name[stemmer].stemWords(list(words))
    return found


UNSPACED = (
    "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0002a6df"
)
"""Of a regular expression's class: scripts written without spaces between words, Han, kana, Hangul, Thai, Lao, Khmer, Burmese."""
_MARK = re.escape(
    "".join(
        each
        for each in map(chr, range(0x300, 0xFFFF))
        if unicodedata.category(each) in ("Mn", "Mc") and not re.match(f"[{UNSPACED}]", each)
    )
)
LETTER = rf"(?:[^\W\d_{UNSPACED}]|[{_MARK}])"
"""Of a word, in a regular expression. Hindi and its neighbours write vowels as marks: they are of it as any letter is."""
_LETTERS = rf"[^\W\d_{UNSPACED}]{LETTER}*"
_WORD = rf"{_LETTERS}(?:[’']{_LETTERS})*"
_WRITTEN_ON = "".join(
    each
    for each in map(chr, (*range(0xE00, 0xF00), *range(0x1000, 0x10A0), *range(0x1780, 0x1800), 0x3099, 0x309A))
    if unicodedata.category(each) in ("Mn", "Mc") or each in "\u0e33\u0eb3"
)
_CLUSTERS = re.compile(rf".[{_WRITTEN_ON}]*")
"""A letter with all that is written on it, of Thai, Lao, Khmer and Burmese; the two that are no marks end a syllable so too."""
_HAS_MARKS = re.compile(f"[{_WRITTEN_ON}]")
_WORDS = re.compile(_WORD)
_GRAM = re.compile(rf"[{UNSPACED}]+")
_SPACED = rf"(?P<number>[0-9]+(?:[.,:][0-9]+)*)|(?P<word>{_WORD})"
_SPACED_RUNS = re.compile(_SPACED)
_RUNS = re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|{_SPACED}")
_DIGIT_GROUPS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


_KEPT_TEXTS = 2048
"""Passages that are remembered as they are compared, in about 3 MB: questions find the same ones again and again."""


class Token(NamedTuple):
    """A term and the span of the text it was read from."""

    term: str
    start: int
    end: int


def tokens(text: str, *, language: str = "", among: Collection[str] | None = None) -> Iterator[Token]:
    """The terms of a text, all of them or those among a collection.

    Args:
        text: Any text.
        language: BCP 47 tag of the text, which says how its words are stemmed; empty when unknown.
        among: The terms wanted; None for all.

    >>> [token.term for token in tokens("捐款3,680元 by ByteDance")]
    ['捐', '捐款', '款', '3680', '元', 'by', 'byted', '#3680']
    """
    folded, places = unjoined_places(normalize(text))
    stemmer = stems_of(language)
    found = _found(folded, stemmer) if among is None else _found_among(folded, stemmer, _sought(frozenset(among)))
    if isinstance(places, range):  # the text has no joiners
        return itertools.starmap(Token, found)
    return (Token(term, places[start], places[end - 1] + 1) for term, start, end in found)


def places_of(text: str, among: Collection[str], *, language: str = "") -> list[tuple[int, int]]:
    """Where `tokens` finds some terms in a text, start and end of each, in any order.

    >>> sorted(places_of("捐款3,680元 by ByteDance", {"捐款", "byted", "#3680"}))
    [(0, 2), (2, 7), (12, 21)]
    """
    folded, places = _folded(text)
    found = _found_among(folded, stems_of(language), _sought(frozenset(among)), in_order=False)
    if isinstance(places, range):  # the text has no joiners
        return [(start, end) for _, start, end in found]
    return [(places[start], places[end - 1] + 1) for _, start, end in found]


@lru_cache(maxsize=_KEPT_TEXTS)
def _folded(text: str) -> tuple[str, Sequence[int]]:
    """A text as it is compared, and the place of each character of it."""
    return unjoined_places(normalize(text))


def held_terms(text: str, among: Collection[str], *, language: str = "") -> Set[str]:
    """Those of some terms that a text has: what `terms` gives of them, in a fraction of the time.

    >>> sorted(held_terms("捐款3,680元 by ByteDance", {"捐款", "元旦", "byted", "#3680"}))
    ['#3680', 'byted', '捐款']
    """
    return {token.term for token in tokens(text, language=language, among=among)}


def _found(folded: str, stemmer: str) -> Iterator[tuple[str, int, int]]:
    """The terms of a folded text, each with the span of it."""
    for run in _RUNS.finditer(folded):
        if run.lastgroup == "unspaced":
            for term, begin in _grams_with_places(run.group()):
                yield term, run.start() + begin, run.start() + begin + len(term)
        else:
            yield from _found_spaced(run, stemmer)
    yield from number_terms(folded)


def _found_spaced(run: re.Match[str], stemmer: str) -> Iterator[tuple[str, int, int]]:
    """The terms of a number or a word, each with the span of it."""
    word = run.group()
    if run.lastgroup == "number":
        found = [_DIGIT_GROUPS.sub("", word)]
    else:
        found = stemmed([word, *_without_marks([word])], stemmer)
    for term in dict.fromkeys(found):
        yield term, run.start(), run.end()


@dataclass(frozen=True, slots=True)
class _Sought:
    """Terms that a text is looked through for, by how they are found."""

    every: Set[str]
    grams: Sequence[str]
    """Characters and pairs of scripts without spaces: wherever the text has one, it is a term of it."""
    spaced: bool
    """Whether there are numbers or words, which only reading the text tells."""
    numeric: bool
    """Whether there are terms of amounts and dates."""


@lru_cache(maxsize=64)
def _sought(wanted: frozenset[str]) -> _Sought:
    """Terms put in order for the many texts that they are looked for in."""
    grams = [term for term in wanted if is_gram(term)]
    numeric = sum(term.startswith("#") for term in wanted)
    return _Sought(wanted, grams, len(grams) + numeric < len(wanted), numeric > 0)


def _found_among(
    folded: str, stemmer: str, sought: _Sought, *, in_order: bool = True
) -> Iterable[tuple[str, int, int]]:
    """Those terms of a folded text that are sought, each with the span of it, in the order of all or in any."""
    if sought.grams and _HAS_MARKS.search(folded):  # here a character with its marks is one
        return (each for each in _found(folded, stemmer) if each[0] in sought.every)
    found: list[tuple[str, int, int]] = []
    find = folded.find
    for gram in sought.grams:
        start = find(gram)
        while start >= 0:
            found.append((gram, start, start + len(gram)))
            start = find(gram, start + 1)
    if sought.spaced:
        for run in _SPACED_RUNS.finditer(folded):
            found += (each for each in _found_spaced(run, stemmer) if each[0] in sought.every)
    if in_order:
        found.sort(key=itemgetter(1, 2))
    if sought.numeric:
        found += (each for each in number_terms(folded) if each[0] in sought.every)
    return found


def _grams(run: str) -> Iterator[str]:
    """Characters and pairs of one run of a script without spaces, in turn: "捐款三" gives 捐 捐款 款 款三 三.

    A character is one with the marks that are written on it: สวัสดี gives ส สวั วั วัส ส สดี ดี.
    """
    characters: Sequence[str] = _CLUSTERS.findall(run) if _HAS_MARKS.search(run) else run
    for first, second in itertools.pairwise(characters):
        yield first
        yield first + second
    yield characters[-1]


def _grams_with_places(run: str) -> Iterator[tuple[str, int]]:
    """The same, each with its place in the run."""
    begin = 0
    for number, term in enumerate(_grams(run)):
        yield term, begin
        if number % 2 == 0:
            single = len(term)
        else:
            begin += single


_PLAIN = {
    code: plain
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if (plain := unicodedata.normalize("NFD", chr(code))[0]) != chr(code) and plain.isascii()
} | {ord("đ"): "d", ord("ø"): "o", ord("ł"): "l", ord("ı"): "i", ord("œ"): "oe", ord("æ"): "ae", ord("ß"): "ss"}
"""Latin letters with marks to those without, and those that are two."""
_SPELT_OUT = {ord(letter): spelt for letter, spelt in zip("äöüåø", ("ae", "oe", "ue", "aa", "oe"), strict=True)}
"""How such letters are written where there are none: Muenchen, Aarhus, Koebenhavn."""


def _without_marks(words: Sequence[str]) -> list[str]:
    """Those words that have marks on Latin letters, without them: a Vietnamese "bão" is looked for as "bao" too.

    And as they are spelt out, München as Munchen and Muenchen.
    """
    found: list[str] = []
    for word in words:
        if not word.isascii():
            forms = (word.translate(_PLAIN), word.translate(_SPELT_OUT).translate(_PLAIN))
            found += (plain for plain in dict.fromkeys(forms) if plain != word)
    return found


def unmarked(text: str) -> str:
    """A folded text without the marks on its Latin letters, as "bão" is typed "bao"; character i stands for character i."""
    return text if text.isascii() else text.translate(_PLAIN)


def terms(text: str, *, language: str = "", as_written: bool = False) -> list[str]:
    """The terms alone, repeats included: what indexing needs, in less time than `tokens`.

    Args:
        text: Any text.
        language: BCP 47 tag of the text; empty when unknown.
        as_written: Whether words with marks stand for themselves alone, as they are asked for.
    """
    found: list[str] = []
    words: list[str] = []
    folded = unjoined(normalize(text))
    for run in _RUNS.finditer(folded):
        word = run.group()
        if run.lastgroup == "unspaced":
            found.extend(_grams(word))
        elif run.lastgroup == "number":
            found.append(_DIGIT_GROUPS.sub("", word))
        else:
            words.append(word)
    stemmer = stems_of(language)
    stems = stemmed(words, stemmer)
    found.extend(stems)
    if not as_written and not folded.isascii():
        marked = [(word, stem) for word, stem in zip(words, stems, strict=True) if not word.isascii()]
        for word, stem in marked:
            found.extend(each for each in dict.fromkeys(stemmed(_without_marks([word]), stemmer)) if each != stem)
    found.extend(term for term, _, _ in number_terms(folded))
    return found


def spaced_words(text: str) -> list[str]:
    """The words of a text in scripts written with spaces, folded and with their endings.

    >>> spaced_words("腾讯Tencent的Foundations")
    ['tencent', 'foundations']
    """
    return _WORDS.findall(unjoined(normalize(text)))


def word_tokens(text: str, *, language: str = "") -> Iterator[Token]:
    """The terms that `tokens` gives for words written with spaces, and no others: on a Chinese text in a tenth of the time.

    >>> list(word_tokens("腾讯Tencent的Foundations", language="en"))
    [Token(term='tencent', start=2, end=9), Token(term='foundat', start=10, end=21)]
    """
    folded, places = unjoined_places(normalize(text))
    stemmer = stems_of(language)
    found = list(_WORDS.finditer(folded))
    stems = stemmed([run.group() for run in found], stemmer)
    for stem, run in zip(stems, found, strict=True):
        for term in dict.fromkeys((stem, *stemmed(_without_marks([run.group()]), stemmer))):
            yield Token(term, places[run.start()], places[run.end() - 1] + 1)


def is_gram(term: str) -> bool:
    """Whether a term is a character or a pair of a script written without spaces: a fragment, not yet a word."""
    return _GRAM.fullmatch(term) is not None


def different_terms(text: str, *, language: str = "") -> list[str]:
    """Each term of a question once, as it is written."""
    return list(dict.fromkeys(terms(text, language=language, as_written=True)))


TITLE_CHARACTERS = 120
"""A title longer than this is a paragraph set as one: its head says what the article is about."""


def passage_text(title: str, text: str) -> str:
    """The title in front of a piece of the body, as it says what the piece is about; never part of a span.

    For words only. A chunk is embedded without its title, which would make the vectors of an article's chunks alike
    (8 points of dense hit@1 on news: docs/retrieval.md); the article's own vector holds it.
    """
    return f"{title[:TITLE_CHARACTERS]}\n{text}" if title else text
