"""Suggestions for what somebody has typed so far, the likeliest first."""

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import compress, islice, tee

import numpy as np

from indexer.core.arrays import Scores
from indexer.index.suggestions.entries import Entry
from indexer.index.suggestions.keys import typed
from indexer.index.suggestions.prefixes import Numbers
from indexer.text.words.readings import readings_of
from service.query.name_evidence import may_be_name
from service.search.index import Selection
from service.search.typed_words import TypedWords
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
    """Suggests out of one index; immutable, safe to use from any thread."""

    def __init__(self, words: TypedWords) -> None:
        self._words = words
        self._table = words.suggestions

    def suggest(self, text: str, *, limit: int, among: Selection) -> list[Suggestion]:
        """What begins like a text, in characters, in pinyin or by its initials.

        Args:
            text: As far as it is typed.
            limit: How many at most.
            among: Rows of the articles that may be told of.
        """
        prefix = typed(text)
        if not prefix:
            return []
        entries, looked_up = tee(self._ranked(prefix))
        told = compress(entries, self._words.told(looked_up, among))
        found = list(islice(told, limit))
        ids = self._words.article_ids(found)
        return [self._suggestion(entry, article) for entry, article in zip(found, ids, strict=True)]

    def _ranked(self, prefix: str) -> Iterator[Entry]:
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
            if all(part in typed(entry.text) for part in han):
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

    def _suggestion(self, entry: Entry, article: str) -> Suggestion:
        # 城市 is cut as a place, and the dictionary has it for a common word; whoever writes articles has a name all the same.
        is_no_name = entry.kind == "name" and not may_be_name(entry.text) and not self._words.is_author(entry.text)
        return Suggestion(entry.text, "phrase" if is_no_name else entry.kind, entry.articles, article)


def _sound_of(prefix: str) -> str:
    """What a text that is typed in letters sounds like, with the Han characters among them."""
    read = _HAN.sub(lambda run: "".join(next(iter(readings_of(run.group())), ())), prefix)
    return _BETWEEN.sub("", read).replace("v", "u")
