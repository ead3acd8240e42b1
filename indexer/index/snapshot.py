"""Snapshots on disk: built aside, sealed, published by one rename (`publish.py`), opened only if whole.

DIR/CURRENT                 name of the published snapshot and the sha256 of its manifest, one line
DIR/snapshots/NAME/         manifest.json, vectors.faiss, terms/, article_vectors.faiss, article_terms/, stories.npy,
                            names.json, words.json, suggestions/, articles.sqlite, inputs.sqlite
DIR/snapshots/.NAME.part/   a build under way, or what a killed one left
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.core.arrays import Matrix, Rows
from indexer.core.article import Article, Chunk
from indexer.core.clock import zone_named
from indexer.core.errors import BrokenSnapshotError, NoSnapshotError
from indexer.core.files import NotOursError, read_small
from indexer.index.aliases import NameTable
from indexer.index.bm25 import Terms
from indexer.index.docstore import Archive, RowFacts
from indexer.index.locks import SnapshotLock
from indexer.index.manifest import POINTER as POINTER  # whoever reads snapshots finds it here
from indexer.index.manifest import Manifest, is_snapshot_name, seal
from indexer.index.near_duplicates import NearDuplicates
from indexer.index.related import RELATED, RelatedTable
from indexer.index.suggestions.entries import Heading
from indexer.index.suggestions.table import SUGGESTIONS, VOCABULARY, SuggestionTable, open_columns
from indexer.index.suggestions.vocabulary import Vocabulary
from indexer.index.vectors import Vectors
from indexer.text.words.learning import words_in
from indexer.text.words.table import WordTable

MANIFEST = "manifest.json"
VECTORS = "vectors.faiss"
TERMS = "terms"
ARTICLE_VECTORS = "article_vectors.faiss"
ARTICLE_TERMS = "article_terms"
STORIES = "stories.npy"
NAMES = "names.json"
WORDS = "words.json"
ARCHIVE = "articles.sqlite"
INPUTS = "inputs.sqlite"
"""Which file gave which article; a snapshot of version 0.1 has none."""

NO_NAMES = NameTable()

_POINTER_BYTES = 1000
_MANIFEST_BYTES = 16 << 20
"""More than any build writes: what is larger is not read into memory."""
_POINTED = re.compile(r"(\S+) ([0-9a-f]{1,64})\n?", re.ASCII)


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
    stories: NearDuplicates
    """Which articles are near-copies of which."""
    archive: Archive
    facts: RowFacts
    lease: SnapshotLock
    """Keeps the folder from being deleted until `close`."""
    related: RelatedTable | None = None
    """Related articles by article number; None in a snapshot built before there were any."""
    names: NameTable = NO_NAMES
    """Names that its articles explain; none in a snapshot built before they were asked for."""
    words_file: Path | None = None
    """Where its words are; None in a snapshot built before there were any."""
    suggestions_folder: Path | None = None
    """Where what can be suggested is; None in such a snapshot."""

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

    def passages(self, rows: Rows) -> tuple[list[str], Matrix]:
        """Texts of some rows as they were embedded, and their vectors, shape (rows, dimension)."""
        return [chunk.text for _, chunk in self.rows(rows)], self.vectors.rows(rows)

    def words(self) -> WordTable:
        """The words and names of its articles, read anew; of a snapshot built before there were any, those of the titles."""
        if self.words_file is not None:
            return WordTable.open(self.words_file)
        titles = (title for title, _ in self.archive.outlines())
        return words_in((title, "", day) for title, day in zip(titles, self.facts.days, strict=True))

    def suggestions(self) -> SuggestionTable:
        """What can be suggested; of a snapshot built before there was any, it is put in order now."""
        if self.suggestions_folder is not None:
            return SuggestionTable.open(self.suggestions_folder)
        return SuggestionTable.of(self._headings(), self.words(), self.names)

    def vocabulary(self) -> Vocabulary:
        """Its words by how they sound and are spelt; of a snapshot built before there were any, they are put in order now."""
        folder = self.suggestions_folder
        if folder is not None and any(folder.glob(f"{VOCABULARY}.*")):
            return open_columns(folder, VOCABULARY, Vocabulary)
        return Vocabulary.of_archive(self._headings(), self.words(), self.names)

    def _headings(self) -> list[Heading]:
        """What is suggested of each article."""
        facts, titles = self.facts, [title for title, _ in self.archive.outlines()]
        columns = zip(titles, facts.days, self.stories.story.tolist(), facts.keywords, facts.authors, strict=True)
        return [Heading(*each) for each in columns]

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
    """Names of the snapshots that lie in an index, sorted; `history.py` knows in which order they were published.

    Files, links and folders that no build would name so are somebody else's, and left alone.
    """
    folder = snapshots_folder(index_dir)
    if not folder.is_dir():
        return []
    return sorted(
        path.name
        for path in folder.iterdir()
        if is_snapshot_name(path.name) and path.is_dir() and not path.is_symlink()
    )


def current_name(index_dir: Path) -> str:
    """Name of the published snapshot.

    Raises:
        NoSnapshotError: Nothing was published here.
    """
    return _pointer(index_dir)[0]


def pointer_text(index_dir: Path) -> str:
    """What the pointer holds, whether it makes sense or not; empty where it can't be read."""
    try:
        return read_small(index_dir / POINTER, _POINTER_BYTES).decode(errors="replace")
    except (OSError, NotOursError):
        return ""


