"""From pages to a published snapshot: drives the stages in order, counts what they did, and loses nothing on the way."""

import hashlib
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from indexer.archive import ArchiveWriter
from indexer.chunk import Chunker
from indexer.domain import Article, Page, Skip, SkipReason
from indexer.embed import Embedder
from indexer.embed_cache import EmbeddingCache, embed_cached
from indexer.errors import InputError, PageError, StorageError
from indexer.extract.article import extract_article
from indexer.extract.identity import article_id
from indexer.lock import build_lock
from indexer.manifest import FORMAT, Manifest
from indexer.passage import passage_text
from indexer.progress import Progress
from indexer.snapshot import (
    ARCHIVE,
    ARTICLE_TERMS,
    TERMS,
    VECTORS,
    part_folder,
    publish,
    remove_leftovers,
    remove_old,
    seal_files,
    snapshots_folder,
)
from indexer.terms import TermsBuilder
from indexer.vectors import Vectors

KEPT_SNAPSHOTS = 3
_CACHE = "embeddings.sqlite"
_REPAIR = "Check its rights and the space on its disk, then run this again; what was published before still serves."
_WINDOW = 4096
"""Passages in memory at a time while embedding."""


@dataclass(slots=True)
class BuildReport:
    """What a build did, as it goes on and at its end."""

    snapshot: str = ""
    pages: int = 0
    articles: int = 0
    replaced: int = 0
    """Articles that a later page of the same id took the place of."""
    chunks: int = 0
    embedded: int = 0
    reused: int = 0
    """Chunks whose vectors came from the cache."""
    bytes: int = 0
    """Size of the snapshot on disk."""
    backend: str = ""
    skips: list[Skip] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    """By stage."""

    @property
    def skipped(self) -> Counter[SkipReason]:
        """How many pages were skipped for each reason."""
        return Counter(skip.reason for skip in self.skips)


class _Build:
    """One build under way: the report it fills and the stages that fill it."""

    def __init__(self, embedder: Embedder, *, chunk_tokens: int, progress: Progress) -> None:
        self.report = BuildReport(backend=embedder.backend)
        self._embedder = embedder
        self._chunk_tokens = chunk_tokens
        self._progress = progress

    @contextmanager
    def stage(self, name: str, total: int | None, unit: str) -> Iterator[None]:
        """Tells of a stage and keeps how long it took."""
        self._progress.stage(name, total, unit)
        begun = time.perf_counter()
        yield
        self.report.seconds[name] = time.perf_counter() - begun

    def read(self, pages: Iterable[Page | Skip], archive: ArchiveWriter, *, total_bytes: int | None) -> None:
        """Pages to articles in the archive; a page that gives none is counted and named."""
        with self.stage("read", total_bytes, "bytes"):
            for page in pages:
                self.report.pages += 1
                if isinstance(page, Skip):
                    self.report.skips.append(page)
                    continue
                try:
                    article = extract_article(page)
                except PageError as error:
                    self.report.skips.append(Skip(page.name, error.reason, error.message))
                    continue
                self._keep(article, page.name, archive)
            self.report.articles = archive.articles

    def _keep(self, article: Article, page_name: str, archive: ArchiveWriter) -> None:
        """Stores an article unless it is there already; one whose own id is given replaces, others are told apart."""
        stored = archive.body_of(article.id)
        if stored == article.body:
            self.report.skips.append(Skip(page_name, SkipReason.DUPLICATE, f"same article as {article.id}"))
            return
        if stored is not None and article.id == _id_without_own_or_url(article):
            # Two different texts under one title, day and source: both are kept.
            digest = hashlib.sha256(article.body.encode("utf-8", "surrogatepass")).hexdigest()[:8]
            self._keep(replace(article, id=f"{article.id}-{digest}"), page_name, archive)
            return
        self.report.replaced += stored is not None
        archive.put(article)

    def chunk(self, archive: ArchiveWriter) -> None:
        """Articles to chunks in the archive."""
        chunker = Chunker(self._embedder.count_tokens, max_tokens=self._chunk_tokens)
        with self.stage("chunk", self.report.articles, "articles"):
            for number, article in archive.each_article():
                archive.put_chunks(number, chunker.chunk(article))
                self._progress.advance(1)
            self.report.chunks = archive.rows

    def embed(self, archive: ArchiveWriter, cache: EmbeddingCache) -> Vectors:
        """Vectors of all rows, in order of rows."""
        vectors = Vectors.empty(self._embedder.card.dimension)
        with self.stage("embed", self.report.chunks, "chunks"):
            passages = (passage_text(title, text) for title, text in archive.each_passage())
            while window := list(islice(passages, _WINDOW)):
                vectors.add(embed_cached(window, self._embedder, cache, on_embedded=self._count_embedded))
        return vectors

    def _count_embedded(self, done: int, reused: int) -> None:
        self.report.reused += reused
        self.report.embedded += done - reused
        self._progress.advance(done)

    def terms(self, archive: ArchiveWriter, part: Path) -> None:
        """The term indexes of all rows and of all articles, written to two folders."""
        with self.stage("terms", self.report.chunks + self.report.articles, "texts"):
            passages = (passage_text(title, text) for title, text in archive.each_passage())
            self._index_terms(passages, part / TERMS)
            articles = (passage_text(article.title, article.body) for _, article in archive.each_article())
            self._index_terms(articles, part / ARTICLE_TERMS)

    def _index_terms(self, texts: Iterable[str], folder: Path) -> None:
        builder = TermsBuilder()
        for text in texts:
            builder.add(text)
            self._progress.advance(1)
        builder.build().save(folder)


