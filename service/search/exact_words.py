"""Finds words in a text as they are written."""

import re
from collections.abc import Sequence
from functools import lru_cache

from indexer.core.article import Span
from indexer.text.analyzer import LETTER
from indexer.text.normalize import normalize, unjoined, unjoined_places

_EDGES = (
    # An article is cut so: neither "eau" in "l'eau" nor "30" in "10:30" is a word of it.
    (re.compile(LETTER), rf"(?<!{LETTER})(?<!{LETTER}['’])", rf"(?!{LETTER})(?!['’]{LETTER})"),
    (re.compile("[0-9]"), "(?<![0-9])(?<![0-9][.,:])", "(?![0-9])(?![.,:][0-9])"),
)


@lru_cache(maxsize=256)
def _pattern(phrase: str) -> re.Pattern[str]:
    """Finds a phrase in a text that is folded and without joiners."""
    plain = unjoined(normalize(phrase)).strip()
    before = next((edge for kind, edge, _ in _EDGES if kind.match(plain)), "")
    after = next((edge for kind, _, edge in _EDGES if kind.match(plain[-1:])), "")
    return re.compile(before + r"\s+".join(map(re.escape, plain.split())) + after)


def is_held(phrase: str, text: str) -> bool:
    """Whether a phrase stands in a text, but for script, width and case.

    >>> is_held("the Library", "At THE  library"), is_held("art", "a party"), is_held("捐贈", "共捐赠三万")
    (True, False, True)
    """
    return _pattern(phrase).search(unjoined(normalize(text))) is not None


def share_held(phrases: Sequence[str], text: str) -> float:
    """Share of some phrases that a text holds, 0 to 1."""
    plain = unjoined(normalize(text))
    return sum(_pattern(phrase).search(plain) is not None for phrase in phrases) / max(len(phrases), 1)


def places_of(phrase: str, text: str) -> list[Span]:
    """Where a phrase stands in a text.

    >>> places_of("三万", "三萬元，三万")
    [Span(start=0, end=2), Span(start=4, end=6)]
    """
    folded, places = unjoined_places(normalize(text))
    found = _pattern(phrase).finditer(folded)
    return [Span(places[each.start()], places[each.end() - 1] + 1) for each in found if each.group()]
