"""The parts of a question's words that may tell what it asks for: characters and words, alone and with their neighbours."""

import itertools
import re

from indexer.fold import fold

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORDS = re.compile(rf"[^\W_{_UNSPACED}]+")
_RUNS = re.compile(rf"[\^${_UNSPACED}]+")
_NUMBER = re.compile("[0-9]+")
_ENDS = ' \t\n?？。.!！؟¿"”'
_LONGEST = 3
"""Characters of scripts without spaces that make one part."""
_BEGINNING = 4
"""Letters by which a longer word is a part too, whatever its ending."""


def parts_of(question: str) -> set[str]:
    """The parts of a question; every number is "0", and its beginning and end are parts of what stands there.

    >>> sorted(parts_of("When?"))
    ['^ ', '^ when', 'when ', 'when $']
    >>> "多少$" in parts_of("捐了多少？")
    True
    """
    folded = _NUMBER.sub("0", fold(question).strip(_ENDS))
    words = ["^", *_WORDS.findall(folded), "$"]
    found = {f"{word} " for word in words[:-1]} | {f"{first} {second}" for first, second in itertools.pairwise(words)}
    found |= {f"{word[:_BEGINNING]}*" for word in words if len(word) > _BEGINNING + 1}
    for run in _RUNS.findall(f"^{folded}$"):
        found |= {run[place : place + size] for size in range(1, _LONGEST + 1) for place in range(len(run) - size + 1)}
    return found
