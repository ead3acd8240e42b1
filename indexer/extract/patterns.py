"""The words of patterns.toml: labels, by-words, units and furniture of a dozen languages, read once."""

import re
import tomllib
from collections.abc import Iterable
from enum import StrEnum
from importlib.resources import files

from indexer.extract.characters import label_form

_DATA = tomllib.loads(files("indexer.extract").joinpath("patterns.toml").read_text("utf-8"))


class Kind(StrEnum):
    """What a label says of the value behind it."""

    SOURCE = "source"
    AUTHOR = "author"
    EDITOR = "editor"
    DATE = "date"
    OTHER = "other"


LABELS: dict[str, Kind] = {
    label_form(word).casefold(): Kind(kind) for kind, words in _DATA["labels"].items() for word in words
}
"""Kinds by label, case folded and with Simplified characters."""

BY_WORDS: tuple[str, ...] = tuple(_DATA["by"]["words"])
BY_ENDS = frozenset(_DATA["by"]["ends"])
NOBODY = frozenset(_DATA["names"]["nobody"])
JOINING: tuple[str, ...] = tuple(_DATA["names"]["joining"])
SURNAMES = frozenset(_DATA["names"]["surnames"])
PARTICLES = frozenset(_DATA["names"]["particles"])
SQUARED_UNITS: tuple[str, ...] = tuple(_DATA["inline"]["squared"])
PAGER: tuple[str, ...] = tuple(_DATA["furniture"]["pager"])
PAGER_WORDS: tuple[str, ...] = tuple(_DATA["furniture"]["pager_words"])
REPLY: tuple[str, ...] = tuple(_DATA["furniture"]["reply"])
READERS: tuple[str, ...] = tuple(_DATA["furniture"]["readers"])
MONTHS: dict[str, int] = {
    name.casefold(): month for month, names in enumerate(_DATA["dates"]["months"], start=1) for name in names
}
"""The number of a month by its names, case folded."""

BETWEEN_DATES: tuple[str, ...] = tuple(_DATA["dates"]["between"])
UPDATED: tuple[str, ...] = tuple(_DATA["dates"]["updated"])


def any_of(words: Iterable[str], *, spaced: bool = False) -> str:
    """A pattern for any of some words, the longest first; `spaced` lets Chinese ones stand with blanks between."""
    return "|".join(_word(word, spaced=spaced) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def whole_words(words: Iterable[str]) -> str:
    """A pattern for any of some words as whole words; Chinese, Japanese and Thai ones stand among others without blanks."""
    every = set(words)
    unspaced = {word for word in every if re.search(r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]", word)}
    parts = [any_of(unspaced)] if unspaced else []
    return "|".join([*parts, rf"(?<!\w)(?:{any_of(every - unspaced)})(?!\w)"])


def _word(word: str, *, spaced: bool) -> str:
    if spaced and re.fullmatch(r"[\u4e00-\u9fff]{2,4}", word):
        return r"[ \u3000]{0,3}".join(word)
    return re.escape(word)
