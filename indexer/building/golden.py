"""Golden questions: what a user's archive must always be able to answer, asked before a snapshot is published."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.building.plan import FindArticles
from indexer.embed import Embedder
from indexer.errors import InputError
from indexer.snapshot import Snapshot

GOLDEN = "golden.jsonl"
WITHIN = 10
"""Among how many articles each one must be found, unless the row says otherwise."""


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question and the articles that it must find, all of them, among the first so many."""

    question: str
    article_ids: tuple[str, ...]
    within: int = WITHIN


def read_golden(file: Path) -> list[GoldenQuestion]:
    """The questions of a file, one JSON object a line: {"question": …, "article_ids": […], "within": 10}.

    Raises:
        InputError: The file can't be read, or a line is not such an object.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"Golden questions can't be read from {file}: {error}.") from error
    return [_question(line, f"{file}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]


def missed(snapshot: Snapshot, embedder: Embedder, questions: list[GoldenQuestion], find: FindArticles) -> list[str]:
    """What questions no longer find, one line for each question that misses something."""
    faults = []
    limit = max(asked.within for asked in questions)
    found = find(snapshot, embedder, [asked.question for asked in questions], limit)
    for asked, ids in zip(questions, found, strict=True):
        lost = [article_id for article_id in asked.article_ids if article_id not in ids[: asked.within]]
        if lost:
            faults.append(
                f"golden question {asked.question!r} no longer finds {', '.join(lost)} among its first {asked.within}"
            )
    return faults


def _question(line: str, place: str) -> GoldenQuestion:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise _wrong(place, str(error)) from error
    if not isinstance(row, Mapping):
        raise _wrong(place, "not an object")
    question, ids, within = row.get("question"), row.get("article_ids"), row.get("within", WITHIN)
    if not isinstance(question, str) or not question.strip():
        raise _wrong(place, "no question")
    if not isinstance(ids, list) or not ids or not all(isinstance(each, str) for each in ids):
        raise _wrong(place, "article_ids must be a list of ids")
    if not isinstance(within, int) or not 1 <= within <= 100:
        raise _wrong(place, "within must be 1 to 100")
    return GoldenQuestion(question, tuple(ids), within)


def _wrong(place: str, what: str) -> InputError:
    return InputError(
        f"{place} is not a golden question: {what}.",
        next_step='Write one a line: {"question": "…", "article_ids": ["…"]}',
    )
