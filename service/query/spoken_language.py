"""Which languages a question may be in that `service.query.question.language_of` does not know, by its script or its commonest words.

What that does not know it takes for another or for none: Japanese for Chinese, German for English. Where ranking goes on with
that, words must not be held against an article in which the question's own can't stand.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from indexer.text.normalize import normalize
from service.query.question import known_words

_KANA = re.compile("[\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_KANA_OF_HAN = 8
"""Of so many Han characters one kana makes Japanese, as of texts; 青の花 in Chinese is called so too."""
_SCRIPTS = {
    frozenset(languages.split()): re.compile(f"[{letters}]")
    for languages, letters in {
        "ko": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
        "th": "\u0e00-\u0e7f",
        "lo": "\u0e80-\u0eff",
        "km": "\u1780-\u17ff",
        "my": "\u1000-\u109f",
        "el": "\u0370-\u03ff\u1f00-\u1fff",
        "he yi": "\u0590-\u05ff",
        "hi mr ne": "\u0900-\u097f",
        "bn as": "\u0980-\u09ff",
        "pa": "\u0a00-\u0a7f",
        "gu": "\u0a80-\u0aff",
        "ta": "\u0b80-\u0bff",
        "te": "\u0c00-\u0c7f",
        "kn": "\u0c80-\u0cff",
        "ml": "\u0d00-\u0d7f",
        "si": "\u0d80-\u0dff",
        "ka": "\u10a0-\u10ff",
        "hy": "\u0530-\u058f",
        "am ti": "\u1200-\u137f",
    }.items()
}
_NONE: frozenset[str] = frozenset()
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{2,}")
"""A letter by itself is a word of many languages, and the s of What's."""
_KEPT = 256


@lru_cache(maxsize=_KEPT)
def spoken_languages(question: str) -> frozenset[str]:
    """Languages, BCP 47, of which the question is in one; empty where `language_of` is not to be doubted.

    >>> [sorted(spoken_languages(each)) for each in ("図書館はいつ開きますか", "Wie viele waren es?", "How many were there?")]
    [['ja'], ['de'], []]
    """
    text = normalize(question)
    letters, han, kana = (len(each.findall(text)) for each in (_LETTER, _HAN, _KANA))
    if kana * _KANA_OF_HAN > han and kana * 2 > letters - han:
        return frozenset({"ja"})
    for languages, script in _SCRIPTS.items():
        if len(script.findall(text)) * 2 > letters:
            return languages
    return _NONE if han * 2 > letters else _by_words(_WORD.findall(text))


def _by_words(words: list[str]) -> frozenset[str]:
    """Languages that have more of these words among their commonest than any that `language_of` knows."""
    least = known_words(words)
    counts = {language: sum(word in common for word in words) for language, common in _common().items()}
    most = max(counts.values())
    return frozenset(language for language, count in counts.items() if count == most) if most > least else _NONE


@lru_cache(maxsize=1)
def _common() -> Mapping[str, frozenset[str]]:
    text = (files("service.query") / "spoken_languages.toml").read_text(encoding="utf-8")
    return {language: frozenset(words.split()) for language, words in tomllib.loads(text).items()}
