"""Headlines made of an article's own sentences, so that a reader learns what a title is worth that states the answer.

Three quarters of our news questions are on articles without a title, and of the others a title states the answer of one in sixty. Readers of an
archive ask for what titles state, and a reader that never saw that points into the title, which is no quote.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from indexer.text.sentences import sentences
from training.examples.chance import chance, one_in
from training.examples.example import Example, Group

_UNSPACED = ("zh", "ja")
"""Languages of training passages that part no words by spaces."""
_LONGEST, _LONGEST_SPACED = 32, 90
"""Characters of a headline at most, in languages without spaces and with them."""
_SHORTEST = 6
_BREAKS = re.compile(r"[，,；;：:。！？!?\n　 ]+")
_SPACED_BREAKS = re.compile(r"(?:[,;:.!?]\s|\n)+")
_LEADS = re.compile(
    r"^(?:据[^，]{2,8}(?:报道|消息|介绍|了解)|截至[^，]{2,14}|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日|近日|日前|目前|今天|昨天|其中|此外|同时)"
)
_LEFT_OUT = ("了", "的", "已经", "已", "共计", "一共", "共")


def headlined(group: Group, *, one_of: int, seed: int) -> Group:
    """A group, or in one of so many the same group with a headline made for each of its windows.

    The window that answers has, in every other group, one that states the answer; all others have some sentence of their
    own, so that to have a made headline tells nothing of whether a window answers.

    Args:
        group: Its windows.
        one_of: One group of so many; 0 makes no headlines.
        seed: Draws groups and sentences.
    """
    name = group[0].group
    if not one_of or not one_in(one_of, seed, "headlined", name):
        return group
    random = chance(seed, "headline", name)
    right = group[0]
    stating = right.start is not None and bool(random.integers(2))
    own = headline(right, random, stating=stating)
    return tuple(replace(each, heading=own if each is right else headline(each, random)) for each in group)


def headline(example: Example, random: np.random.Generator, *, stating: bool = False) -> str:
    """A clause or two of the window, shortened as headlines are; empty where none will do.

    Args:
        example: The window.
        random: Draws the sentence and what is left out.
        stating: Whether to take the clause that holds the answer.
    """
    text = example.passage
    spans = sentences(text)
    if stating and example.start is not None and example.end is not None:
        spans = [span for span in spans if span.start <= example.start and example.end <= span.end]
    if not spans:
        return ""
    span = spans[int(random.integers(len(spans)))]
    spaced = not example.passage_language.startswith(_UNSPACED)
    clauses = _clauses(text[span.start : span.end], spaced=spaced)
    answer = example.answer if stating else ""
    return _shortened(clauses, answer, random, spaced=spaced)


def _clauses(sentence: str, *, spaced: bool) -> list[str]:
    breaks = _SPACED_BREAKS if spaced else _BREAKS
    return [clause.strip() for clause in breaks.split(sentence) if clause.strip()]


def _shortened(clauses: Sequence[str], answer: str, random: np.random.Generator, *, spaced: bool) -> str:
    """The clause that holds the answer, or any of them, in half of the cases with the one before where there is room."""
    longest = _LONGEST_SPACED if spaced else _LONGEST
    holding = [place for place, clause in enumerate(clauses) if answer in clause and len(clause) >= _SHORTEST]
    if not holding:
        return ""
    place = holding[int(random.integers(len(holding)))]
    made = clauses[place]
    if place and random.integers(2) and len(clauses[place - 1]) + len(made) < longest:
        made = clauses[place - 1] + (", " if spaced else " ") + made
    if not spaced:
        made = _without(made, answer, random)
    if len(made) <= longest:
        return made
    if answer and answer not in made[:longest]:
        return made[-longest:] if answer in made[-longest:] else ""
    return made[:longest]


def _without(made: str, answer: str, random: np.random.Generator) -> str:
    """The words without what headlines do without; never inside the answer."""
    before, found, after = made.partition(answer) if answer else (made, "", "")
    before = _LEADS.sub("", before)
    for word in _LEFT_OUT:
        if random.integers(2):
            before, after = before.replace(word, ""), after.replace(word, "")
    return before + found + after
