"""The words of an archive by how they sound and by their letters, from which what was meant is chosen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.index.suggestions.keys import typed
from indexer.text.words.cutting import is_cut
from indexer.text.words.readings import readings_of
from service.search.whole_archive import WholeArchive

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


class Vocabulary:
    """Looks for words of an archive that are near to one that it does not have; immutable."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """Takes words with how many articles have each."""
        self._known: dict[str, Frequent] = {}
        for text, articles in words:
            key = typed(text)
            known = self._known.get(key)
            if len(key) > 1 and (known is None or known.articles < articles):
                self._known[key] = Frequent(text, articles)
        self._by_sound: dict[Syllables, list[Frequent]] = {}
        self._by_rest: dict[str, list[str]] = {}
        for key, word in self._known.items():
            if is_cut(key) and len(key) <= _LONGEST:
                for way in dict.fromkeys(map(_fuzzy, readings_of(key))):
                    self._by_sound.setdefault(way, []).append(word)
            elif len(key) >= _LEAST_LETTERS and key.isalpha():
                for rest in _rests(key):
                    self._by_rest.setdefault(rest, []).append(key)
        self.longest = max(map(len, self._by_sound), default=0)
        """Syllables of the longest word."""

    @classmethod
    def of(cls, snapshot: WholeArchive) -> "Vocabulary":
        """The words, names, keywords and authors of a snapshot."""
        names = ((text, each.articles) for each in snapshot.names for text in (each.name, each.other))
        words = ((each.text, each.articles) for each in snapshot.words())
        facts = (
            (each, 1)
            for lists in (snapshot.facts.keywords, snapshot.facts.authors)
            for each in sorted(set().union(*lists))
        )
        return cls((*words, *names, *facts))

    def __contains__(self, word: str) -> bool:
        return typed(word) in self._known

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

        return sorted(self._by_sound.get(_fuzzy(syllables), ()), key=rank)

    def spelt(self, word: str) -> list[Frequent]:
        """Words of letters that a slip or two would make this one, the nearest and then the most frequent first."""
        key = typed(word)
        if len(key) < _LEAST_LETTERS or not key.isalpha() or is_cut(key):
            return []
        near = {other for rest in _rests(key) for other in self._by_rest.get(rest, ())} - {key}
        slips = [(_slips(key, other), other) for other in near]
        most = 2 if len(key) >= _TWO_SLIPS_FROM else 1
        fitting = [(slip, other) for slip, other in slips if slip <= most and (slip < 2 or other[0] == key[0])]
        fitting.sort(key=lambda each: (each[0], -self._known[each[1]].articles, each[1]))
        return [self._known[other] for _, other in fitting]


def _fuzzy(syllables: Syllables) -> Syllables:
    """Syllables without what many speakers don't tell apart."""
    return tuple(_plainer(each) for each in syllables)


def _plainer(syllable: str) -> str:
    for full, plain in _FUZZY:
        syllable = syllable.replace(full, plain)
    return syllable


def _rests(word: str) -> Iterator[str]:
    """The word, and what is left of it without one letter, of a long one without two (as SymSpell looks words up)."""
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
