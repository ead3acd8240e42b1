"""Words that only join, of languages written in letters: they are in every text and say nothing about any."""

from functools import lru_cache
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
    """Whether a word only joins, in any of a dozen languages.

    >>> is_stopword("The"), is_stopword("hospital"), is_stopword("и")
    (True, False, True)
    """
    return normalize(word) in _words()


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    # Here and not at the top: it brings SciPy, and a search needs neither.
    from bm25s import stopwords

    return frozenset(chain.from_iterable(getattr(stopwords, f"STOPWORDS_{language}") for language in _LANGUAGES))