def read_manifest(index_dir: Path) -> Manifest:
    """The manifest of the published snapshot, checked against the pointer.

    Raises:
        NoSnapshotError: Nothing was published here.
        BrokenSnapshotError: The manifest is missing or is not the one that was published.
    """
    name, sha256 = _pointer(index_dir)
    return published_manifest(snapshots_folder(index_dir) / name, sha256)


def published_manifest(folder: Path, sha256: str) -> Manifest:
    """The manifest of a folder, if it is the one that the pointer means.

    Raises:
        BrokenSnapshotError: It is missing, or is not the one that was published.
    """
    if manifest_sha256(folder) != sha256:
        raise broken(folder, f"{MANIFEST} is not the one that was published")
    return manifest_of(folder)


def manifest_of(folder: Path) -> Manifest:
    """The manifest of a snapshot's folder, published or not.

    Raises:
        BrokenSnapshotError: It is missing, of another snapshot, or of a format that this version can't read.
    """
    try:
        text = _manifest_bytes(folder).decode()
    except UnicodeDecodeError as error:
        raise broken(folder, f"{MANIFEST} is not UTF-8") from error
    manifest = Manifest.from_json(text, name=folder.name, next_step=_rebuild(folder.parent.parent))
    if manifest.name != folder.name:
        raise broken(folder, f"{MANIFEST} is that of snapshot {manifest.name}")
    return manifest


def manifest_sha256(folder: Path) -> str:
    """The hash of the manifest of a snapshot's folder, as the pointer holds it.

    Raises:
        BrokenSnapshotError: It can't be read.
    """
    return hashlib.sha256(_manifest_bytes(folder)).hexdigest()


def _manifest_bytes(folder: Path) -> bytes:
    try:
        return read_small(folder / MANIFEST, _MANIFEST_BYTES)
    except OSError as error:
        raise broken(folder, f"{MANIFEST} can't be read ({error.strerror})") from error
    except NotOursError as error:
        raise broken(folder, f"{MANIFEST} can't be read ({error})") from error


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
    name, sha256, lease = lease_published(index_dir)
    try:
        folder = snapshots_folder(index_dir) / name
        # As the pointer was read once, this is one snapshot, also where another is published meanwhile.
        manifest = published_manifest(folder, sha256)
        verify_files(folder, manifest)
        return open_folder(folder, manifest, lease)
    except BaseException:
        lease.release()
        raise


def lease_published(index_dir: Path) -> tuple[str, str, SnapshotLock]:
    """Name, manifest's hash and hold on the published snapshot, also where another is published in between.

    Raises:
        NoSnapshotError: Nothing was published here.
        BrokenSnapshotError: It is not there.
    """
    while True:
        name, sha256 = _pointer(index_dir)
        folder = snapshots_folder(index_dir) / name
        try:
            return name, sha256, SnapshotLock.take(folder)
        except OSError as error:
            if _pointer(index_dir)[0] == name:
                raise broken(folder, f"its folder can't be opened ({error.strerror or error})") from error


def open_folder(folder: Path, manifest: Manifest, lease: SnapshotLock, *, searched: bool = True) -> Snapshot:
    """Opens a snapshot whose files are checked already.

    Args:
        folder: Where it lies.
        manifest: What it says of itself.
        lease: The hold on the folder.
        searched: Whether it will be searched; else the vocabularies, its largest part in memory, are left on disk.

    Raises:
        BrokenSnapshotError: Its parts can't be read, or do not fit each other.
    """
    archive = Archive(folder / ARCHIVE, zone_named(manifest.time_zone))
    snapshot = Snapshot(
        manifest=manifest,
        vectors=Vectors.open(folder / VECTORS),
        terms=Terms.open(folder / TERMS, vocabulary=searched),
        article_terms=Terms.open(folder / ARTICLE_TERMS, vocabulary=searched),
        article_vectors=Vectors.open(folder / ARTICLE_VECTORS),
        stories=NearDuplicates.open(folder / STORIES),
        archive=archive,
        facts=archive.row_facts(),
        lease=lease,
        related=RelatedTable.open(folder / RELATED) if (folder / RELATED).is_dir() else None,
        names=NameTable.open(folder / NAMES) if searched and (folder / NAMES).is_file() else NO_NAMES,
        words_file=folder / WORDS if (folder / WORDS).is_file() else None,
        suggestions_folder=folder / SUGGESTIONS if (folder / SUGGESTIONS).is_dir() else None,
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
        text = read_small(index_dir / POINTER, _POINTER_BYTES).decode()
    except FileNotFoundError:
        raise NoSnapshotError(
            f"There is no index in {index_dir}.", next_step=f"Build one: xunwen index PATH... --index {index_dir}"
        ) from None
    except UnicodeDecodeError as error:
        raise _unreadable(index_dir, "it is not UTF-8") from error
    except NotOursError as error:
        raise _unreadable(index_dir, str(error)) from error
    except OSError as error:
        raise _unreadable(index_dir, error.strerror or str(error)) from error
    found = _POINTED.fullmatch(text)
    if found is None or not is_snapshot_name(found[1]):
        raise _unreadable(index_dir, "it does not hold one snapshot's name and the hash of its manifest")
    return found[1], found[2]


def _unreadable(index_dir: Path, why: str) -> BrokenSnapshotError:
    return BrokenSnapshotError(f"{index_dir / POINTER} can't be read: {why}.", next_step=_rebuild(index_dir))


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
