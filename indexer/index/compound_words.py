"""Words inside of others, in languages that write compounds as one: what asks for Massnahmen is found in Schutzmassnahmen.

No dictionary tells where such a word divides, and none is needed: what is asked for is looked up inside of the archive's own terms.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.arrays import Mask

if TYPE_CHECKING:
    # Only named here: to read a question needs neither bm25s nor an open archive.
    from indexer.index.bm25 import Terms
    from indexer.index.docstore import RowFacts

COMPOUNDING = frozenset({"de", "nl", "sv", "da", "nb", "nn", "no", "is", "fo", "lb", "fy", "af"})
"""Languages that write compounds as one word, and whose words are told apart by blanks."""
_SHORTEST = 5
"""Letters of a part at either end: what is shorter stands in words that have nothing to do with it."""
_SHORTEST_WITHIN = 6
"""The same of a part in the middle."""
_REST = 3
"""Letters of what stands beside a part; behind one at the beginning an ending may have as many, and one more is wanted."""
_BEYOND_LATIN = "\u0250"
_MOST = 100
"""Compounds of one part, the shortest first: they have the least beside it."""


class CompoundWords:
    """The terms of an archive in which others may stand; immutable, safe to use from any thread."""

    def __init__(self, words: Iterable[str]) -> None:
        """Takes terms without line feeds."""
        self._text = "\n".join(("", *words, ""))

    @classmethod
    def of_archive(cls, articles: "Terms", facts: "RowFacts") -> "CompoundWords":
        """The long words of articles in such a language.

        Args:
            articles: Their terms.
            facts: Of all articles.
        """
        languages, of_article = facts.spoken
        compounding = np.array([each in COMPOUNDING for each in languages], dtype=np.bool_)
        return cls(_long_words(articles, compounding[of_article]) if compounding.any() else ())

    def __str__(self) -> str:
        """One a line."""
        return self._text.strip("\n")

    def with_part(self, part: str) -> list[str]:
        """The terms in which a word's stem stands, with enough beside it to be another word.

        >>> CompoundWords(["schutzmassnahm", "hochwasserschutz", "massnahmen"]).with_part("massnahm")
        ['schutzmassnahm']
        """
        if len(part) < _SHORTEST or len(self._text) < _SHORTEST:
            return []
        return sorted(dict.fromkeys(self._words_with(part)), key=lambda word: (len(word), word))[:_MOST]

    def _words_with(self, part: str) -> Iterator[str]:
        text, found = self._text, -1
        while (found := text.find(part, found + 1)) >= 0:
            start, end = text.rfind("\n", 0, found) + 1, text.index("\n", found)
            before, behind = found - start, end - found - len(part)
            if not behind:
                parted = before >= _REST
            elif not before:
                parted = behind > _REST
            else:
                parted = len(part) >= _SHORTEST_WITHIN and min(before, behind) >= _REST
            if parted:
                yield text[start:end]


def _long_words(articles: "Terms", among: Mask) -> Iterator[str]:
    """The words of letters, longer than a part alone, of which the first or last article is one of some."""
    postings = articles.postings()
    filled = np.diff(postings.starts) > 0
    first, last = postings.starts[:-1][filled], postings.starts[1:][filled] - 1
    of_those = among[postings.row_numbers[first]] | among[postings.row_numbers[last]]
    for place in np.flatnonzero(filled)[of_those].tolist():
        term = postings.vocabulary[place]
        if len(term) >= _SHORTEST + _REST and term.isalpha() and term < _BEYOND_LATIN:
            yield term
