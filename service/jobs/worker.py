"""The process of one job: fetches what a schedule wants fetched, builds the index at the lowest priority, tells how far it is, and leaves what came of it.

Run by the dispatcher as `python -m service.jobs.worker FOLDER`, with the job's lock inherited.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from indexer.core.article import Page, Skip
from indexer.core.errors import SnapshotError, XunwenError
from indexer.core.process import stoppable
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.fetch.run import fetch
from indexer.index.history import moves
from indexer.index.snapshot import read_manifest
from indexer.input.folders import Fence
from indexer.input.pages import OnBytes, check_sources, read_pages, total_bytes
from indexer.pipeline.build import build_index
from indexer.pipeline.build_sources import known_documents
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.report import BuildReport
from indexer.settings import IndexerSettings
from service.jobs.folder import JobFolder, write_whole
from service.jobs.job import FetchTask, JobState, Task
from service.jobs.process import ProgressFile
from service.search.golden import find_articles

Load: TypeAlias = Callable[[IndexerSettings, ProgressFile], Embedder]

LOWEST_PRIORITY = 19
NAMED_SKIPS = 1000
"""Pages named in a result; `skipped` has the count of all by reason."""


def run(folder: JobFolder, load: Load) -> None:
    """Does the job of a folder, unless it was done already.

    Args:
        folder: Has the task; gets progress and result.
        load: Loads the model.
    """
    if folder.result.exists():
        return
    progress = ProgressFile(folder.progress)
    why = f"job {folder.path.name}"
    try:
        task = Task.read(folder.task)
        # Killed after its snapshot was published and before it could say so: it is not done a second time.
        published = _published(task.index_dir, why)
        result = _succeeded(published) if published else _built(task, why, progress, load)
    except XunwenError as error:
        result = {"state": JobState.FAILED, "detail": str(error)}
    # Flushed to disk: what the index has published must not be done again because nobody knows of it.
    write_whole(folder.result, result)


def _published(index_dir: Path, why: str) -> str:
    """The snapshot that this job published; empty where it has not. The history is written after the pointer moves."""
    for move in moves(index_dir):
        if move.why == why:
            return move.snapshot
    try:
        manifest = read_manifest(index_dir)
    except SnapshotError:
        return ""
    return manifest.name if manifest.why == why else ""


def _built(task: Task, why: str, progress: ProgressFile, load: Load) -> dict[str, object]:
    """Builds, and says what came of it."""
    fetched = _fetched(task.fetch, progress)
    sources = [str(source) for source in task.sources]
    fence = Fence(task.folders)
    check_sources(sources)
    size = total_bytes(sources, fence)
    progress.stage("model", None, "files")
    embedder = load(task.indexer, progress)

    def pages(on_bytes: OnBytes) -> Iterator[Page | Skip]:
        with known_documents(task.index_dir) as known:
            yield from _counted(read_pages(sources, on_bytes=on_bytes, fence=fence, known=known), progress)

    report = build_index(
        pages,
        task.index_dir,
        embedder,
        chunk_tokens=task.indexer.chunk_tokens,
        progress=progress,
        total_bytes=size,
        plan=_plan(task, why),
    )
    return {**_succeeded(report.snapshot), "detail": _detail(report), "report": {**_fields(report), **fetched}}


def _fetched(task: FetchTask | None, progress: ProgressFile) -> dict[str, object]:
    """What fetching gave, for the report; what could not be fetched keeps nothing from being indexed."""
    if task is None:
        return {}
    fields = fetch(task.addresses, task.folder, task.settings, progress).to_fields()
    failures = fields["failures"]
    return {"fetch": {**fields, "failures": failures[:NAMED_SKIPS] if isinstance(failures, list) else []}}


def _plan(task: Task, why: str) -> BuildPlan:
    plan = BuildPlan.of(task.indexer, prune=task.prune, force=task.force, find=find_articles)
    return replace(plan, why=why)


def _succeeded(snapshot: str) -> dict[str, object]:
    return {"state": JobState.SUCCEEDED, "snapshot": snapshot}


def _detail(report: BuildReport) -> str:
    return "" if report.published else "Nothing has changed since the last snapshot, which stays."


def _counted(pages: Iterable[Page | Skip], progress: ProgressFile) -> Iterator[Page | Skip]:
    for page in pages:
        progress.page(read=not isinstance(page, Skip))
        yield page


def _fields(report: BuildReport) -> dict[str, object]:
    """The report as JSON, its longest list cut."""
    fields = report.to_fields()
    skips = fields.get("skips")
    fields["skips"] = skips[:NAMED_SKIPS] if isinstance(skips, list) else []
    return fields


def work(folder: JobFolder, load: Load) -> None:
    """Does the job until it is done or told to stop: SIGTERM lets the build give back the disk it took."""
    with stoppable() as stops:
        try:
            run(folder, load)
        except KeyboardInterrupt:
            sys.exit(stops.code)


def _load(settings: IndexerSettings, progress: ProgressFile) -> Embedder:
    return load_embedder(settings, progress=progress.note, throughput=True)


if __name__ == "__main__":
    os.nice(LOWEST_PRIORITY)
    work(JobFolder(Path(sys.argv[1])), _load)
