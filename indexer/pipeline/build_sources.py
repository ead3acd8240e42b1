"""Builds an index out of paths or records: checks what was asked for, loads the model, opens the workers and builds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from indexer.core.article import Page, PageKind, Skip
from indexer.core.errors import InputError
from indexer.core.process import Progress, Silent
from indexer.distributed.backend import WorkersKind
from indexer.distributed.open import check_workers, open_workers
from indexer.embed.load import load_embedder
from indexer.input.documents.known import KnownDocuments
from indexer.input.pages import OnBytes, check_sources, read_pages, total_bytes
from indexer.pipeline.build import Pages, build_index, check_arguments
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.fingerprint import documents_fingerprint
from indexer.pipeline.report import BuildReport
from indexer.settings import IndexerSettings

_DOCUMENTS = "documents.sqlite"

Records: TypeAlias = Iterable[Mapping[str, object]]
"""Articles as a `.jsonl` file has them, see docs/inputs.md: {"title": …, "body": …, "published_at": …}."""


def build_sources(
    sources: Sequence[str | Path] | Records,
    index_dir: Path,
    settings: IndexerSettings,
    plan: BuildPlan,
    *,
    progress: Progress,
    workers: WorkersKind = WorkersKind.LOCAL,
    ray_address: str | None = None,
) -> BuildReport:
    """Brings an index up to date with sources; see `build_index` for what is kept and when something is published.

    Args:
        sources: Folders, files and "-" for standard input; or records.
        index_dir: Folder of the index, made if missing.
        settings: Model, chunk size and what else a build is told by its environment.
        plan: What to delete, check and keep.
        progress: Told of stages and work done.
        workers: Who extracts and embeds.
        ray_address: Head of a Ray cluster.

    Raises:
        XunwenError: As `build_index`; InputError also where a source does not exist.
    """
    chosen = list(sources)
    paths = [each for each in chosen if isinstance(each, str | Path)]
    records = [each for each in chosen if isinstance(each, Mapping)]
    if len(chosen) not in {len(paths), len(records)}:
        raise InputError("The sources are neither all paths nor all records.", next_step="Build in two steps.")
    check_sources(paths)
    check_workers(workers, ray_address)
    check_arguments(index_dir, plan, Silent())
    progress.stage("model", None, "files")
    embedder = load_embedder(settings, progress=progress.note, throughput=True)
    with open_workers(workers, embedder, settings, address=ray_address) as opened:
        return build_index(
            _record_pages(records) if records else _path_pages(paths, index_dir),
            index_dir,
            embedder,
            chunk_tokens=settings.chunk_tokens,
            progress=progress,
            total_bytes=None if records else total_bytes(paths),
            plan=replace(plan, workers=opened),
        )


def known_documents(index_dir: Path) -> KnownDocuments:
    """What earlier builds of an index have read documents to; for the one that holds its lock."""
    return KnownDocuments(index_dir / _DOCUMENTS, code=documents_fingerprint())


def _path_pages(paths: Sequence[str | Path], index_dir: Path) -> Pages:
    def pages(on_bytes: OnBytes) -> Iterator[Page | Skip]:
        with known_documents(index_dir) as known:
            yield from read_pages(paths, on_bytes=on_bytes, known=known)

    return pages


def _record_pages(records: Sequence[Mapping[str, object]]) -> Pages:
    def pages(_: OnBytes) -> Iterable[Page]:
        return (Page(f"record {number}", PageKind.RECORD, record=each) for number, each in enumerate(records, start=1))

    return pages
