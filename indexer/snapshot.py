"""Snapshots on disk: built aside, sealed, published by one rename (`publishing.py`), opened only if whole.

DIR/CURRENT                 name of the published snapshot and the sha256 of its manifest, one line
DIR/snapshots/NAME/         manifest.json, vectors.faiss, terms/, article_vectors.faiss, article_terms/, stories.npy,
                            articles.sqlite
DIR/snapshots/.NAME.part/   a build under way, or what a killed one left
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.archive import Archive, RowFacts
from indexer.domain import Article, Chunk
from indexer.errors import BrokenSnapshotError, NoSnapshotError
from indexer.lease import Lease
from indexer.manifest import POINTER as POINTER  # whoever reads snapshots finds it here
from indexer.manifest import Manifest, seal
from indexer.related.table import RELATED, RelatedTable
from indexer.stories import Stories
from indexer.terms import Terms
from indexer.vectors import Vectors

MANIFEST = "manifest.json"
VECTORS = "vectors.faiss"
TERMS = "terms"
ARTICLE_VECTORS = "article_vectors.faiss"
ARTICLE_TERMS = "article_terms"
STORIES = "stories.npy"
ARCHIVE = "articles.sqlite"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One opened, verified snapshot. Row i of vectors, terms and archive is one chunk."""

    manifest: Manifest
    vectors: Vectors
    terms: Terms
    article_terms: Terms
    """The same terms by article, row i the article of number i: a chunk is judged by its article's words too."""
    article_vectors: Vectors
    """One an article, row i the article of number i: what the whole of it and its title are about."""
    stories: Stories
    """Which articles are near-copies of which."""
    archive: Archive
    facts: RowFacts
    lease: Lease
    """Keeps the folder from being deleted until `close`."""
    related: RelatedTable | None = None
    """Related articles by article number; None in a snapshot built before there were any."""

    @property
    def name(self) -> str:
        """The snapshot's name, as responses give it."""
        return self.manifest.name

    def article(self, article_id: str) -> Article:
        """The article of this id.

        Raises:
            UnknownArticleError: There is none.
        """
        return self.archive.article(article_id)

    def rows(self, rows: Iterable[int]) -> list[tuple[Article, Chunk]]:
        """Article and chunk of each of these rows, in the order given."""
        return self.archive.rows(rows)

    def close(self) -> None:
        """Closes the archive's files; the maps of vectors and terms go with the last reference to them.

        From then on the snapshot may be deleted when it is old.
        """
        self.archive.close()
        self.lease.release()


def snapshots_folder(index_dir: Path) -> Path:
    """Where an index keeps its snapshots."""
    return index_dir / "snapshots"


def part_folder(index_dir: Path, name: str) -> Path:
    """Where a snapshot is built before it is published."""
    return snapshots_folder(index_dir) / f".{name}.part"


def snapshot_names(index_dir: Path) -> list[str]:
    """Names of the snapshots that lie in an index, oldest first."""
    folder = snapshots_folder(index_dir)
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []


def current_name(index_dir: Path) -> str:
    """Name of the published snapshot.

    Raises:
        NoSnapshotError: Nothing was published here.
    """
    return _pointer(index_dir)[0]


def read_manifest(index_dir: Path) -> Manifest:
    """The manifest of the published snapshot, checked against the pointer.

    Raises:
        NoSnapshotError: Nothing was published here.
        BrokenSnapshotError: The manifest is missing or is not the one that was published.
    """
    name, sha256 = _pointer(index_dir)
    folder = snapshots_folder(index_dir) / name
    if manifest_sha256(folder) != sha256:
        raise broken(folder, f"{MANIFEST} is not the one that was published")
    return manifest_of(folder)


def manifest_of(folder: Path) -> Manifest:
    """The manifest of a snapshot's folder, published or not.

    Raises:
        BrokenSnapshotError: It is missing, or of a format that this version can't read.
    """
    text = _manifest_text(folder)
    return Manifest.from_json(text, name=folder.name, next_step=_rebuild(folder.parent.parent))


def manifest_sha256(folder: Path) -> str:
    """The hash of the manifest of a snapshot's folder, as the pointer holds it.

    Raises:
        BrokenSnapshotError: It can't be read.
    """
    return hashlib.sha256(_manifest_text(folder).encode("utf-8")).hexdigest()


def _manifest_text(folder: Path) -> str:
    try:
        return (folder / MANIFEST).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise broken(folder, f"{MANIFEST} can't be read") from error


