"""The analyzer: terms of a text for lexical matching, in any script and without a dictionary, each with its place."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexer.fold import fold

# Scripts written without spaces between words: Han, kana, Hangul, Thai, Lao, Khmer, Burmese.
_UNSPACED = (
    "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0002a6df"
)
_RUNS = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)"
    r"|(?P<number>[0-9]+(?:[.,:][0-9]+)*)"
    rf"|(?P<word>[^\W\d_{_UNSPACED}]+(?:[’'][^\W\d_{_UNSPACED}]+)*)"
)
_DIGIT_GROUPS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


class Token(NamedTuple):
    """A term and the span of the text it was read from."""

    term: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Yields the terms of a text in order of their start.

    Scripts without spaces give each character and each pair of neighbours; words are folded to lower case;
    numbers stay whole, without the commas between thousands.

    >>> [token.term for token in tokens("捐款3,680元 by ByteDance")]
    ['捐', '捐款', '款', '3680', '元', 'by', 'bytedance']
    """
    folded = fold(text)
    for run in _RUNS.finditer(folded):
        if run.lastgroup == "unspaced":
            yield from _grams(run.group(), run.start())
        elif run.lastgroup == "number":
            yield Token(_DIGIT_GROUPS.sub("", run.group()), run.start(), run.end())
        else:
            yield Token(run.group(), run.start(), run.end())


def _grams(run: str, offset: int) -> Iterator[Token]:
    """Single characters and pairs of one run of a script without spaces."""
    last = len(run) - 1
    for place, character in enumerate(run):
        start = offset + place
        yield Token(character, start, start + 1)
        if place < last:
            yield Token(run[place : place + 2], start, start + 2)


def terms(text: str) -> list[str]:
    """The terms alone, repeats included, in order of their start."""
    return [token.term for token in tokens(text)]


def different_terms(text: str) -> list[str]:
    """Each term once, in order of its first start."""
    return list(dict.fromkeys(terms(text)))
