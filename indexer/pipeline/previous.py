"""The snapshot that a build begins from: what it knows of articles, pages, chunks and vectors need not be made again."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Matrix, Rows
from indexer.core.article import Article
from indexer.core.errors import BrokenSnapshotError, NoSnapshotError
from indexer.core.process import Progress
from indexer.embed.embedder import Embedder
from indexer.extract.identity import ADDRESS_IDS, article_id
from indexer.index.docstore import Columns, article_of, fields_in
from indexer.index.manifest import Manifest, same_model
from indexer.index.snapshot import ARCHIVE, INPUTS, VECTORS, snapshots_folder, verify
from indexer.index.vectors import Vectors


class PreviousSnapshot:
    """A published snapshot as the next build reads it. Articles are numbered from 1, as they are stored."""

    def __init__(self, folder: Path, manifest: Manifest, embedder: Embedder) -> None:
        self.manifest = manifest
        self._folder = folder
        file = (folder / ARCHIVE).absolute().as_uri()
        self._connection = sqlite3.connect(f"{file}?mode=ro&immutable=1", uri=True)
        self._vectors: Vectors | None = None
        self._first_rows, self._chunk_counts = self._chunk_places()
        self.same_model = same_model(manifest, embedder, self._passages)
        """Whether its vectors are those of the embedder's model."""
        self._by_address, self.repeated = self._addresses()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self._folder

    @property
    def inputs(self) -> Path | None:
        """What it knows of the files that gave its articles; None of version 0.1."""
        file = self._folder / INPUTS
        return file if file.is_file() else None

    @property
    def articles(self) -> int:
        """How many articles it has."""
        return self.manifest.articles

    @property
    def apart(self) -> tuple[int, int]:
        """How many articles and chunks it has, each page counted once."""
        chunks = int(self._chunk_counts[list(self.repeated)].sum())
        return self.articles - len(self.repeated), self.manifest.chunks - chunks

    def number_of(self, article_id: str) -> int | None:
        """The number of the article of this id, or of an id that earlier rules of addresses made of the same one."""
        number = self._number("SELECT number FROM articles WHERE id = ?", article_id)
        return self._by_address.get(article_id) if number is None else number

    def number_of_page(self, page: bytes) -> int | None:
        """The number of the article that was read from the page of this sha256."""
        return self._number("SELECT number FROM articles WHERE page = ? ORDER BY number LIMIT 1", page)

    def _number(self, query: str, key: str | bytes) -> int | None:
        found = self._connection.execute(query, (key,)).fetchone()
        return None if found is None else int(found[0])

    def id_of(self, number: int) -> str:
        """The id of an article."""
        return str(self._connection.execute("SELECT id FROM articles WHERE number = ?", (number,)).fetchone()[0])

    def article(self, number: int) -> Article:
        """An article."""
        query = f"SELECT {fields_in(self._connection)} FROM articles WHERE number = ?"  # noqa: S608 - names of ours
        return article_of(self._connection.execute(query, (number,)).fetchone())

    def each_stored(self) -> Iterator[tuple[int, Columns, bytes | None]]:
        """Number, columns and page of every article, in order of numbers."""
        query = f"SELECT number, page, {fields_in(self._connection)} FROM articles ORDER BY number"  # noqa: S608 - names of ours
        for number, page, *columns in self._connection.execute(query):
            yield int(number), tuple(columns), page

    def spans(self, number: int) -> tuple[int, list[tuple[int, int]]]:
        """The first row of an article, and the spans of its chunks."""
        first, count = int(self._first_rows[number]), int(self._chunk_counts[number])
        query = "SELECT start, end FROM chunks WHERE row >= ? AND row < ? ORDER BY row"
        return first, self._connection.execute(query, (first, first + count)).fetchall()

    def vectors(self, rows: Rows) -> Matrix:
        """Vectors of some rows, as they were stored."""
        if self._vectors is None:
            self._vectors = Vectors.open(self._folder / VECTORS)
        return self._vectors.rows(rows)

    def _passages(self, rows: Rows) -> tuple[list[str], Matrix]:
        """Texts of some rows as they were embedded, and their vectors."""
        query = (
            "SELECT substr(body, start + 1, end - start) FROM chunks JOIN articles ON number = article WHERE row = ?"
        )
        return [self._connection.execute(query, (int(row),)).fetchone()[0] for row in rows], self.vectors(rows)

    def _addresses(self) -> tuple[dict[str, int], set[int]]:
        """Articles by the id that their address has today, where theirs is another; and those whose page is there twice.

        An article that is in an index keeps its id, whatever the rules of addresses become: questions and links name it.
        """
        first: dict[str, int] = {}
        ids: dict[int, str] = {}
        repeated: set[int] = set()
        query = "SELECT number, id, url FROM articles WHERE url <> '' AND id GLOB ? ORDER BY number"
        for number, own, url in self._connection.execute(query, (ADDRESS_IDS,)):
            today = article_id(own="", url=url, title="", published_at="", source="", body="")
            before = first.setdefault(today, number)
            if before == number:
                ids[number] = own
            elif own == today and ids[before] != today:
                repeated.add(before)
                first[today], ids[number] = number, own
            else:
                repeated.add(number)
        return {today: number for today, number in first.items() if ids[number] != today}, repeated

    def _chunk_places(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """First row and number of chunks by number of article; entry 0 is nobody's."""
        first, count = (np.zeros(self.articles + 1, dtype=np.int64) for _ in range(2))
        for number, row, chunks in self._connection.execute(
            "SELECT article, min(row), count(*) FROM chunks GROUP BY article"
        ):
            first[number], count[number] = row, chunks
        return first, count


def open_previous(index_dir: Path, embedder: Embedder, progress: Progress, *, needed: bool) -> PreviousSnapshot | None:
    """The published snapshot, every byte of it checked; None where there is none.

    Args:
        index_dir: Folder of the index.
        embedder: The model that the build embeds with.
        progress: Told where a snapshot is there that can't be used.
        needed: Whether articles of it will be kept. Without need, one that can't be read is left alone.

    Raises:
        BrokenSnapshotError: It is needed and can't be read: to go on would lose articles.
    """
    try:
        manifest = verify(index_dir)
    except NoSnapshotError:
        return None
    except BrokenSnapshotError as error:
        if needed:
            raise
        progress.note(f"Building anew without the last snapshot. {error.message}")
        return None
    return PreviousSnapshot(snapshots_folder(index_dir) / manifest.name, manifest, embedder)
