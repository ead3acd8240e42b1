"""Names that are cut too short: 斯科夫 of 佩斯科夫, 柳禾 of 柳禾村, told by the one character that stands beside them each time."""

from collections.abc import Sequence
from typing import NamedTuple

from indexer.text.words.cutting import LINKS, Kind, Word, is_cut

_NAMED = frozenset({Kind.NAME, Kind.PLACE})
_APART = LINKS | frozenset("由据暨驻兼受向才赴自因经至约近超讯电第一二三四五六七八九十百千万亿两几")
"""Characters that belong to no name beside them: the tags of single characters can't tell, 佩 has that of 村."""


class Wider(NamedTuple):
    """A name with the character beside it."""

    folded: str
    written: str
    is_repeated: bool
    """Whether the article has it so more than once."""


def wider_words(words: Sequence[Word], text: str) -> dict[str, Wider]:
    """For each name of a text that has the same character behind it at each place, or before it, the two together.

    Args:
        words: Of the folded text, in order.
        text: As it is written; of the same length as the folded one.
    """
    places: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        if word.kind in _NAMED and len(word.text) > 1 and is_cut(word.text):
            places.setdefault(word.text, []).append(number)
    found: dict[str, Wider] = {}
    for name, numbers in places.items():
        for side in (1, -1):
            spans = [_with_neighbour(words, number, side) for number in numbers]
            together = {folded for folded, _, _ in spans}
            if together != {""} and len(together) == 1:
                folded, start, end = spans[-1]
                found[name] = Wider(folded, text[start:end], len(spans) > 1)
                break
    return found


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