def build_index(
    pages: Callable[[Callable[[int], None]], Iterable[Page | Skip]],
    index_dir: Path,
    embedder: Embedder,
    *,
    chunk_tokens: int,
    progress: Progress,
    total_bytes: int | None = None,
) -> BuildReport:
    """Builds an index of pages and publishes it as the next snapshot; the one before serves until then.

    Args:
        pages: Called with a function to tell of bytes read; returns the pages, or what could not be read as one.
        index_dir: Folder of the index, made if missing.
        embedder: Embeds chunks; its model is bound to the snapshot.
        chunk_tokens: Longest chunk in the model's tokens.
        progress: Told of stages and work done.
        total_bytes: Bytes that `pages` will tell of, if known.

    Raises:
        IndexBusyError: Another build holds this index.
        InputError: No page gave an article; nothing was published.
        StorageError: The folder can't be written; nothing was published.
    """
    build = _Build(embedder, chunk_tokens=chunk_tokens, progress=progress)
    report = build.report
    with _writing(index_dir), build_lock(index_dir), EmbeddingCache(index_dir / _CACHE) as cache:
        remove_leftovers(index_dir)
        created = datetime.now(UTC)
        report.snapshot = created.strftime("%Y%m%dT%H%M%S.%f")[:-3] + "Z"
        part = part_folder(index_dir, report.snapshot)
        part.mkdir()

        with _removed_on_failure(part), ArchiveWriter(part / ARCHIVE) as archive:
            build.read(pages(progress.advance), archive, total_bytes=total_bytes)
            if report.articles == 0:
                raise InputError(_nothing_found(report), next_step="See what a page gives: xunwen extract PATH")
            build.chunk(archive)
            build.embed(archive, cache).save(part / VECTORS)
            build.terms(archive, part)

        with build.stage("publish", None, "files"):
            files = seal_files(part)
            report.bytes = sum(sealed.bytes for sealed in files.values())
            manifest = Manifest(
                format=FORMAT,
                name=report.snapshot,
                created_at=created.isoformat(timespec="seconds"),
                xunwen=version("xunwen"),
                model=embedder.card,
                backend=embedder.backend,
                chunk_tokens=chunk_tokens,
                articles=report.articles,
                chunks=report.chunks,
                files=files,
            )
            publish(index_dir, part, manifest)
            remove_old(index_dir, keep=KEPT_SNAPSHOTS)
    return report


@contextmanager
def _writing(index_dir: Path) -> Iterator[None]:
    """Makes the folder, and tells in words of a full disk, missing rights and a damaged cache."""
    try:
        snapshots_folder(index_dir).mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise StorageError(
            f"The index in {index_dir} can't be written: {error.strerror or error}.", next_step=_REPAIR
        ) from error
    except sqlite3.Error as error:
        damaged = getattr(error, "sqlite_errorname", "") in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}
        raise StorageError(
            f"The index in {index_dir} can't be written: {error}.",
            next_step=f"Delete {index_dir / _CACHE}; the next build embeds anew." if damaged else _REPAIR,
        ) from error


@contextmanager
def _removed_on_failure(part: Path) -> Iterator[None]:
    """Gives back the disk that a build took which then failed or was stopped."""
    try:
        yield
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _id_without_own_or_url(article: Article) -> str:
    """The id that an article gets from its words alone."""
    return article_id(
        own="",
        url="",
        title=article.title,
        published_at=article.published_at,
        source=article.source,
        body=article.body,
    )


def _nothing_found(report: BuildReport) -> str:
    """Why there is nothing to index, in one line."""
    reasons = ", ".join(f"{count} {reason}" for reason, count in report.skipped.most_common())
    first = f" (first: {report.skips[0].name}: {report.skips[0].detail})" if report.skips else ""
    return f"No article was found in {report.pages} page(s){': ' + reasons if reasons else ''}{first}."