def verify(index_dir: Path) -> Manifest:
    """Checks every byte of the published snapshot and returns its manifest.

    Raises:
        NoSnapshotError: Nothing was published here.
        BrokenSnapshotError: A file is missing, is there too much, or has changed.
    """
    manifest = read_manifest(index_dir)
    verify_files(snapshots_folder(index_dir) / manifest.name, manifest)
    return manifest


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Checks every byte of a folder against a manifest.

    Raises:
        BrokenSnapshotError: A file is missing, is there too much, or has changed.
    """
    present = {file.relative_to(folder).as_posix() for file in files_of(folder)} - {MANIFEST}
    for path in sorted(present ^ manifest.files.keys()):
        raise broken(folder, f"{path} is {'unknown' if path in present else 'missing'}")
    for path, expected in manifest.files.items():
        try:
            found = seal(folder / path)
        except OSError as error:
            raise broken(folder, f"{path} can't be read ({error.strerror})") from error
        if found != expected:
            raise broken(folder, f"{path} has changed since it was published")


def open_snapshot(index_dir: Path) -> Snapshot:
    """Opens the published snapshot, all of it checked; no build deletes it until it is closed.

    Raises:
        NoSnapshotError: Nothing was published here.
        BrokenSnapshotError: It is not whole.
    """
    name, lease = _lease_current(index_dir)
    try:
        folder = snapshots_folder(index_dir) / name
        manifest = read_manifest(index_dir)
        if manifest.name != name:
            return open_snapshot(index_dir)  # published between two lines: the newer one
        verify_files(folder, manifest)
        return open_folder(folder, manifest, lease)
    except BaseException:
        lease.release()
        raise


def _lease_current(index_dir: Path) -> tuple[str, Lease]:
    """Name of and hold on the published snapshot, also where another one is published in between."""
    name = current_name(index_dir)
    try:
        return name, Lease.take(snapshots_folder(index_dir) / name)
    except OSError as error:
        if current_name(index_dir) != name:
            return _lease_current(index_dir)
        raise broken(snapshots_folder(index_dir) / name, f"{MANIFEST} can't be read") from error


def open_folder(folder: Path, manifest: Manifest, lease: Lease, *, searched: bool = True) -> Snapshot:
    """Opens a snapshot whose files are checked already.

    Args:
        folder: Where it lies.
        manifest: What it says of itself.
        lease: The hold on the folder.
        searched: Whether it will be searched; else the vocabularies, its largest part in memory, are left on disk.

    Raises:
        BrokenSnapshotError: Its parts can't be read, or do not fit each other.
    """
    archive = Archive(folder / ARCHIVE)
    snapshot = Snapshot(
        manifest,
        Vectors.open(folder / VECTORS),
        Terms.open(folder / TERMS, vocabulary=searched),
        Terms.open(folder / ARTICLE_TERMS, vocabulary=searched),
        Vectors.open(folder / ARTICLE_VECTORS),
        Stories.open(folder / STORIES),
        archive,
        archive.row_facts(),
        lease,
        RelatedTable.open(folder / RELATED) if (folder / RELATED).is_dir() else None,
    )
    rows = {len(snapshot.vectors), len(snapshot.terms), snapshot.facts.articles.size, manifest.chunks}
    if len(rows) > 1:
        raise broken(folder, "vectors, terms and chunks differ in number")
    by_article = (snapshot.article_terms, snapshot.article_vectors, snapshot.stories, snapshot.facts.ids)
    if {len(part) for part in by_article} != {manifest.articles}:
        raise broken(folder, "terms, vectors, stories and articles differ in number")
    if snapshot.related is not None and len(snapshot.related) != manifest.articles:
        raise broken(folder, "related articles and articles differ in number")
    return snapshot


def _pointer(index_dir: Path) -> tuple[str, str]:
    """Name and manifest hash that the pointer holds."""
    try:
        name, sha256 = (index_dir / POINTER).read_text(encoding="utf-8").split()
    except FileNotFoundError:
        raise NoSnapshotError(
            f"There is no index in {index_dir}.", next_step=f"Build one: xunwen index PATH... --index {index_dir}"
        ) from None
    except (OSError, ValueError) as error:
        raise BrokenSnapshotError(
            f"{index_dir / POINTER} can't be read ({error}).", next_step=_rebuild(index_dir)
        ) from error
    return name, sha256


def broken(folder: Path, what: str) -> BrokenSnapshotError:
    """What is wrong with a snapshot, with the ways out."""
    return BrokenSnapshotError(
        f"Snapshot {folder.name} is not whole: {what}.", next_step=_rebuild(folder.parent.parent)
    )


def _rebuild(index_dir: Path) -> str:
    return (
        f"Build it again of all its sources: xunwen index PATH... --index {index_dir} --prune; "
        f"or go back to the one before: xunwen rollback --index {index_dir}"
    )


def files_of(folder: Path) -> list[Path]:
    """Every file of a folder, sorted."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
