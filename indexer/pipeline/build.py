"""From pages to a published snapshot: runs the stages in order, and loses nothing on the way."""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from indexer.core.article import Page, Skip, SkipReason
from indexer.core.clock import DEFAULT_ZONE, zone_named
from indexer.core.errors import GateError, InputError, StorageError, missing_dictionaries, refuse
from indexer.core.process import Progress, give_back
from indexer.distributed.backend import Workers
from indexer.distributed.local import LocalWorkers
from indexer.embed.cache import EmbeddingCache
from indexer.embed.embedder import Embedder
from indexer.index.archive_statistics import archive_statistics
from indexer.index.docstore import Archive, ArchiveWriter
from indexer.index.history import names_given
from indexer.index.locks import build_lock
from indexer.index.manifest import FORMAT, Manifest, Statistics, next_name
from indexer.index.publish import publish, remove_old, seal_files, tidy, write_manifest
from indexer.index.snapshot import ARCHIVE, ARTICLE_VECTORS, INPUTS, VECTORS, part_folder, snapshots_folder
from indexer.index.vectors import Vectors
from indexer.input.documents.document import EXTRA
from indexer.pipeline.changes import Changes
from indexer.pipeline.checks import GoldenQuestion, check_snapshot, golden_questions
from indexer.pipeline.context import BuildContext, BuildPlan
from indexer.pipeline.corrections import carry_inputs, settle
from indexer.pipeline.fingerprint import current_fingerprint
from indexer.pipeline.inputs import Inputs
from indexer.pipeline.merge import count_changes, merge
from indexer.pipeline.parts import (
    embed,
    embed_articles,
    group_near_duplicates,
    index_terms,
    learn_names,
    order_suggestions,
    relate,
)
from indexer.pipeline.previous import PreviousSnapshot, open_previous
from indexer.pipeline.read import PageReader
from indexer.pipeline.report import BuildReport, BuildStopped
from indexer.pipeline.report_html import Count, reported_builds, write_reports
from indexer.text.normalize import normalize

CACHE = "embeddings.sqlite"
_REPAIR = "Check its rights and the space on its disk, then run this again; what was published before still serves."

Pages: TypeAlias = Callable[[Callable[[int], None]], Iterable[Page | Skip]]
"""Called with a function to tell of bytes read; returns the pages, or what could not be read as one."""

_DEFAULT = BuildPlan()


def build_index(
    pages: Pages,
    index_dir: Path,
    embedder: Embedder,
    *,
    chunk_tokens: int,
    progress: Progress,
    total_bytes: int | None = None,
    plan: BuildPlan = _DEFAULT,
) -> BuildReport:
    """Brings an index up to date with pages and publishes it as the next snapshot; the one before serves until then.

    Articles that the pages do not mention stay, unless the plan prunes. Where nothing changed nothing is published,
    unless the plan forces it.

    Args:
        pages: What to read.
        index_dir: Folder of the index, made if missing.
        embedder: Embeds chunks; its model is bound to the snapshot.
        chunk_tokens: Longest chunk in the model's tokens.
        progress: Told of stages and work done.
        total_bytes: Bytes that `pages` will tell of, if known.
        plan: What to delete, check and keep, and who works.

    Raises:
        IndexBusyError: Another build holds this index.
        InputError: No page gave an article, or the golden questions can't be read; nothing was published.
        GateError: The new snapshot is not fit to be published, and was not.
        BrokenSnapshotError: The last snapshot can't be read, and without it its articles would be lost.
        StorageError: The folder can't be written; nothing was published.
        DegradedError: Something is missing or fell back, and the plan is strict.
        WorkersError: A cluster is gone, or would not give the same; nothing was published, what was embedded is kept.
        BuildStopped: It was interrupted; nothing was published, and what was embedded is kept.
    """
    begun = plan.clock()
    normalize("")  # loads what it folds with
    degraded = (*embedder.degraded, *missing_dictionaries())
    if plan.strict:
        refuse(degraded)
    report = BuildReport(backend=embedder.backend, degraded=[str(each) for each in degraded])
    questions = check_arguments(index_dir, plan, progress)
    with _writing(index_dir), build_lock(index_dir):
        tidy(index_dir, now=begun)
        # Named now that nobody else builds, after all that this index or its reports have had.
        report.build = next_name(begun, names_given(index_dir) | reported_builds(index_dir))
        build = _Build(
            index_dir,
            embedder,
            plan.workers or LocalWorkers(embedder),
            chunk_tokens=chunk_tokens,
            progress=progress,
            plan=plan,
            report=report,
        )
        with _reported(build, begun):
            build.run(pages, total_bytes, questions, begun)
    return report


