"""The words of an archive by how they sound and by their letters, from which what was meant is chosen.

Words lie in columns, and are found by hashes of how they are written, how they sound, and what is left of them without a letter or
two: arrays that may be mapped from files, so that an archive's words take no memory of a service.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from indexer.index.aliases import NameTable
from indexer.index.suggestions.entries import Heading
from indexer.index.suggestions.keys import typed
from indexer.index.suggestions.prefixes import Numbers
from indexer.text.words.cutting import is_cut
from indexer.text.words.readings import readings_of
from indexer.text.words.table import WordTable

Syllables = tuple[str, ...]

_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
"""What many speakers don't tell apart."""
_LONGEST = 12
_LEAST_LETTERS = 4
_TWO_SLIPS_FROM = 9
"""Letters of a word in which two slips are forgiven; one in shorter ones."""


@dataclass(frozen=True, slots=True)
class Frequent:
    """A word with how many articles have it."""

    text: str
    articles: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Looks for words of an archive that are near to one that it does not have; immutable."""

    texts: npt.NDArray[np.uint8]
    """Words in UTF-8, one after the other."""
    text_ends: npt.NDArray[np.int64]
    articles: Numbers
    """How many articles have each."""
    known_hashes: npt.NDArray[np.uint64]
    """Of words as they are typed, ascending."""
    known_words: Numbers
    """The place of the word of each hash."""
    sound_hashes: npt.NDArray[np.uint64]
    """Of the syllables of words, without what many speakers don't tell apart, ascending; one for each way to read a word."""
    sound_words: Numbers
    rest_hashes: npt.NDArray[np.uint64]
    """Of words of letters, and of what is left of them without a letter or two (as SymSpell looks words up), ascending."""
    rest_words: Numbers
    syllables: Numbers
    """Of the longest word, shape (1,)."""

    @classmethod
    def of(cls, words: Iterable[tuple[str, int]]) -> "Vocabulary":
        """Takes words with how many articles have each; of those that are typed alike the most frequent."""
        known: dict[str, Frequent] = {}
        for text, articles in words:
            key = typed(text)
            before = known.get(key)
            if len(key) > 1 and (before is None or before.articles < articles):
                known[key] = Frequent(text, articles)
        sounds: list[tuple[int, int]] = []
        rests: list[tuple[int, int]] = []
        longest = 0
        for place, key in enumerate(known):
            if is_cut(key) and len(key) <= _LONGEST:
                for way in dict.fromkeys(map(_fuzzy, readings_of(key))):
                    longest = max(longest, len(way))
                    sounds.append((_hash(" ".join(way)), place))
            elif len(key) >= _LEAST_LETTERS and key.isalpha():
                rests += ((_hash(rest), place) for rest in _rests(key))
        coded = [word.text.encode("utf-8", "surrogatepass") for word in known.values()]
        return cls(
            np.frombuffer(b"".join(coded), dtype=np.uint8),
            np.array([*accumulate(map(len, coded))], dtype=np.int64),
            np.array([word.articles for word in known.values()], dtype=np.int32),
            *_ordered([(_hash(key), place) for place, key in enumerate(known)]),
            *_ordered(sounds),
            *_ordered(rests),
            np.array([longest], dtype=np.int32),
        )

    @classmethod
    def of_archive(cls, headings: Sequence[Heading], words: WordTable, names: NameTable) -> "Vocabulary":
        """The words, names, keywords and authors of an archive.

        Args:
            headings: Of all its articles.
            words: Of the archive.
            names: Of the archive.
        """
        named = ((text, each.articles) for each in names for text in (each.name, each.other))
        listed = ((each.text, each.articles) for each in words)
        facts = (
            (value, 1)
            for lists in ((each.keywords for each in headings), (each.authors for each in headings))
            for value in sorted({value for values in lists for value in values})
        )
        return cls.of((*listed, *named, *facts))

    def __contains__(self, word: str) -> bool:
        return bool(_at(_hash(typed(word)), self.known_hashes, self.known_words).size)

    def __len__(self) -> int:
        return len(self.articles)

    @property
    def longest(self) -> int:
        """Syllables of the longest word."""
        return int(self.syllables[0])

    def most_frequent(self, most: int) -> "Vocabulary":
        """The words that most articles have; of those that as many have, the first."""
        if len(self) <= most:
            return self
        kept = np.sort(np.argsort(-self.articles, kind="stable")[:most])
        return Vocabulary.of((word.text, word.articles) for word in map(self._word, kept.tolist()))

    def sounding(self, syllables: Syllables, written: str = "") -> list[Frequent]:
        """Words that sound so: first those that do so exactly, then by how many characters they share, then the most frequent.

        Args:
            syllables: How they sound.
            written: The characters that were typed for them, if any were.
        """

        def rank(word: Frequent) -> tuple[bool, int, int, str]:
            key = typed(word.text)
            shared = sum(one == other for one, other in zip(key, written, strict=False))
            return readings_of(key)[0] != syllables, -shared, -word.articles, word.text

        # Two of a million words have one of 64 bits in common once in 37 million archives: no hash is looked behind.
        found = _at(_hash(" ".join(_fuzzy(syllables))), self.sound_hashes, self.sound_words)
        return sorted(map(self._word, found.tolist()), key=rank)

    def spelt(self, word: str) -> list[Frequent]:
        """Words of letters that a slip or two would make this one, the nearest and then the most frequent first."""
        key = typed(word)
        if len(key) < _LEAST_LETTERS or not key.isalpha() or is_cut(key):
            return []
        places = {
            place for rest in _rests(key) for place in _at(_hash(rest), self.rest_hashes, self.rest_words).tolist()
        }
        near = {typed(other.text): other for other in map(self._word, places)}
        slips = [(_slips(key, other), other) for other in near if other != key]
        most = 2 if len(key) >= _TWO_SLIPS_FROM else 1
        fitting = [(slip, other) for slip, other in slips if slip <= most and (slip < 2 or other[0] == key[0])]
        fitting.sort(key=lambda each: (each[0], -near[each[1]].articles, each[1]))
        return [near[other] for _, other in fitting]

    def _word(self, place: int) -> Frequent:
        start = int(self.text_ends[place - 1]) if place else 0
        coded = self.texts[start : int(self.text_ends[place])].tobytes()
        return Frequent(coded.decode("utf-8", "surrogatepass"), int(self.articles[place]))


