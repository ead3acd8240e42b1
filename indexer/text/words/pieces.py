"""Names that are cut too short, told by what stands beside them each time: 柳禾 of 柳禾村, 弗拉基米尔 of 弗拉基米尔·普京, Berg of Ann van den Berg."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from indexer.text.analyzer import LETTER
from indexer.text.normalize import normalize
from indexer.text.words.cutting import LINKS, Kind, Word, is_cut
from indexer.text.words.transliterated import sounds

_NAMED = frozenset({Kind.NAME, Kind.PLACE})
_APART = LINKS | frozenset("由据暨驻兼受向才赴自因经至约近超讯电第一二三四五六七八九十百千万亿两几")
"""Characters that belong to no name beside them: the tags of single characters can't tell, 佩 has that of 村."""
_LATIN = re.compile(rf"{LETTER}+(?:[’'-]{LETTER}+)*")
_POINTS = frozenset("·•・‧")
"""Between the parts of a foreign name."""
_UPPER = "A-ZÀ-ÖØ-Þ"
PARTICLE = "van|von|vom|zu|zum|zur|der|den|de|del|della|di|da|do|dos|das|du|des|la|las|le|les|los|el|al|bin|ibn|ten|ter"
CAPITALISED = re.compile(
    rf"(?<![.!?] )(?<!\n)(?<!^)\b[{_UPPER}]{LETTER}*"
    rf"(?: (?:(?:of |for |and )?|(?:(?:{PARTICLE}) ){{1,3}})[{_UPPER}]{LETTER}*){{1,4}}"
)
"""Capitalised words side by side that do not begin a sentence, with what joins the parts of a name."""
BEHIND_PARTICLE = re.compile(rf"(?<!\w)(?:{PARTICLE}) $")
"""What stands before a part of a name that is none by itself, in folded letters."""


class Wider(NamedTuple):
    """A name with the character beside it."""

    folded: str
    written: str
    is_repeated: bool
    """Whether the article has it so more than once."""


def wider_words(words: Sequence[Word], text: str) -> dict[str, Wider]:
    """For each name of a text that has the same character or part of a name behind it at each place, or before it, the two together.

    Args:
        words: Of the folded text, in order.
        text: As it is written; of the same length as the folded one.
    """
    places: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        if word.kind in _NAMED and len(word.text) > 1 and is_cut(word.text):
            places.setdefault(word.text, []).append(number)
    found: dict[str, Wider] = {}
    pointed = (_with_points,) if not _POINTS.isdisjoint(text) else ()
    for name, numbers in places.items():
        for way in (*pointed, _with_behind, _with_before):
            spans = [way(words, number, text) for number in numbers]
            together = {folded for folded, _, _ in spans}
            if together != {""} and len(together) == 1:
                folded, start, end = spans[-1]
                found[name] = Wider(folded, text[start:end], len(spans) > 1)
                break
    return found


def wider_capitalised(words: Sequence[Word], folded: str, text: str) -> dict[str, Wider]:
    """For each word that an article has only inside of one name of several capitalised words, that name.

    Args:
        words: Of the folded text, in order.
        folded: The text.
        text: As it is written.
    """
    names = {folded[each.start() : each.end()]: each.group() for each in CAPITALISED.finditer(text)}
    if not names:
        return {}
    counts = Counter(word.text for word in words)
    found: dict[str, Wider] = {}
    for name, written in names.items():
        times = folded.count(name)
        for part in _LATIN.finditer(name):
            if counts[part.group()] == times:
                found.setdefault(part.group(), Wider(name, written, times > 1))
    return found


def _with_points(words: Sequence[Word], number: int, text: str) -> tuple[str, int, int]:
    """The whole name whose parts have points between, of which a word is one, with its span; no text where it has none."""
    first = last = number
    while first > 0 and _has_point(words[first - 1], words[first], text):
        first -= 1
    while last + 1 < len(words) and _has_point(words[last], words[last + 1], text):
        last += 1
    if first == last:
        return "", words[number].start, words[number].end
    # 夏 of 夏巴兹·谢里夫, which the cutter takes for a word.
    first -= first > 0 and words[first - 1].end == words[first].start and _is_sound(words[first - 1])
    last += last + 1 < len(words) and words[last].end == words[last + 1].start and _is_sound(words[last + 1])
    start, end = words[first].start, words[last].end
    return normalize(text[start:end]), start, end


def _is_sound(word: Word) -> bool:
    return len(word.text) == 1 and sounds(word.text)


def _has_point(first: Word, second: Word, text: str) -> bool:
    """Whether two words are parts of one name with a point between; a part of one character, 本, may be no name by itself."""
    is_part = all(word.kind in _NAMED or len(word.text) == 1 for word in (first, second))
    return is_part and second.start == first.end + 1 and text[first.end] in _POINTS


def _with_behind(words: Sequence[Word], number: int, _: str) -> tuple[str, int, int]:
    return _with_neighbour(words, number, 1)


def _with_before(words: Sequence[Word], number: int, _: str) -> tuple[str, int, int]:
    return _with_neighbour(words, number, -1)


def _with_neighbour(words: Sequence[Word], number: int, side: int) -> tuple[str, int, int]:
    """A word and the one character that touches it on a side, with their span; no text where another thing stands there."""
    word, beside = words[number], number + side
    if not 0 <= beside < len(words):
        return "", word.start, word.end
    first, second = sorted((word, words[beside]), key=lambda each: each.start)
    other = words[beside].text
    if first.end != second.start or len(other) != 1 or other in _APART or not is_cut(other):
        return "", word.start, word.end
    return first.text + second.text, first.start, second.end