def check_arguments(index_dir: Path, plan: BuildPlan, progress: Progress) -> list[GoldenQuestion]:
    """The golden questions, once all is checked that can be told before a model is opened or anything is written.

    Raises:
        InputError: The golden questions can't be read.
        StorageError: What should be the index's folder is something else.
    """
    if index_dir.exists() and not index_dir.is_dir():
        raise StorageError(
            f"The index in {index_dir} can't be written: Not a directory.",
            next_step="Choose another folder: --index DIR",
        )
    return golden_questions(index_dir, plan, progress)


class _Build:
    """One build under way."""

    def __init__(
        self,
        index_dir: Path,
        embedder: Embedder,
        workers: Workers,
        *,
        chunk_tokens: int,
        progress: Progress,
        plan: BuildPlan,
        report: BuildReport,
    ) -> None:
        self.index_dir = index_dir
        self.embedder = embedder
        self.report = report
        self.counts: list[Count] = []
        self._chunk_tokens = chunk_tokens
        self._progress = progress
        self._workers = workers
        self._plan = plan

    def run(self, pages: Pages, total_bytes: int | None, questions: list[GoldenQuestion], begun: datetime) -> None:
        """Builds and publishes; leaves nothing but the snapshot and the cache."""
        part, scratch = (part_folder(self.index_dir, self.report.build + end) for end in ("", ".scratch"))
        with ExitStack() as stack:
            stack.enter_context(_removed(part, scratch))
            with self._stage("open", None, "files"):
                base = open_previous(self.index_dir, self.embedder, self._progress, needed=not self._plan.prune)
            if base is not None:
                stack.enter_context(base)
                self.report.base = self.report.snapshot = base.manifest.name
            with (
                ArchiveWriter(part / ARCHIVE) as archive,
                Inputs(part / INPUTS, None if base is None else base.inputs) as inputs,
                Changes(scratch / "read.sqlite", base) as ledger,
            ):
                draft = BuildContext(
                    part=part,
                    scratch=scratch,
                    base=base,
                    archive=archive,
                    embedder=self.embedder,
                    workers=self._workers,
                    report=self.report,
                    progress=self._progress,
                    chunk_tokens=self._chunk_tokens,
                    zone=self._zone(base),
                )
                self._read(_read_on(pages(self._progress.advance)), ledger, inputs, draft, total_bytes)
                if self._nothing_changed(base, draft, inputs):
                    self.report.outcome = "nothing changed"
                else:
                    carry_inputs(ledger, inputs, prune=self._plan.prune)
                    self._make(ledger, draft)
            if self.report.outcome != "nothing changed":
                self._publish(draft, questions, begun)
        # Also where nothing changed: the build that published may have been killed before it came here.
        remove_old(self.index_dir, self._plan.retention, now=begun)

    def _read(
        self,
        pages: Iterable[Page | Skip],
        ledger: Changes,
        inputs: Inputs,
        draft: BuildContext,
        total_bytes: int | None,
    ) -> None:
        with self._stage("read", total_bytes, "bytes"):
            reading = PageReader(ledger, inputs, self.report, know_pages=draft.same_recipe("articles"))
            reading.read(pages, draft.workers)
            settle(ledger, inputs, self.report)
            count_changes(ledger, draft, prune=self._plan.prune)
        self._tell_of_extras()
        read = self.report.new + self.report.edited + self.report.unchanged
        if not read and not reading.deletions:  # sources without an article are a mistake, whatever would stay
            raise InputError(_nothing_found(self.report), next_step="See what a page gives: xunwen extract PATH")
        if not self.report.articles:
            raise InputError("Every article is deleted: an index can't be empty.", next_step="Delete its folder.")

    def _tell_of_extras(self) -> None:
        """Says which files need what is not installed; refuses to go on without where nothing may be missing."""
        if not (unread := self.report.skipped[SkipReason.NOT_INSTALLED]):
            return
        missing = f"documents: {unread:,} not read, as what reads them is an extra: {EXTRA}"
        if self._plan.strict:
            refuse([missing])
        self.report.degraded.append(missing)

    def _zone(self, base: PreviousSnapshot | None) -> ZoneInfo:
        """The archive's time zone: the plan's, else what it was."""
        kept = DEFAULT_ZONE if base is None else base.manifest.time_zone
        return zone_named(self._plan.time_zone or kept)

    def _nothing_changed(self, base: PreviousSnapshot | None, draft: BuildContext, inputs: Inputs) -> bool:
        """Whether a new snapshot would equal the last one."""
        report = self.report
        if base is None or self._plan.force or report.new or report.edited or report.deleted:
            return False
        made_by = base.manifest
        return (
            made_by.chunk_tokens == self._chunk_tokens
            and made_by.model.fingerprint == self.embedder.card.fingerprint
            and made_by.recipe == current_fingerprint()
            and made_by.time_zone == draft.zone.key
            and not inputs.tells_more()
        )

    def _make(self, ledger: Changes, draft: BuildContext) -> None:
        """Every part of the snapshot, each a stage of its own."""
        report = self.report
        with self._stage("chunk", report.articles, "articles"):
            merge(ledger, draft, prune=self._plan.prune)
            self.counts = draft.archive.by_day_and_source(draft.zone)
        with EmbeddingCache(self.index_dir / CACHE) as cache:
            if draft.base is not None and draft.base.same_model:
                # A base of version 0.1 may name this very model otherwise: what was paid for under that name is kept.
                cache.rename_model(draft.base.manifest.model.fingerprint, self.embedder.card.fingerprint)
            with self._stage("embed", report.chunks, "chunks"):
                vectors = embed(draft, cache)
                vectors.save(draft.part / VECTORS)
            with self._stage("embed titles", report.articles, "articles"):
                embed_articles(draft, vectors, cache)
            del vectors  # the memory is the next stages'
            cache.trim(self._plan.cache_bytes)
        with self._stage("terms", report.chunks + report.articles, "texts"):
            index_terms(draft)
        with self._stage("learn names", report.articles, "articles"):
            learn_names(draft)
        with self._stage("find copies", report.articles, "articles"):
            group_near_duplicates(draft)
        with self._stage("put suggestions in order", report.articles, "articles"):
            order_suggestions(draft)
        with self._stage("relate", report.articles, "articles"):
            relate(draft)
        # Further parts of a snapshot are made here, see docs/indexing.md.

    def _publish(self, draft: BuildContext, questions: list[GoldenQuestion], begun: datetime) -> None:
        """Seals the parts, checks them as a reader would, and moves the pointer."""
        with self._stage("check", None, "files"):
            manifest = self._manifest(draft, begun)
            write_manifest(draft.part, manifest)
            self.report.faults = check_snapshot(
                draft.part, manifest, base=draft.base, embedder=self.embedder, plan=self._plan, questions=questions
            )
        with self._stage("publish", None, "files"):
            publish(self.index_dir, draft.part, manifest, now=begun)
            self.report.snapshot = manifest.name
            self.report.outcome = "published"

    def _manifest(self, draft: BuildContext, begun: datetime) -> Manifest:
        files = seal_files(draft.part)
        self.report.bytes = sum(sealed.bytes for sealed in files.values())
        return Manifest(
            format=FORMAT,
            name=self.report.build,
            created_at=begun.isoformat(timespec="seconds"),
            xunwen=version("xunwen"),
            model=self.embedder.card,
            backend=self.embedder.backend,
            chunk_tokens=self._chunk_tokens,
            recipe=current_fingerprint(),
            why=self._plan.why,
            base=self.report.base,
            articles=self.report.articles,
            chunks=self.report.chunks,
            files=files,
            time_zone=draft.zone.key,
            statistics=_statistics(draft),
        )

    @contextmanager
    def _stage(self, name: str, total: int | None, unit: str) -> Iterator[None]:
        with self.report.stage(self._progress, name, total, unit):
            yield
        give_back()


