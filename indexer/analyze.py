"""The analyzer: terms of a text for lexical matching, in any script and without a dictionary, each with its place."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
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


def tokens(text: str, *, among: Collection[str] | None = None) -> Iterator[Token]:
    """Yields the terms of a text in order of their start, all of them or those among a collection.

    Scripts without spaces give each character and each pair of neighbours; words are folded to lower case;
    numbers stay whole, without the commas between thousands.

    >>> [token.term for token in tokens("捐款3,680元 by ByteDance")]
    ['捐', '捐款', '款', '3680', '元', 'by', 'bytedance']
    """
    for run in _RUNS.finditer(fold(text)):
        word, start = run.group(), run.start()
        if run.lastgroup == "unspaced":
            # Tokens are made only for what is wanted: a page of hits has thousands of others.
            for place, term in enumerate(_grams(word)):
                if among is None or term in among:
                    yield Token(term, start + place // 2, start + place // 2 + len(term))
            continue
        term = _DIGIT_GROUPS.sub("", word) if run.lastgroup == "number" else word
        if among is None or term in among:
            yield Token(term, start, run.end())


def _grams(run: str) -> Iterator[str]:
    """Characters and pairs of one run of a script without spaces, in turn: "捐款三" gives 捐 捐款 款 款三 三."""
    for first, second in pairwise(run):
        yield first
        yield first + second
    yield run[-1]


def terms(text: str) -> list[str]:
    """The terms alone, repeats included, in order of their start: what indexing needs, in less time."""
    found: list[str] = []
    for run in _RUNS.finditer(fold(text)):
        word = run.group()
        if run.lastgroup == "unspaced":
            found.extend(_grams(word))
        else:
            found.append(_DIGIT_GROUPS.sub("", word) if run.lastgroup == "number" else word)
    return found


def different_terms(text: str) -> list[str]:
    """Each term once, in order of its first start."""
    return list(dict.fromkeys(terms(text)))
