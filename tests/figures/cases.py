"""Reads the published case list: wordings with the spans and values that a person wrote beside them.

The lists in `cases/` share one notation, told at the top of money.txt.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from indexer.core.figure import Bound, Figure, FigureKind

PUBLISHED = "2020-02-21"
"""The day of the article that every wording stands in, a Friday."""

_FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Said:
    """What one figure must say."""

    text: str
    start: int
    kind: FigureKind
    min: Bound
    max: Bound
    min_inclusive: bool
    max_inclusive: bool
    qualifier: str
    unit: str

    @classmethod
    def of(cls, figure: Figure) -> "Said":
        """The same facts of a figure that was read."""
        return cls(
            figure.text, figure.start, figure.kind, figure.min, figure.max, figure.min_inclusive, figure.max_inclusive,
            figure.qualifier, figure.unit,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A wording and what it must say, in order."""

    wording: str
    figures: tuple[Said, ...]
    language: str = ""
    """Code of the text's language, where its marks or words need it."""


def cases() -> list[Case]:
    """Every case of every list."""
    lines = [line for file in sorted(_FOLDER.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines()]
    return [_case(line) for line in lines if line and not line.startswith("#")]


def language_cases() -> list[Case]:
    """Those of other languages, each file named by its language, and of numbers as India writes them (en)."""
    return [
        replace(_case(line), language=file.stem)
        for file in sorted((_FOLDER / "languages").glob("*.txt"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def _case(line: str) -> Case:
    marked, _, said = line.partition(" | ")
    wording = re.sub("[【】]", "", marked)
    spans: list[tuple[int, str]] = []
    for place, span in enumerate(re.finditer("【(.*?)】", marked)):
        spans.append((span.start() - 2 * place, span[1]))
    values = said.split(" ; ") if spans else []
    return Case(wording, tuple(_said(text, start, value) for (start, text), value in zip(spans, values, strict=True)))


def _said(text: str, start: int, value: str) -> Said:
    kind, amount, *unit = value.split(" ")
    about = amount.startswith("~")
    low, high, low_in, high_in, qualifier = _ends(amount.removeprefix("~"))
    return Said(
        text, start, FigureKind(kind), low, high, low_in, high_in, "about" if about else qualifier, *(unit or [""])
    )


def _ends(amount: str) -> tuple[Bound, Bound, bool, bool, str]:
    if amount == "-":
        return None, None, False, False, "exact"
    if amount[0] in "([":
        first, last = (_value(end) if end else None for end in amount[1:-1].split(","))
        low_in, high_in = amount[0] == "[" and first is not None, amount[-1] == "]" and last is not None
        if first is not None and last is not None:
            return first, last, low_in, high_in, "range"
        if last is None:
            return first, last, low_in, high_in, "at_least" if low_in else "more_than"
        return first, last, low_in, high_in, "at_most" if high_in else "less_than"
    if re.match("[0-9]{4}-", amount):
        first_day, _, last_day = amount.partition("/")
        return first_day, last_day or first_day, True, True, "exact"
    return _value(amount), _value(amount), True, True, "exact"


def _value(written: str) -> Decimal:
    part, _, whole = written.partition("/")
    return Decimal(part) / Decimal(whole or 1)
