"""Names in pinyin as an archive writes them: of all characters that read so, those that stand together in an article of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice, pairwise, product

import numpy as np

from indexer.terms import Terms
from service.pinyin import Spelled, characters_read

_MOST_WRITTEN = 12
"""Ways of writing a name; those of the most articles."""
_MOST_LOOKED_AT = 200
_LONGEST = 8
"""Syllables: the longest names of places."""


def written(name: Spelled, index: Terms) -> list[str]:
    """The ways of writing a whole name that articles of an index have, all pairs of it, those of the most articles first.

    The family name may stand last, as abroad: "Jianzhong Han" is 韩建中.

    Args:
        name: A name in pinyin.
        index: Of articles.
    """
    if not all(name.readings):
        return []
    orders = [name.readings]
    if len(name.readings) == 2 and any(len(syllables) == 1 for syllables in name.readings[1]):
        orders.append(name.readings[::-1])
    found = Counter(
        {
            text: articles
            for order in orders
            for reading in product(*order)
            for text, articles in _together([syllable for word in reading for syllable in word], index)
        }
    )
    persons = {text for text in found if text[0] in surnames() or text[:2] in surnames()}
    if name.is_person and persons:
        found = Counter({text: found[text] for text in persons})
    return sorted(found, key=lambda text: (-found[text], text))[:_MOST_WRITTEN]


def _together(syllables: Sequence[str], index: Terms) -> list[tuple[str, int]]:
    """Texts that read as these syllables, of which articles have every pair, and how many have."""
    if not 2 <= len(syllables) <= _LONGEST:
        return []
    looked_at = [(text, _articles_with(text, index)) for text in islice(_chains(syllables, index), _MOST_LOOKED_AT)]
    return [(text, articles) for text, articles in looked_at if articles]


def _chains(syllables: Sequence[str], index: Terms) -> Iterator[str]:
    """Texts that read as these syllables and have only pairs that the index knows."""
    # From the end, so that no beginning is tried that leads nowhere.
    *before, last = ([c for c in characters_read(each, rare=True) if index.number(c) >= 0] for each in syllables)
    begun: dict[str, list[str]] = {character: [""] for character in last}
    for characters in reversed(before):
        ends = begun
        begun = {}
        for character in characters:
            reached = [after for after in ends if index.number(character + after) >= 0]
            if reached:
                begun[character] = [after + rest for after in reached for rest in ends[after]][:_MOST_LOOKED_AT]
    yield from (first + rest for first, rests in begun.items() for rest in rests)


def _articles_with(text: str, index: Terms) -> int:
    """How many articles have every pair of a text: those of the rarest that the others have too."""
    rows, *others = sorted((index.rows_with(first + second) for first, second in pairwise(text)), key=len)
    for other in others:
        places = np.searchsorted(other, rows)
        rows = rows[other[np.minimum(places, other.size - 1)] == rows]
    return int(rows.size)


def rarest_pair(text: str, index: Terms) -> str:
    """The two neighbouring characters of a name that the fewest articles have."""
    pairs = [first + second for first, second in pairwise(text)]
    return min(pairs, key=lambda pair: (index.rows_with(pair).size, pair))


def family_names(syllable: str) -> list[str]:
    """The family names of one character that read like a syllable."""
    return [character for character in characters_read(syllable) if character in surnames()]


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Chinese family names of one and two characters."""
    return frozenset((files("service.names") / "surnames.txt").read_text(encoding="utf-8").split())
