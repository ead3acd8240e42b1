"""Checks before publishing: the snapshot is whole, about as large as before, and answers its golden questions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.core.errors import GateError, InputError
from indexer.core.process import Progress
from indexer.embed.embedder import Embedder
from indexer.index.locks import SnapshotLock
from indexer.index.manifest import Manifest
from indexer.index.snapshot import Snapshot, open_folder, verify_files
from indexer.pipeline.context import BuildPlan, FindArticles
from indexer.pipeline.previous import PreviousSnapshot

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


def golden_questions(index_dir: Path, plan: BuildPlan, progress: Progress) -> list[GoldenQuestion]:
    """The questions to ask; read before a build begins, so that a mistake in them is told at once.

    Raises:
        InputError: They can't be read.
    """
    file = plan.golden or index_dir / GOLDEN
    if plan.golden is None and not file.exists():
        return []
    questions = read_golden(file)
    if questions and plan.find is None:
        progress.note(f"The questions of {file} are not asked: this build has no search.")
        return []
    return questions


def check_snapshot(
    part: Path,
    manifest: Manifest,
    *,
    base: PreviousSnapshot | None,
    embedder: Embedder,
    plan: BuildPlan,
    questions: list[GoldenQuestion],
) -> list[str]:
    """Checks a complete folder as a reader would open it; returns what was found wrong but forced.

    Raises:
        BrokenSnapshotError: What was written is not what is read back; no force helps.
        GateError: Too much is gone, or a golden question misses its articles, and the build is not forced.
    """
    verify_files(part, manifest)
    snapshot = open_folder(part, manifest, SnapshotLock.take(part), searched=bool(questions))
    try:
        faults = drops(manifest, base, plan.max_drop)
        if questions and plan.find is not None:
            faults += missed(snapshot, embedder, questions, plan.find)
    finally:
        snapshot.close()
    if faults and not plan.force:
        raise GateError(
            f"The new snapshot was not published: {'; '.join(faults)}.",
            next_step="The one before still serves. Look at the sources, or publish all the same with --force.",
            faults=faults,
        )
    return faults


def drops(manifest: Manifest, base: PreviousSnapshot | None, max_drop: float) -> list[str]:
    """Counts that fell by more than a share of what they were, in words."""
    if base is None:
        return []
    before, after = base.manifest, manifest
    same_cut = before.chunk_tokens == after.chunk_tokens and base.same_model
    articles, chunks = base.apart
    pairs = [("articles", articles, after.articles)]
    if same_cut:
        pairs.append(("chunks", chunks, after.chunks))
    return [
        f"{name} fell by {1 - new / old:.0%} from {old:,} to {new:,}, more than {max_drop:.0%}"
        for name, old, new in pairs
        if old and 1 - new / old > max_drop
    ]
