"""Suggestions for what somebody has typed so far, the likeliest first."""

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import islice

import numpy as np

from indexer.core.arrays import Mask, Scores
from indexer.index.suggestions.entries import Entry
from indexer.index.suggestions.keys import typed
from indexer.index.suggestions.prefixes import Numbers
from indexer.text.words.readings import readings_of
from service.query.name_evidence import may_be_name
from service.search.exact_rows import ExactWords
from service.search.whole_archive import WholeArchive
from service.suggest.suggestion import Suggestion

_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile("[a-z]")
_BETWEEN = re.compile(r"[\s'’-]+")
_BY_SOUND = 0.6
_BY_INITIALS = 0.4
"""What is found so counts for that much of what is found as it is written: a word typed may be a word of another language."""
_INSIDE = 0.5
"""What a match counts for that begins inside of a text, at one of its words."""
_LEAST_INITIALS = 2
_LOOKED_AT = 500
"""Of those found, how many are put in order."""


class Suggester:
    """Suggests out of one snapshot; immutable, safe to use from any thread."""

    def __init__(self, snapshot: WholeArchive) -> None:
        self._ids = snapshot.facts.ids
        self._authors = snapshot.facts.authors
        self._held = ExactWords(snapshot)
        self._table = snapshot.suggestions()

    def __len__(self) -> int:
        return len(self._table.entries)

    def suggest(self, text: str, *, limit: int, allowed: Mask | None = None) -> list[Suggestion]:
        """What begins like a text, in characters, in pinyin or by its initials.

        Args:
            text: As far as it is typed.
            limit: How many at most.
            allowed: Articles that may be told of, shape (articles,); None for all.
        """
        prefix = typed(text)
        if not prefix:
            return []
        return list(islice((self._suggestion(entry) for entry in self._ranked(prefix, allowed)), limit))

    def _ranked(self, prefix: str, allowed: Mask | None) -> Iterator[Entry]:
        """Entries that begin so, the likeliest first, each once."""
        numbers, scores = self._candidates(prefix)
        if not numbers.size and " " in prefix:
            numbers, scores = self._holding_all(prefix.split(" "))
        if numbers.size > _LOOKED_AT:
            best = np.argpartition(-scores, _LOOKED_AT)[:_LOOKED_AT]
            numbers, scores = numbers[best], scores[best]
        order = np.lexsort((numbers, -scores))
        han = _HAN.findall(prefix)
        for number in dict.fromkeys(numbers[order].tolist()):
            entry = self._table.entries[number]
            # Typed characters are these, and not others that sound the same.
            if all(part in typed(entry.text) for part in han) and (allowed is None or self._is_told(entry, allowed)):
                yield entry

    def _candidates(self, prefix: str) -> tuple[Numbers, Scores]:
        """Entries that begin so, with what each is worth; one may be there several times."""
        table = self._table
        found = [(*table.written.found(prefix), 1.0)]
        if _LATIN.search(prefix):
            sound = _sound_of(prefix)
            found.append((*table.sounds.found(sound), _BY_SOUND))
            if not _HAN.search(prefix) and len(sound) >= _LEAST_INITIALS:
                found.append((*table.initials.found(sound), _BY_INITIALS))
        factors = [np.where(first, np.float32(share), np.float32(share * _INSIDE)) for _, first, share in found]
        numbers = np.concatenate([each for each, _, _ in found])
        return numbers, table.entries.weights[numbers] * np.concatenate(factors)

    def _holding_all(self, parts: Sequence[str]) -> tuple[Numbers, Scores]:
        """Entries in which each part of what is typed begins a word, wherever: a list of words is no part of any text."""
        numbers = reduce(np.intersect1d, (self._candidates(part)[0] for part in parts))
        return numbers, self._table.entries.weights[numbers] * np.float32(_INSIDE)

    def _is_told(self, entry: Entry, allowed: Mask) -> bool:
        """Whether an article that may be told of has it."""
        if entry.article >= 0:
            return bool(allowed[entry.article])
        return any(allowed[number] for number in entry.told_in) or self._held.is_told(entry.text, allowed)

    def _suggestion(self, entry: Entry) -> Suggestion:
        article = self._ids[entry.article] if entry.article >= 0 else ""
        # 城市 is cut as a place, and the dictionary has it for a common word; whoever writes articles has a name all the same.
        is_no_name = entry.kind == "name" and not may_be_name(entry.text) and not self._is_author(entry)
        return Suggestion(entry.text, "phrase" if is_no_name else entry.kind, entry.articles, article)

    def _is_author(self, entry: Entry) -> bool:
        return any(entry.text in self._authors[number] for number in entry.told_in)


def _sound_of(prefix: str) -> str:
    """What a text that is typed in letters sounds like, with the Han characters among them."""
    read = _HAN.sub(lambda run: "".join(next(iter(readings_of(run.group())), ())), prefix)
    return _BETWEEN.sub("", read).replace("v", "u")
