"""Whole words of a text, with the kind that each is of; the one door to rjieba.

Matching does without a dictionary (`indexer.text.analyzer`): what is shown to people can't, as 国钢 of 中国钢铁 is no word.
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from types import ModuleType
from typing import NamedTuple

from indexer.text.analyzer import LETTER
from indexer.text.words.transliterated import joined

_HAN_ALONE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_HAS_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(rf"{LETTER}+(?:[’'-]{LETTER}+)*")
_OF_TIME = re.compile(
    "[今昨明前后次当][天日晚晨年早]|[0-9一二三四五六七八九十两几多数每][年月日天时分点岁]|(?:上午|下午|凌晨|晚上|中午|傍晚)$"
)
DISTRICTS = frozenset("省市县区州镇乡村")
"""Characters that end the name of a place, of which the dictionary may know the beginning alone: 村 of 柳禾村."""
_DISTRICT = re.compile(".{2,}[省市县区州镇乡村盟旗岛]$")
LINKS = frozenset(
    "的了着过和与跟同是将等及对为把被给让从到在于以并也都就又还而或这那其之者有没不各某上下中里内外前后时说称"
)
"""Characters that stand between words: hardly a name begins or ends with one."""
_OF_CONTENT = ("n", "v", "l", "i", "j", "eng", "s")
"""Tags begin so: nouns and names, verbs, set phrases, abbreviations, Latin words, places."""
_SELDOM_TELLING = frozenset({"vshi", "vyou", "vd", "vf", "vx", "vg"})


class Kind(Enum):
    """What a word is good for."""

    NAME = "name"
    PLACE = "place"
    WORD = "word"
    VERB = "verb"
    OTHER = "other"
    """What only joins, counts or dates."""


class Word(NamedTuple):
    """A word and the span of the folded text that it stands in."""

    text: str
    start: int
    end: int
    kind: Kind


@lru_cache(maxsize=1)
def _jieba() -> ModuleType:
    """The library with its dictionary."""
    # Here and not at the top: it takes a seventh of a second with all threads stopped, and a search can do without.
    import rjieba

    return rjieba


def words_of(folded: str) -> Iterator[Word]:
    """The words of a folded text in order: those of Chinese, and of scripts written with spaces.

    >>> [word.text for word in words_of("白石桥在郑州基地旁, openai")]
    ['白石桥', '在', '郑州', '基地', '旁', 'openai']
    """
    if not _HAS_HAN.search(folded):
        # Nothing to be cut: a fifth of the time.
        yield from (Word(found.group(), *found.span(), Kind.WORD) for found in _LATIN.finditer(folded))
        return
    place = 0
    for text, tag in joined(_jieba().tag(folded), is_word):
        kind = _kind(text, tag)
        if kind is not None:
            yield Word(text, place, place + len(text), kind)
        elif tag == "eng":
            for found in _LATIN.finditer(text):
                yield Word(found.group(), place + found.start(), place + found.end(), Kind.WORD)
        place += len(text)


def word_ends(text: str) -> Iterator[int]:
    """Where each word of a text ends, and each other character of it, in order; the last is the length of the text.

    >>> list(word_ends("图书馆开放"))
    [3, 5]
    """
    place = 0
    for word in _jieba().cut(text, hmm=False):
        place += len(word)
        yield place


def is_word(text: str) -> bool:
    """Whether the dictionary has a text of two characters or more as a word.

    >>> is_word("北京"), is_word("书馆"), is_word("煤")
    (True, False, False)
    """
    return len(text) > 1 and is_cut(text) and _jieba().cut(text, hmm=False) == [text]


def is_cut(text: str) -> bool:
    """Whether all of a text is Han characters, which alone are cut into words."""
    return _HAN_ALONE.fullmatch(text) is not None


@lru_cache(maxsize=1 << 17)
def _kind(text: str, tag: str) -> Kind | None:
    """What a word of a tag, of those of jieba, is good for; None where it is no word of Han characters."""
    if not _HAN_ALONE.fullmatch(text):
        return None
    if not tag.startswith(_OF_CONTENT) or tag in _SELDOM_TELLING or _OF_TIME.search(text) or _is_linked(text):
        return Kind.OTHER
    if tag == "ns" or (tag[0] == "n" and _DISTRICT.fullmatch(text)):
        return Kind.PLACE
    if tag[:2] in ("nr", "nt", "nz"):
        return Kind.NAME
    return Kind.VERB if tag[0] == "v" and tag != "vn" else Kind.WORD


def _is_linked(text: str) -> bool:
    """Whether a word that no dictionary has is one with a linking character beside it: 同尼方."""
    return len(text) > 1 and (text[0] in LINKS or text[-1] in LINKS) and _jieba().cut(text, hmm=False) != [text]
