"""The labelled set of benchmarks/relatedness.py: which broadcasts tell of one event, by a rule that anyone can check.

The rule, over the titles of the whole CCTV corpus (19,490 items, four years):

1. An event phrase is four Han characters in a row, or a word of Latin letters, that at least two titles have and that
   no title has outside of DAYS days. 阿斯塔纳 is in the news again and again; 抵达阿斯塔 for one week only.
2. Two items are related if their titles share an event phrase, their titles differ, and they are not near-copies
   (character pairs of the bodies: Jaccard below 0.5).
3. Items with at least FIVE related ones are asked about; the archive holds them, those related to them, and for each
   day other items of that day, the hardest to tell apart, up to the size wanted.

The rule finds few of an event's items and hardly a wrong one: precision by it is a lower bound, and fair between
rankers only if they do not see the titles. The benchmark therefore also ranks bodies alone.
"""

import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from pathlib import Path

from indexer.text.analyzer import different_terms

DAYS = 10
FIVE = 5
_RUN = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]{3,}")


@dataclass(frozen=True, slots=True)
class Item:
    """One broadcast item."""

    id: str
    title: str
    body: str
    published_at: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """An archive, and for the items asked about which places in it are related."""

    items: tuple[Item, ...]
    related: dict[int, frozenset[int]]


def read_items(folder: Path) -> list[Item]:
    """Every item of the corpus, in order of its files."""
    items = []
    for file in sorted(folder.glob("cctv-*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                items.append(Item(row["id"], row["title"], row["text"], row["date"]))
    return items


def labelled(items: list[Item], *, first: str, last: str, size: int) -> Labelled:
    """The labelled set of the items published from `first` up to but not on `last`."""
    of_phrase = _events(items)
    inside = [first <= item.published_at < last for item in items]
    related: dict[int, set[int]] = defaultdict(set)
    for places in of_phrase.values():
        for one, other in permutations(places, 2):
            if inside[one] and inside[other] and items[one].title != items[other].title:
                related[one].add(other)
    related = {
        one: {other for other in others if not _copies(items[one], items[other])} for one, others in related.items()
    }
    asked = [place for place, others in related.items() if len(others) >= FIVE]
    chosen = _archive(items, inside, asked, related, size)
    place_of = {old: new for new, old in enumerate(chosen)}
    kept = {
        place_of[one]: frozenset(place_of[other] for other in related[one] if other in place_of)
        for one in asked
        if one in place_of
    }
    return Labelled(tuple(items[old] for old in chosen), {one: of for one, of in kept.items() if len(of) >= FIVE})


def _events(items: list[Item]) -> dict[str, set[int]]:
    """Places of the titles that hold each event phrase."""
    places: dict[str, set[int]] = defaultdict(set)
    for place, item in enumerate(items):
        for phrase in _phrases(item.title):
            places[phrase].add(place)
    days = [date.fromisoformat(item.published_at[:10]).toordinal() for item in items]
    return {
        phrase: of
        for phrase, of in places.items()
        if len(of) > 1 and max(days[place] for place in of) - min(days[place] for place in of) <= DAYS
    }


def _phrases(title: str) -> Iterator[str]:
    for run in _RUN.finditer(title):
        word = run.group()
        if word.isascii():
            yield word.lower()
        else:
            yield from (word[start : start + 4] for start in range(len(word) - 3))


def _copies(one: Item, other: Item) -> bool:
    pairs, others = ({term for term in different_terms(item.body) if len(term) > 1} for item in (one, other))
    return len(pairs & others) >= 0.5 * len(pairs | others)


def _archive(
    items: list[Item], inside: list[bool], asked: list[int], related: dict[int, set[int]], size: int
) -> list[int]:
    """Those asked about and related to them, then others of the same days, in order."""
    chosen: set[int] = set()
    for place in asked:
        if len(chosen) < 0.6 * size:
            chosen |= {place, *related[place]}
    days = {items[place].published_at[:10] for place in chosen}
    others = [
        place
        for place, item in enumerate(items)
        if inside[place] and item.published_at[:10] in days and place not in chosen
    ]
    wanted = max(size - len(chosen), 0)
    step = max(len(others) / wanted, 1) if wanted else 1
    chosen |= {others[int(number * step)] for number in range(min(wanted, len(others)))}
    return sorted(chosen)
