"""What the golden questions of an index find now, beside what they must find."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from indexer.pipeline.checks import GOLDEN, GoldenQuestion, read_golden

Find: TypeAlias = Callable[[str, int], Sequence[str]]
"""Ids of the first so many articles that a question finds, best first."""


@dataclass(frozen=True, slots=True)
class GoldenOutcome:
    """One golden question, and where its articles are found."""

    asked: GoldenQuestion
    ranks: tuple[int | None, ...]
    """Place of each of its articles, from 1; None where it is not among the first `asked.within`."""

    @property
    def passed(self) -> bool:
        """Whether all its articles are found."""
        return None not in self.ranks


def golden_of(index_dir: Path) -> list[GoldenQuestion] | None:
    """The golden questions of an index; None where it has no file of them.

    Raises:
        InputError: The file can't be read.
    """
    file = index_dir / GOLDEN
    return read_golden(file) if file.exists() else None


def outcomes(questions: Sequence[GoldenQuestion], find: Find) -> list[GoldenOutcome]:
    """Asks each question as a build does before it publishes."""
    return [_outcome(each, find(each.question, each.within)) for each in questions]


def _outcome(asked: GoldenQuestion, found: Sequence[str]) -> GoldenOutcome:
    places = {article_id: place for place, article_id in enumerate(found, start=1)}
    return GoldenOutcome(asked, tuple(places.get(article_id) for article_id in asked.article_ids))
