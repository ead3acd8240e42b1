"""The words for units that the two data files list, and one pattern for each that finds them."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from itertools import groupby
from typing import Any

from indexer.figure import FigureKind


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts. A value is multiplied by `factor`: 三成 is 30 percent, 5角 is 0.5 CNY."""

    kind: FigureKind
    name: str
    currency: str = ""
    factor: Decimal = Decimal(1)


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("service.figures").joinpath(name).read_text(encoding="utf-8"))


def _units(table: dict[str, Any]) -> Iterable[tuple[str, Unit]]:
    """Each word with its unit, as the file writes it."""
    for part in table.pop("parts", ()):
        unit = _unit(part["kind"], part["unit"], Decimal(part["factor"]))
        yield from ((word, unit) for word in part["words"].split())
    for kind, rows in table.items():
        for name, words in rows.items():
            yield from ((word, _unit(kind, name)) for word in words.split())


def _unit(kind: str, name: str, factor: Decimal = Decimal(1)) -> Unit:
    return Unit(FigureKind(kind), name, name if kind == FigureKind.MONEY else "", factor)


def any_of_many(words: Iterable[tuple[str, str]]) -> str:
    """A pattern for any of many words, each with the pattern it is written as: of two that fit, the longer one.

    They are grouped by their first letter, so that a place where none begins costs one look a letter, not one a word.
    """
    ordered = sorted(words, key=lambda word: (word[0][0], -len(word[0])))
    groups = [(re.escape(first), list(group)) for first, group in groupby(ordered, key=lambda word: word[0][0])]
    alternatives = (
        f"{first}(?:{'|'.join(pattern.removeprefix(first) for _, pattern in group)})" for first, group in groups
    )
    return f"(?=[{''.join(first for first, _ in groups)}])(?:{'|'.join(alternatives)})"


def _joined(written: str) -> tuple[str, str]:
    word, slash, not_before = written.partition("/")
    # km/h and 米/秒 have the mark within them: what must not follow is a set of letters, or begins with a letter before one.
    if slash and "[" not in not_before and "(" not in not_before:
        return written, re.escape(written)
    return word, re.escape(word) + (f"(?!{not_before})" if slash else "")


_JOINED_ROWS = [(*_joined(written), unit) for written, unit in _units(_table("joined_units.toml"))]
JOINED = {word: unit for word, _, unit in _JOINED_ROWS}
"""Unit of a word that needs no end of a word behind it: 吨, 円, 명."""
JOINED_WORD = any_of_many((word, pattern) for word, pattern, _ in _JOINED_ROWS)
"""A pattern for one of them in folded text."""
SPACED = {word.replace("_", " "): unit for word, unit in _units(_table("spaced_units.toml"))}
"""Unit of a word in a script that parts words by spaces."""
SPACED_WORD = any_of_many((word, re.escape(word).replace(r"\ ", "[ -]")) for word in SPACED)
"""A pattern for one of them in folded text."""
