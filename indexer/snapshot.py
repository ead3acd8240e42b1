"""Snapshots on disk: built aside, sealed, published by one rename, opened only if whole.

DIR/CURRENT                 name of the published snapshot and the sha256 of its manifest, one line
DIR/snapshots/NAME/         manifest.json, vectors.faiss, terms/, article_terms/, articles.sqlite
DIR/snapshots/.NAME.part/   a build under way, or what a killed one left
"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.archive import Archive, RowFacts
from indexer.domain import Article, Chunk
from indexer.errors import BrokenSnapshotError, NoSnapshotError
from indexer.manifest import FileSeal, Manifest, seal
from indexer.terms import Terms
from indexer.vectors import Vectors

POINTER = "CURRENT"
MANIFEST = "manifest.json"
VECTORS = "vectors.faiss"
TERMS = "terms"
ARTICLE_TERMS = "article_terms"
ARCHIVE = "articles.sqlite"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One opened, verified snapshot. Row i of vectors, terms and archive is one chunk."""

    manifest: Manifest
    vectors: Vectors
    terms: Terms
    article_terms: Terms
    """The same terms by article, row i the article of number i: a chunk is judged by its article's words too."""
    archive: Archive
    facts: RowFacts

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


def snapshots_folder(index_dir: Path) -> Path:
    """Where an index keeps its snapshots."""
    return index_dir / "snapshots"


def part_folder(index_dir: Path, name: str) -> Path:
    """Where a snapshot is built before it is published."""
    return snapshots_folder(index_dir) / f".{name}.part"


def seal_files(folder: Path) -> dict[str, FileSeal]:
    """Flushes every file of a folder to disk and returns their seals by relative path."""
    seals: dict[str, FileSeal] = {}
    for file in _files(folder):
        _sync(file)
        seals[file.relative_to(folder).as_posix()] = seal(file)
    return seals


def publish(index_dir: Path, part: Path, manifest: Manifest) -> None:
    """Makes a built folder the snapshot that readers open.

    Order matters, as the process may be killed between any two lines: everything the pointer will name is on disk
    under its final name before the pointer moves, and the pointer moves by one rename.
    """
    text = manifest.to_json()
    (part / MANIFEST).write_text(text, encoding="utf-8")
    _sync(part / MANIFEST)
    for folder in {file.parent for file in _files(part)}:
        _sync(folder)
    part.rename(snapshots_folder(index_dir) / manifest.name)
    _sync(snapshots_folder(index_dir))

    waiting = index_dir / f".{POINTER}.part"
    waiting.write_text(f"{manifest.name} {_sha256(text)}\n", encoding="utf-8")
    _sync(waiting)
    waiting.replace(index_dir / POINTER)
    _sync(index_dir)


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
    file = snapshots_folder(index_dir) / name / MANIFEST
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(name, f"{MANIFEST} can't be read") from error
    if _sha256(text) != sha256:
        raise _broken(name, f"{MANIFEST} is not the one that was published")
    return Manifest.from_json(text, name=name)


def verify(index_dir: Path) -> Manifest:
    """Checks every byte of the published snapshot and returns its manifest.

    Raises:
        NoSnapshotError: Nothing was published here.
        BrokenSnapshotError: A file is missing, is there too much, or has changed.
    """
    manifest = read_manifest(index_dir)
    folder = snapshots_folder(index_dir) / manifest.name
    present = {file.relative_to(folder).as_posix() for file in _files(folder)} - {MANIFEST}
    for path in sorted(present ^ manifest.files.keys()):
        raise _broken(manifest.name, f"{path} is {'unknown' if path in present else 'missing'}")
    for path, expected in manifest.files.items():
        try:
            found = seal(folder / path)
        except OSError as error:
            raise _broken(manifest.name, f"{path} can't be read ({error.strerror})") from error
        if found != expected:
            raise _broken(manifest.name, f"{path} has changed since it was published")
    return manifest


def open_snapshot(index_dir: Path) -> Snapshot:
    """Opens the published snapshot, all of it checked; takes no lock.

    Raises:
        NoSnapshotError: Nothing was published here.
        BrokenSnapshotError: It is not whole.
    """
    manifest = verify(index_dir)
    folder = snapshots_folder(index_dir) / manifest.name
    archive = Archive(folder / ARCHIVE)
    snapshot = Snapshot(
        manifest,
        Vectors.open(folder / VECTORS),
        Terms.open(folder / TERMS),
        Terms.open(folder / ARTICLE_TERMS),
        archive,
        archive.row_facts(),
    )
    rows = {len(snapshot.vectors), len(snapshot.terms), snapshot.facts.articles.size, manifest.chunks}
    if len(rows) > 1:
        raise _broken(manifest.name, "vectors, terms and chunks differ in number")
    if len({len(snapshot.article_terms), len(snapshot.facts.ids), manifest.articles}) > 1:
        raise _broken(manifest.name, "terms and articles differ in number")
    return snapshot


def remove_leftovers(index_dir: Path) -> None:
    """Deletes what killed builds left; call it only while holding the index's lock."""
    for folder in snapshots_folder(index_dir).glob(".*.part"):
        shutil.rmtree(folder)


def remove_old(index_dir: Path, *, keep: int) -> list[str]:
    """Deletes all but the newest `keep` snapshots, never the published one; returns the names deleted."""
    published = current_name(index_dir)
    names = sorted(folder.name for folder in snapshots_folder(index_dir).iterdir() if not folder.name.startswith("."))
    old = [name for name in names[: max(len(names) - keep, 0)] if name != published]
    for name in old:
        shutil.rmtree(snapshots_folder(index_dir) / name)
    return old


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
            f"{index_dir / POINTER} can't be read ({error}).", next_step="Build it again with `xunwen index`."
        ) from error
    return name, sha256


def _broken(name: str, what: str) -> BrokenSnapshotError:
    return BrokenSnapshotError(
        f"Snapshot {name} is not whole: {what}.", next_step="Build it again with `xunwen index`."
    )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _sync(path: Path) -> None:
    """Flushes a file or a folder's entries to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
