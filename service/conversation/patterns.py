"""Patterns of lists of words."""

import re
from collections.abc import Sequence

from indexer.text.normalize import normalize


def any_of(words: Sequence[str], *, spaced: bool = True, joined: Sequence[str] = (), endings: bool = False) -> str:
    """A pattern of some words, the longest first; whole ones where words are spaced.

    Args:
        words: To be found.
        spaced: Whether the language sets words apart.
        joined: What may be written as one with them, before them.
        endings: Whether they may end otherwise.
    """
    if not words:
        return r"(?!)"
    longest = sorted(map(normalize, words), key=len, reverse=True)
    if not spaced:
        return "|".join(map(re.escape, longest))
    before = f"(?:{'|'.join(map(re.escape, joined))})?" if joined else ""
    return "|".join(
        (r"(?<![\w'’])" + before if word[0].isalpha() else "")
        + re.escape(word)
        + (r"(?![\w])" if word[-1].isalpha() and not endings else "")
        for word in longest
    )
