"""Names across Latin and Cyrillic letters, as newspapers of many habits write them: Korolev, Korolyov and Koroljow are all Королёв.

No table says which spelling an archive uses, so a word is written in all likely ways, and the archive says which of them it has.
"""

import heapq
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from indexer.text.analyzer import stemmed, stems_of, unmarked
from indexer.text.normalize import normalize

WITH_CYRILLIC = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"})
"""Languages whose articles write names in Cyrillic letters."""
_MOST = 128
"""Spellings of one word that the archive is asked for."""
_SHORTEST = 4
"""Letters of a word: a shorter one is spelt like too much else."""
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class _Table:
    """What spellings of one script may be in the other, the likeliest first."""

    of: Mapping[str, Sequence[str]]
    longest: int


@lru_cache(maxsize=1)
def _tables() -> tuple[_Table, _Table, Mapping[str, Sequence[str]]]:
    read = tomllib.loads(files("service.query").joinpath("transliteration.toml").read_text(encoding="utf-8"))
    cyrillic, latin = (_Table(read[name], max(map(len, read[name]))) for name in ("cyrillic", "latin"))
    return cyrillic, latin, read["endings"]


def is_cyrillic(word: str) -> bool:
    """Whether a word begins with a Cyrillic letter."""
    return "\u0400" <= word[:1] <= "\u052f"


def in_cyrillic(word: str) -> list[str]:
    """Ways in which a name in Latin letters may be written in Cyrillic, the likeliest first.

    >>> "королев" in in_cyrillic("Korolev"), "зеленский" in in_cyrillic("Zelenskyy"), in_cyrillic("the")
    (True, True, [])
    """
    plain = unmarked(normalize(word)).replace("’", "'")
    return _spelt(plain, _tables()[0]) if _SHORTEST <= len(plain) <= _LONGEST else []


def in_latin(word: str) -> list[str]:
    """Ways in which a name in Cyrillic letters, in any case, may be written in Latin, the likeliest first.

    >>> "korolev" in in_latin("Королёву"), "tchaikovsky" in in_latin("Чайковского")
    (True, True)
    """
    plain = normalize(word)
    if not _SHORTEST <= len(plain) <= _LONGEST:
        return []
    _, latin, endings = _tables()
    bases = [plain]
    for length in range(min(5, len(plain) - 3), 0, -1):
        if (ending := plain[-length:]) in endings:
            bases += [plain[:-length] + other for other in endings[ending]]
            break
    ways = [_spelt(base, latin) for base in dict.fromkeys(bases)]
    return list(dict.fromkeys(way for each in ways for way in each[: _MOST // len(ways)]))


def _spelt(word: str, table: _Table) -> list[str]:
    """A word spelt in the other script in the likeliest ways; none where a letter has no counterpart.

    Each step away from the likeliest counterpart costs one, and the cheapest ways come first.
    """
    waiting: list[tuple[int, int, str]] = [(0, 0, "")]
    found: dict[str, None] = {}
    looked_at = 0
    while waiting and len(found) < _MOST and looked_at < _MOST * 40:
        looked_at += 1
        cost, place, begun = heapq.heappop(waiting)
        place = -place
        if place == len(word):
            found.setdefault(begun)
            continue
        for length in range(min(table.longest, len(word) - place), 0, -1):
            for steps, other in enumerate(table.of.get(word[place : place + length], ())):
                heapq.heappush(waiting, (cost + steps, -(place + length), begun + other))
    return list(found)


def terms_spelt(spellings: Sequence[str], languages: Sequence[str]) -> dict[str, str]:
    """The terms that articles of some languages have for a name so spelt, each with the likeliest spelling that gives it."""
    stemmers = dict.fromkeys(map(stems_of, languages))
    found: dict[str, str] = {}
    for spelling in spellings:
        # The Russian stemmer takes the -ов of the first case for an ending, and that of the others for a part of the name.
        forms = (spelling, f"{spelling}а") if is_cyrillic(spelling) else (spelling,)
        for stemmer in stemmers:
            for term in stemmed(forms, stemmer):
                found.setdefault(term, spelling)
    return found