def _hash(key: str) -> int:
    """64 bits of a key."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _ordered(pairs: Sequence[tuple[int, int]]) -> tuple[npt.NDArray[np.uint64], Numbers]:
    """Hashes in order, each with its word; those of one hash in the order of the words."""
    hashes = np.array([each for each, _ in pairs], dtype=np.uint64)
    words = np.array([place for _, place in pairs], dtype=np.int32)
    order = np.lexsort((words, hashes))
    return hashes[order], words[order]


def _at(wanted: int, hashes: npt.NDArray[np.uint64], words: Numbers) -> Numbers:
    """The words of a hash."""
    low, high = (int(np.searchsorted(hashes, np.uint64(wanted), side=side)) for side in ("left", "right"))
    return words[low:high]


def _fuzzy(syllables: Syllables) -> Syllables:
    """Syllables without what many speakers don't tell apart."""
    return tuple(_plainer(each) for each in syllables)


def _plainer(syllable: str) -> str:
    for full, plain in _FUZZY:
        syllable = syllable.replace(full, plain)
    return syllable


def _rests(word: str) -> Iterator[str]:
    """The word, and what is left of it without one letter, of a long one without two."""
    ones = {word[:place] + word[place + 1 :] for place in range(len(word))}
    yield word
    yield from ones
    if len(word) >= _TWO_SLIPS_FROM:
        yield from {one[:place] + one[place + 1 :] for one in ones for place in range(len(one))} - ones


def _slips(one: str, other: str) -> int:
    """How many letters are left out, added, other, or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, there in enumerate(other, start=1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != there)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                row[j] = min(row[j], before[j - 2] + 1)
        before, last = last, row
    return last[-1]
