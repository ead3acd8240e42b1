"""Suggestions for what somebody has typed so far, the likeliest first."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.arrays import Mask
from indexer.snapshot import Snapshot
from service.held import HeldWords
from service.pinyin import readings_of
from service.suggest.entries import Entry, entries_of
from service.suggest.keys import character_key, sound_keys, typed
from service.suggest.prefixes import Prefixes
from service.suggest.suggestion import Suggestion

Numbers: TypeAlias = npt.NDArray[np.int32]

_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile("[a-z]")
_BETWEEN = re.compile(r"[\s'’-]+")
_BY_SOUND = 0.6
_BY_INITIALS = 0.4
"""What is found so counts for that much of what is found as it is written: a word typed may be a word of another language."""
_INSIDE = 0.5
"""What a match counts for that begins inside of a text, at one of its words."""
_WAYS = 3
"""Readings of a phrase or name by which it is found, 重庆 chong and zhong."""
_LEAST_INITIALS = 2
_LOOKED_AT = 500
"""Of those found, how many are put in order."""


class Suggester:
    """Suggests out of one snapshot; immutable, safe to use from any thread."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Reads what can be suggested; for 87,667 articles it takes some seconds (docs/suggest.md)."""
        self._ids = snapshot.facts.ids
        self._held = HeldWords(snapshot)
        self._entries = entries_of(snapshot)
        self._weights = np.array([entry.weight for entry in self._entries], dtype=np.float32)
        self._written = Prefixes((n, *character_key(entry.text)) for n, entry in enumerate(self._entries))
        sounds = [
            (n, *keys)
            for n, entry in enumerate(self._entries)
            for keys in sound_keys(entry.text, ways=1 if entry.kind == "title" else _WAYS)
        ]
        self._sounds = Prefixes((n, *sound) for n, sound, _ in sounds)
        # Of a title only those that it begins with: two letters stand somewhere in each.
        self._initials = Prefixes(
            (n, initials.text, initials.starts[:1] if self._entries[n].kind == "title" else initials.starts)
            for n, _, initials in sounds
        )

    def __len__(self) -> int:
        return len(self._entries)

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
        if numbers.size > _LOOKED_AT:
            best = np.argpartition(-scores, _LOOKED_AT)[:_LOOKED_AT]
            numbers, scores = numbers[best], scores[best]
        order = np.lexsort((numbers, -scores))
        for number in dict.fromkeys(numbers[order].tolist()):
            entry = self._entries[number]
            if allowed is None or self._is_told(entry, allowed):
                yield entry

    def _candidates(self, prefix: str) -> tuple[Numbers, npt.NDArray[np.float32]]:
        """Entries that begin so, with what each is worth; one may be there several times."""
        found = [(*self._written.found(prefix), 1.0)]
        if _LATIN.search(prefix):
            sound, han = _sound_of(prefix)
            numbers, first = self._sounds.found(sound)
            kept = (
                [n for n, number in enumerate(numbers.tolist()) if self._has_all(number, han)] if han else slice(None)
            )
            found.append((numbers[kept], first[kept], _BY_SOUND))
            if not han and len(sound) >= _LEAST_INITIALS:
                found.append((*self._initials.found(sound), _BY_INITIALS))
        factors = [np.where(first, np.float32(share), np.float32(share * _INSIDE)) for _, first, share in found]
        numbers = np.concatenate([each for each, _, _ in found])
        return numbers, self._weights[numbers] * np.concatenate(factors)

    def _has_all(self, number: int, parts: list[str]) -> bool:
        """Whether an entry has the Han characters that were typed, and not others that sound the same."""
        text = typed(self._entries[number].text)
        return all(part in text for part in parts)

    def _is_told(self, entry: Entry, allowed: Mask) -> bool:
        """Whether an article that may be told of has it."""
        if entry.article >= 0:
            return bool(allowed[entry.article])
        return any(allowed[number] for number in entry.told_in) or self._held.is_told(entry.text, allowed)

    def _suggestion(self, entry: Entry) -> Suggestion:
        article = self._ids[entry.article] if entry.article >= 0 else ""
        return Suggestion(entry.text, entry.kind, entry.articles, article)


def _sound_of(prefix: str) -> tuple[str, list[str]]:
    """What a text that is typed in letters sounds like, with the Han characters among them that were typed already."""
    han = _HAN.findall(prefix)
    read = _HAN.sub(lambda run: "".join(next(iter(readings_of(run.group())), ())), prefix)
    return _BETWEEN.sub("", read).replace("v", "u"), han