def _statistics(draft: BuildContext) -> Statistics:
    """What the manifest says of the archive as a whole, read from the parts as they lie."""
    archive = Archive(draft.part / ARCHIVE, draft.zone)
    try:
        vectors, articles = (Vectors.open(draft.part / name) for name in (VECTORS, ARTICLE_VECTORS))
        return archive_statistics(vectors, articles, archive.row_facts())
    finally:
        archive.close()


@contextmanager
def _reported(build: _Build, begun: datetime) -> Iterator[None]:
    """Leaves a report however the build ends; one that can't be written is no reason to fail."""
    report = build.report
    try:
        yield
    except KeyboardInterrupt as stop:
        report.outcome = "stopped"
        raise BuildStopped(report) from stop
    except GateError as error:
        report.outcome, report.faults = "refused", error.faults
        raise
    except BaseException:
        report.outcome = "failed"
        raise
    finally:
        with suppress(OSError):
            write_reports(
                build.index_dir,
                report,
                build.counts,
                created_at=begun.isoformat(timespec="seconds"),
                card=build.embedder.card,
            )


@contextmanager
def _writing(index_dir: Path) -> Iterator[None]:
    """Makes the folder, and tells in words of a full disk, missing rights and a damaged cache.

    Nothing else ends in an OSError here: sources and model, which are others' to name, are called through `_read_on` and
    `LocalWorkers`, which do.
    """
    try:
        snapshots_folder(index_dir).mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        # An error without a number is numpy's, of a write that fell short, as on a full disk.
        what = error.strerror or f"the disk is full ({error})"
        raise StorageError(f"The index in {index_dir} can't be written: {what}.", next_step=_REPAIR) from error
    except sqlite3.Error as error:
        damaged = getattr(error, "sqlite_errorname", "") in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}
        raise StorageError(
            f"The index in {index_dir} can't be written: {error}.",
            next_step=f"Delete {index_dir / CACHE}; the next build embeds anew." if damaged else _REPAIR,
        ) from error


def _read_on(pages: Iterable[Page | Skip]) -> Iterator[Page | Skip]:
    """The pages; what the system says against reading them is told as that."""
    try:
        yield from pages
    except OSError as error:
        raise InputError(
            f"The sources can't be read on: {error}.",
            next_step="Look at the disk that they lie on, and run this again.",
        ) from error


@contextmanager
def _removed(*folders: Path) -> Iterator[None]:
    """Makes folders for a build, and gives back the disk that they took however it ends."""
    try:
        for folder in folders:
            folder.mkdir()
        yield
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def _nothing_found(report: BuildReport) -> str:
    """Why there is nothing to index, in one line."""
    reasons = ", ".join(f"{count} {reason}" for reason, count in report.skipped.most_common())
    first = f" (first: {report.skips[0].name}: {report.skips[0].detail})" if report.skips else ""
    return f"No article was found in {report.pages} page(s){': ' + reasons if reasons else ''}{first}."
