"""One training example: a question beside a window of a passage, and where in it the answer stands; kept as JSON lines."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from indexer.core.errors import InputError
from service.evaluate.set_files import JsonRow, json_rows


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a window; `passage[start:end]` is the answer, both None where the window has none."""

    group: str
    """The question: all windows that are weighed against each other for it share this."""
    question: str
    passage: str
    start: int | None
    end: int | None
    question_language: str
    passage_language: str
    origin: str
    """Where it comes from: "cmrc2018", "drcd", "xquad", "generated"."""
    article: str
    """The article of the question; training and held-out examples never share one."""
    heading: str = ""
    """What tells which article the window is of: its title, or its beginning."""

    @property
    def rank(self) -> int:
        """1 where the window answers, 0 where it does not."""
        return int(self.start is not None)

    @property
    def answer(self) -> str:
        """The characters that answer; empty where none do."""
        return "" if self.start is None else self.passage[self.start : self.end]


Group: TypeAlias = tuple[Example, ...]
"""The examples of one question, those that answer first."""


def write_groups(groups: Iterable[Group], file: Path) -> None:
    """One example a line, the groups in the order given."""
    with file.open("w", encoding="utf-8") as out:
        for group in groups:
            for example in group:
                out.write(json.dumps(_row(example), ensure_ascii=False) + "\n")


def read_groups(file: Path) -> list[Group]:
    """What `write_groups` wrote.

    Raises:
        InputError: The file is missing, or a line is no example.
    """
    if not file.is_file():
        raise InputError(f"There is no {file}.", next_step="Make it: python -m training prepare --out FOLDER.")
    return [tuple(group) for _, group in groupby(_examples(file), key=lambda example: example.group)]


def _row(example: Example) -> dict[str, object]:
    names = ("group", "question", "passage", "start", "end")
    others = ("question_language", "passage_language", "origin", "article", "heading")
    fields = {name: getattr(example, name) for name in names}
    return {**fields, "rank": example.rank, **{name: getattr(example, name) for name in others}}


def _examples(file: Path) -> Iterator[Example]:
    for row in json_rows(file):
        yield Example(
            group=row.text("group"),
            question=row.text("question"),
            passage=row.text("passage"),
            start=_place(row, "start"),
            end=_place(row, "end"),
            question_language=row.text("question_language"),
            passage_language=row.text("passage_language"),
            origin=row.text("origin"),
            article=row.text("article"),
            heading=row.text("heading", ""),
        )


def _place(row: JsonRow, name: str) -> int | None:
    text = row.text(name, "")
    return int(text) if text else None
