"""Names from other languages that a dictionary of words cuts in pieces: 波克罗 and 夫斯克 are one, 埃, 尔多 and 安 another.

Such names are written by a few hundred characters, chosen by their sound. Words that touch each other and are made of these
alone are one name where the cutter knows at least one of them for a part of such a name.
"""

import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

_PERSON, _FOREIGN = "nr", "nrt"
"""Tags of a person's name, and of one from another language: the cutter gives places the latter too."""
_NEVER_IN_ONE = frozenset({"p", "c", "f", "u", "uj", "ul", "y", "e"})
"""Tags of what only joins: prepositions, conjunctions, 里 of places, particles."""
_LONGEST = 14
_LEAST = 3
_WHOLE = 3
"""Characters from which on a name that the dictionary has is whole; it has 尔多 too."""


Piece: TypeAlias = tuple[str, str]
"""What the cutter takes for a word, and its tag."""


def joined(pieces: Sequence[Piece], is_known: Callable[[str], bool]) -> Sequence[Piece]:
    """The same, with pieces of a foreign name put together.

    >>> joined([("在", "p"), ("波克罗", "nr"), ("夫斯", "nrt"), ("克", "m")], lambda _: False)
    [('在', 'p'), ('波克罗夫斯克', 'nrt')]

    Args:
        pieces: Of a text, in order.
        is_known: Whether the dictionary has a word: long ones stand by themselves, 卡塔尔 beside 多哈.
    """
    found: list[Piece] = []
    done = 0
    for number, (_, tag) in enumerate(pieces):
        if number < done or tag not in (_PERSON, _FOREIGN) or not _may_be_part(pieces[number], is_known):
            continue
        start, end = number, number + 1
        while start > done and _may_be_part(pieces[start - 1], is_known):
            start -= 1
        while end < len(pieces) and _may_be_part(pieces[end], is_known):
            end += 1
        text = "".join(part for part, _ in pieces[start:end])
        if end - start > 1 and _LEAST <= len(text) <= _LONGEST and _has_name(pieces[start:end]):
            found += pieces[done:start]
            found.append((text, _FOREIGN))
            done = end
    return [*found, *pieces[done:]] if found else pieces


def sounds(text: str) -> bool:
    """Whether all of some characters are such by which foreign names are written."""
    return bool(text) and _stored()[0].issuperset(text)


def _has_name(run: Sequence[Piece]) -> bool:
    """Whether a run is a name: it has a part of a foreign one, or one of a person's at an end."""
    ends = (run[0], run[-1])
    return any(tag == _FOREIGN for _, tag in run) or any(tag == _PERSON and len(text) > 1 for text, tag in ends)


def _may_be_part(piece: Piece, is_known: Callable[[str], bool]) -> bool:
    """Whether a piece may be part of a foreign name: by its characters, and no word of another kind."""
    text, tag = piece
    if tag in (_PERSON, _FOREIGN):
        is_whole = (tag == _FOREIGN and len(text) >= _WHOLE and is_known(text)) or text in _stored()[1]
        return _stored()[0].issuperset(text) and not is_whole
    return len(text) == 1 and tag not in _NEVER_IN_ONE and text in _stored()[0]


@lru_cache(maxsize=1)
def _stored() -> tuple[frozenset[str], frozenset[str]]:
    """Characters of such names, and names that stand by themselves."""
    stored = tomllib.loads((files("indexer.text.words") / "transliterated.toml").read_text(encoding="utf-8"))
    return frozenset("".join(stored["characters"].split())), frozenset(stored["whole"].split())
