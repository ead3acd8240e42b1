"""What can be suggested of a snapshot: its words and names, keywords and authors, and the titles of its articles."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import log2

from indexer.fold import fold
from indexer.snapshot import Snapshot
from indexer.words.table import WordSort
from service.suggest.suggestion import SuggestionKind

TITLE_CHARACTERS = 120
"""A longer title is no suggestion: it is shown on one line."""
MOST_TOLD = 1000
_MOST_ARTICLES = 0.05
_MOST_AT_LEAST = 20
"""A word of more articles, and of more than a twentieth of all, says nothing about what is looked for; a name may."""
_HALF_LIFE_DAYS = 180.0
_LASTING = 0.4
"""What is left of the weight of what was long ago."""
_SORTS: dict[WordSort, float] = {"name": 1.3, "word": 1.0, "verb": 0.6}
"""What each counts for: people look for who and what."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to suggest."""

    text: str
    kind: SuggestionKind
    articles: int
    """How many have it."""
    article: int
    """Number of the article whose title it is, -1 for a phrase."""
    told_in: tuple[int, ...]
    """Numbers of the articles that have it for a keyword or an author, at most MOST_TOLD."""
    weight: float
    """How likely it is what somebody types, by how many articles have it and when the last one did."""


def entries_of(snapshot: Snapshot) -> list[Entry]:
    """All that can be suggested, each text once."""
    facts = snapshot.facts
    newest = max(facts.days, default="")
    most = max(_MOST_ARTICLES * len(facts.ids), _MOST_AT_LEAST)
    found: dict[str, Entry] = {}
    for text, articles, day, sort, told_in in _phrases(snapshot, newest):
        if len(text) > 1 and (sort == "name" or articles <= most):
            weight = log2(1 + articles) * _lasting(day, newest) * _SORTS[sort]
            _keep(found, Entry(text, "name" if sort == "name" else "phrase", articles, -1, told_in, weight))
    copies = Counter(snapshot.stories.story.tolist())
    for number, (title, _) in enumerate(snapshot.archive.outlines()):
        text = " ".join(title.split())
        if text and len(text) <= TITLE_CHARACTERS and title != facts.ids[number]:
            articles = copies[int(snapshot.stories.story[number])]
            weight = log2(1 + articles) * _lasting(facts.days[number], newest)
            _keep(found, Entry(text, "title", articles, number, (), weight))
    return list(found.values())


def _keep(found: dict[str, Entry], entry: Entry) -> None:
    """Keeps the weightier of two of the same text."""
    key = fold(entry.text)
    known = found.get(key)
    if known is None or known.weight < entry.weight:
        known, entry = entry, known or entry
    found[key] = replace(known, told_in=entry.told_in) if entry.told_in and not known.told_in else known


def _phrases(snapshot: Snapshot, newest: str) -> Iterator[tuple[str, int, str, WordSort, tuple[int, ...]]]:
    """Words, names, keywords and authors: text, articles, last day, of which sort it is, and who has it as a fact."""
    for word in snapshot.words():
        yield word.text, word.articles, word.last_day, word.sort, ()
    for pair in snapshot.names:
        yield from ((text, pair.articles, newest, "name", ()) for text in (pair.name, pair.other))
    facts = snapshot.facts
    columns: tuple[tuple[Sequence[tuple[str, ...]], WordSort], ...] = (
        (facts.keywords, "word"),
        (facts.authors, "name"),
    )
    for column, sort in columns:
        by_value: dict[str, list[int]] = {}
        for number, values in enumerate(column):
            for value in set(values):
                by_value.setdefault(value, []).append(number)
        for value, numbers in by_value.items():
            if len(value) <= TITLE_CHARACTERS:
                last = max(facts.days[number] for number in numbers)
                yield value, len(numbers), last, sort, tuple(numbers[:MOST_TOLD])


@lru_cache(maxsize=1 << 14)
def _lasting(day: str, newest: str) -> float:
    """What is left of a weight, 1 for the archive's newest day."""
    if not day or not newest:
        return _LASTING
    age = (date.fromisoformat(newest) - date.fromisoformat(day)).days
    return float(_LASTING + (1 - _LASTING) * 2 ** (-age / _HALF_LIFE_DAYS))
