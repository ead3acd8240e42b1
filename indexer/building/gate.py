"""The gate before the pointer moves: what would be published must be whole, about as large as before, and answer."""

from pathlib import Path

from indexer.building.base import Base
from indexer.building.golden import GOLDEN, GoldenQuestion, missed, read_golden
from indexer.building.plan import BuildPlan
from indexer.embed import Embedder
from indexer.errors import GateError
from indexer.lease import Lease
from indexer.manifest import Manifest
from indexer.progress import Progress
from indexer.snapshot import open_folder, verify_files


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


def check(
    part: Path,
    manifest: Manifest,
    base: Base | None,
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
    snapshot = open_folder(part, manifest, Lease.take(part), searched=bool(questions))
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


def drops(manifest: Manifest, base: Base | None, max_drop: float) -> list[str]:
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
