"""Words that only join, of languages written in letters: they are in every text and say nothing about any."""

import tomllib
from collections.abc import Iterable, Set
from functools import lru_cache
from importlib.resources import files
from itertools import chain

from indexer.text.normalize import normalize

_LANGUAGES = (
    "EN_PLUS",
    "DANISH",
    "DUTCH",
    "FRENCH",
    "GERMAN",
    "ITALIAN",
    "NORWEGIAN",
    "PORTUGUESE",
    "RUSSIAN",
    "SPANISH",
    "SWEDISH",
    "TURKISH",
)


def is_stopword(word: str) -> bool:
    """Whether a word only joins, in any of some fifteen languages.

    >>> is_stopword("The"), is_stopword("hospital"), is_stopword("и")
    (True, False, True)
    """
    return normalize(word) in _words()


def joining_words(words: Iterable[str]) -> Set[str]:
    """The words that only join in the one language of some fifteen that has most of some words among them: "war" in German, not in English.

    >>> "war" in joining_words(["das", "haus", "war", "alt"]), "war" in joining_words(["the", "war", "in", "europe"])
    (True, False)

    Args:
        words: Of a text, folded.
    """
    different = frozenset(words)
    return max(_lists(), key=lambda each: len(each & different))


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(chain.from_iterable(_lists()))


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], ...]:
    """By language, English first."""
    # Here and not at the top: it brings SciPy, and a search needs neither.
    from bm25s import stopwords

    own = tomllib.loads(files("indexer.text").joinpath("stopwords.toml").read_text(encoding="utf-8"))
    listed = [getattr(stopwords, f"STOPWORDS_{language}") for language in _LANGUAGES]
    return tuple(frozenset(map(normalize, each)) for each in (*listed, *(words.split() for words in own.values())))
