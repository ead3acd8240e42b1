"""The same example in the other Chinese script; the answer's span is kept, or the example is not made."""

from dataclasses import replace
from functools import lru_cache
from typing import Literal

import opencc

from training.examples.example import Example, Group

Direction = Literal["s2t", "t2s"]
_LANGUAGES = {"s2t": "zh-Hant", "t2s": "zh"}


def in_other_script(group: Group, direction: Direction) -> Group | None:
    """The group with question and passages turned; None where a turn moves characters, so that spans would be lost.

    Args:
        group: Examples in one script.
        direction: "s2t" gives Traditional, "t2s" Simplified.
    """
    turned = tuple(_turned(example, direction) for example in group)
    same = all(len(one.passage) == len(other.passage) for one, other in zip(group, turned, strict=True))
    return turned if same else None


def _turned(example: Example, direction: Direction) -> Example:
    convert, language = _converter(direction).convert, _LANGUAGES[direction]
    return replace(
        example,
        group=f"{example.group}@{language}",
        question=convert(example.question),
        passage=convert(example.passage),
        heading=convert(example.heading),
        question_language=language,
        passage_language=language,
    )


@lru_cache(maxsize=2)
def _converter(direction: Direction) -> opencc.OpenCC:
    return opencc.OpenCC(direction)
