"""Stems of words, so that "donated" finds "donate": the one door to Snowball (PyStemmer).

Which stemmer, the language of the text says; a text in a script of its own, such as Chinese, gives its Latin words to the
English one, as most names and loans there are.
"""

import threading
from collections.abc import Iterable

import Stemmer

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
