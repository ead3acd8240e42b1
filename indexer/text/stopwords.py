"""Words that only join, of languages written in letters: they are in every text and say nothing about any."""

from functools import lru_cache
from itertools import chain

from bm25s import stopwords as lists

from indexer.text.normalize import normalize

_LISTS = (
    lists.STOPWORDS_EN_PLUS,
    lists.STOPWORDS_DANISH,
    lists.STOPWORDS_DUTCH,
    lists.STOPWORDS_FRENCH,
    lists.STOPWORDS_GERMAN,
    lists.STOPWORDS_ITALIAN,
    lists.STOPWORDS_NORWEGIAN,
    lists.STOPWORDS_PORTUGUESE,
    lists.STOPWORDS_RUSSIAN,
    lists.STOPWORDS_SPANISH,
    lists.STOPWORDS_SWEDISH,
    lists.STOPWORDS_TURKISH,
)


def is_stopword(word: str) -> bool:
    """Whether a word only joins, in any of a dozen languages.

    >>> is_stopword("The"), is_stopword("hospital"), is_stopword("и")
    (True, False, True)
    """
    return normalize(word) in _words()


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(chain.from_iterable(_LISTS))
