"""The articles and chunks of a snapshot in one SQLite file: written once by a build, then only read.

A chunk is stored as a span; its text is cut out of the body when read, so that the two can never differ.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.domain import Article, Chunk
from indexer.errors import BrokenSnapshotError, UnknownArticleError

_SCHEMA = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, body TEXT NOT NULL, url TEXT NOT NULL,
    source TEXT NOT NULL, authors TEXT NOT NULL, editor TEXT NOT NULL, published_at TEXT NOT NULL,
    language TEXT NOT NULL, keywords TEXT NOT NULL
) STRICT;
CREATE TABLE chunks (
    row INTEGER PRIMARY KEY, article INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL
) STRICT;
"""
_FIELDS = "id, title, body, url, source, authors, editor, published_at, language, keywords"


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What filters need to know of every row without reading articles."""

    articles: npt.NDArray[np.int32]
    """Number of the article that a row belongs to, shape (rows,); facts of articles are indexed by it."""
    ids: tuple[str, ...]
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    published_at: tuple[str, ...]


class ArchiveWriter:
    """Collects articles, then their chunks, in a new file."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        # The file is thrown away if the build dies, so no journal is needed; the build syncs it before publishing.
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_SCHEMA)
        self._connection.execute("BEGIN")
        self._rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # Of a build that failed nothing is kept, and on a full disk the commit would hide why.
        if kind is None and self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.close()

    @property
    def articles(self) -> int:
        """Articles stored so far."""
        return int(self._connection.execute("SELECT count(*) FROM articles").fetchone()[0])

    @property
    def rows(self) -> int:
        """Chunks stored so far."""
        return self._rows

    def body_of(self, article_id: str) -> str | None:
        """The body stored under this id, or None."""
        found = self._connection.execute("SELECT body FROM articles WHERE id = ?", (article_id,)).fetchone()
        return None if found is None else str(found[0])

    def put(self, article: Article) -> None:
        """Stores an article; one with the same id is replaced and keeps its place."""
        updates = ", ".join(f"{name} = excluded.{name}" for name in _FIELDS.split(", ")[1:])
        self._connection.execute(
            f"INSERT INTO articles ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608 - names of ours
            f"ON CONFLICT (id) DO UPDATE SET {updates}",
            _columns(article),
        )

    def each_article(self) -> Iterator[tuple[int, Article]]:
        """Number and article, in the order in which they were first stored."""
        query = f"SELECT number, {_FIELDS} FROM articles ORDER BY number"  # noqa: S608 - names of ours
        for number, *columns in self._connection.execute(query):
            yield int(number), _article(columns)

    def put_chunks(self, number: int, chunks: Iterable[Chunk]) -> None:
        """Stores chunks of the article of that number as the next rows."""
        for chunk in chunks:
            self._connection.execute(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?)",
                (self._rows, number, chunk.ordinal, chunk.start, chunk.end),
            )
            self._rows += 1

    def each_passage(self) -> Iterator[tuple[str, str]]:
        """Title and chunk text of every row, in order of rows."""
        read, title, body = -1, "", ""
        for number, start, end in self._connection.execute("SELECT article, start, end FROM chunks ORDER BY row"):
            if number != read:
                # Once for all its chunks: to cut each out of the stored body would read a long article a thousand times.
                query = "SELECT title, body FROM articles WHERE number = ?"
                title, body = self._connection.execute(query, (number,)).fetchone()
                read = number
            yield title, body[start:end]


class Archive:
    """Articles and chunks of a published snapshot, read-only, from any thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection; `immutable` spares every lock, as nothing ever writes the file again."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            try:
                connection = sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            except sqlite3.Error as error:
                raise BrokenSnapshotError(f"{self._file} can't be opened: {error}.") from error
            self._local.connection = connection
        return connection

    def article(self, article_id: str) -> Article:
        """The article of this id.

        Raises:
            UnknownArticleError: There is none.
        """
        query = f"SELECT {_FIELDS} FROM articles WHERE id = ?"  # noqa: S608 - names of ours
        found = self._connection().execute(query, (article_id,)).fetchone()
        if found is None:
            raise UnknownArticleError(f"There is no article {article_id!r} in this snapshot.")
        return _article(found)

    def rows(self, rows: Iterable[int]) -> list[tuple[Article, Chunk]]:
        """Article and chunk of each of these rows, in the order given; rows of one article share its value."""
        articles: dict[int, Article] = {}
        found: list[tuple[Article, Chunk]] = []
        for row in rows:
            number, ordinal, start, end = (
                self._connection()
                .execute("SELECT article, ordinal, start, end FROM chunks WHERE row = ?", (int(row),))
                .fetchone()
            )
            if number not in articles:
                articles[number] = self._numbered(number)
            article = articles[number]
            found.append((article, Chunk(article.id, ordinal, start, end, article.body[start:end])))
        return found

    def _numbered(self, number: int) -> Article:
        query = f"SELECT {_FIELDS} FROM articles WHERE number = ?"  # noqa: S608 - names of ours
        return _article(self._connection().execute(query, (number,)).fetchone())

    def row_facts(self) -> RowFacts:
        """Facts of all rows and articles, in memory."""
        try:
            numbers = self._connection().execute("SELECT article FROM chunks ORDER BY row").fetchall()
            facts = (
                self._connection()
                .execute("SELECT number, id, source, language, published_at FROM articles ORDER BY number")
                .fetchall()
            )
        except sqlite3.Error as error:
            raise BrokenSnapshotError(f"{self._file} can't be read: {error}.") from error
        place_of = {number: place for place, (number, *_) in enumerate(facts)}
        articles = np.fromiter((place_of[number] for (number,) in numbers), dtype=np.int32, count=len(numbers))
        columns = tuple(tuple(str(fact[column]) for fact in facts) for column in range(1, 5))
        return RowFacts(articles, *columns)


def _columns(article: Article) -> tuple[str, ...]:
    """An article as a row of the table."""
    return (
        article.id,
        article.title,
        article.body,
        article.url,
        article.source,
        json.dumps(article.authors, ensure_ascii=False),
        article.editor,
        article.published_at,
        article.language,
        json.dumps(article.keywords, ensure_ascii=False),
    )


def _article(columns: Iterable[str]) -> Article:
    """A row of the table as an article."""
    article_id, title, body, url, source, authors, editor, published_at, language, keywords = columns
    return Article(
        id=article_id,
        title=title,
        body=body,
        url=url,
        source=source,
        authors=tuple(json.loads(authors)),
        editor=editor,
        published_at=published_at,
        language=language,
        keywords=tuple(json.loads(keywords)),
    )
