"""Examples of composed reports: each question in one of both languages, and of some a donor whom the report does not know."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.rerank.pairs import PairEncoder
from training.chance import chance, one_in
from training.compose import Composed
from training.example import Group
from training.grouping import Grouper
from training.names import english_name, english_person
from training.pool import WindowPool, windows_of

_ENGLISH_OF = 2
"""One question of so many is asked in English, where the pilot failed most."""
_EXCHANGED = 6


def composed_groups(found: Sequence[Composed], encoder: PairEncoder, seed: int) -> Iterator[Group]:
    """The groups of composed questions, in their order."""
    passages = {each.passage.id: each.passage for each in found}
    windows = {identity: windows_of(passage, encoder) for identity, passage in passages.items()}
    pool = WindowPool([window for own in windows.values() for window in own])
    grouper = Grouper("composed", seed, windows, pool)
    for each in found:
        english = one_in(_ENGLISH_OF, seed, "english", each.reading.id)
        shown = replace(each.reading, text=each.english, language="en") if english else each.reading
        group = grouper.group(each.reading, question=shown, name=each.reading.id)
        if group:
            yield group
            if one_in(_EXCHANGED, seed, "exchange", each.reading.id):
                yield from _exchanged(each, group, found, seed)


def _exchanged(each: Composed, group: Group, found: Sequence[Composed], seed: int) -> Iterator[Group]:
    """The same window asked about somebody of another report."""
    draw = chance(seed, "somebody", each.reading.id).integers(len(found))
    other, window = found[int(draw)].who, group[0]
    asked = window.question
    for english in (str, english_person, english_name):
        asked = asked.replace(english(each.who), english(other))
    if other not in window.passage and asked != window.question and window.rank:
        name = f"{each.reading.id}:exchanged"
        yield (replace(window, group=name, question=asked, start=None, end=None),)
