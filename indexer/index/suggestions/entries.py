"""What can be suggested of an archive: its words and names, keywords and authors, and the titles of its articles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import log2
from typing import Literal, TypeAlias

from indexer.index.aliases import NameTable
from indexer.text.normalize import normalize
from indexer.text.words.table import WordSort, WordTable

SuggestionKind: TypeAlias = Literal["title", "name", "phrase"]

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


@dataclass(frozen=True, slots=True)
class Heading:
    """What is suggested of one article."""

    title: str
    """Empty where it has none."""
    day: str
    """On which it was published, ISO 8601, or empty."""
    story: int
    keywords: tuple[str, ...]
    authors: tuple[str, ...]


def entries_of(headings: Sequence[Heading], words: WordTable, names: NameTable) -> list[Entry]:
    """All that can be suggested of an archive, each text once.

    Args:
        headings: Of all articles in order.
        words: Of the archive.
        names: Of the archive.
    """
    newest = max((each.day for each in headings), default="")
    most = max(_MOST_ARTICLES * len(headings), _MOST_AT_LEAST)
    found: dict[str, Entry] = {}
    for text, articles, day, sort, told_in in (*_words(words, names, newest), *_facts(headings)):
        if len(text) > 1 and (sort == "name" or articles <= most):
            weight = log2(1 + articles) * _lasting(day, newest) * _SORTS[sort]
            _keep(
                found,
                Entry(
                    text,
                    "name" if sort == "name" else "phrase",
                    articles=articles,
                    article=-1,
                    told_in=told_in,
                    weight=weight,
                ),
            )
    copies = Counter(each.story for each in headings)
    for number, heading in enumerate(headings):
        text = " ".join(heading.title.split())
        if text and len(text) <= TITLE_CHARACTERS:
            articles = copies[heading.story]
            weight = log2(1 + articles) * _lasting(heading.day, newest)
            _keep(found, Entry(text, "title", articles=articles, article=number, told_in=(), weight=weight))
    return list(found.values())


def _keep(found: dict[str, Entry], entry: Entry) -> None:
    """Keeps the weightier of two of the same text."""
    key = normalize(entry.text)
    known = found.get(key)
    if known is None or known.weight < entry.weight:
        known, entry = entry, known or entry
    found[key] = replace(known, told_in=entry.told_in) if entry.told_in and not known.told_in else known


_Phrase: TypeAlias = tuple[str, int, str, WordSort, tuple[int, ...]]
"""A text, its articles, the last day of these, of which sort it is, and which articles have it as a fact."""


def _words(words: WordTable, names: NameTable, newest: str) -> Iterator[_Phrase]:
    for word in words:
        yield word.text, word.articles, word.last_day, word.sort, ()
    for pair in names:
        yield from ((text, pair.articles, newest, "name", ()) for text in (pair.name, pair.other))


def _facts(headings: Sequence[Heading]) -> Iterator[_Phrase]:
    """Keywords and authors."""
    columns: tuple[tuple[Iterable[tuple[str, ...]], WordSort], ...] = (
        ((each.keywords for each in headings), "word"),
        ((each.authors for each in headings), "name"),
    )
    for column, sort in columns:
        by_value: dict[str, list[int]] = {}
        for number, values in enumerate(column):
            for value in dict.fromkeys(values):
                by_value.setdefault(value, []).append(number)
        for value, numbers in by_value.items():
            if len(value) <= TITLE_CHARACTERS:
                last = max(headings[number].day for number in numbers)
                yield value, len(numbers), last, sort, tuple(numbers[:MOST_TOLD])


@lru_cache(maxsize=1 << 14)
def _lasting(day: str, newest: str) -> float:
    """What is left of a weight, 1 for the archive's newest day."""
    if not day or not newest:
        return _LASTING
    age = (date.fromisoformat(newest) - date.fromisoformat(day)).days
    return float(_LASTING + (1 - _LASTING) * 2 ** (-age / _HALF_LIFE_DAYS))
