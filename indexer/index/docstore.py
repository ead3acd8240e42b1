"""The articles and chunks of a snapshot in one SQLite file: written once by a build, then only read.

A chunk is stored as a span; its text is cut out of the body when read, so that the two can never differ.
"""

import json
import sqlite3
import threading
import weakref
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain, compress
from pathlib import Path
from typing import Self, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from indexer.core.article import Article, Chunk, Span
from indexer.core.clock import DEFAULT_ZONE, day_of, local, zone_named
from indexer.core.errors import BrokenSnapshotError, UnknownArticleError

_SCHEMA = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, body TEXT NOT NULL, url TEXT NOT NULL,
    source TEXT NOT NULL, authors TEXT NOT NULL, editor TEXT NOT NULL, published_at TEXT NOT NULL,
    language TEXT NOT NULL, keywords TEXT NOT NULL, image TEXT NOT NULL, page BLOB
) STRICT;
CREATE INDEX pages ON articles (page);
CREATE TABLE chunks (
    row INTEGER PRIMARY KEY, article INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL
) STRICT;
"""
FIELDS = "id, title, body, url, source, authors, editor, published_at, language, keywords, image"
"""Columns that hold an article, in the order of `columns_of`. `page` beside them is the sha256 of the page it was read
from, by which the next build knows the page again."""

_AT_ONCE = 500
"""Articles read in one look: SQLite bounds what a statement may name."""

_BEFORE_IMAGES = FIELDS.replace("image", "'' AS image")

Columns: TypeAlias = tuple[str, ...]
"""An article as a row of the table, in the order of `FIELDS`."""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What filters need to know of every row without reading articles."""

    articles: npt.NDArray[np.int32]
    """Number of the article that a row belongs to, shape (rows,); facts of articles are indexed by it."""
    ids: tuple[str, ...]
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    published_at: tuple[str, ...]
    zone: ZoneInfo = field(default_factory=lambda: zone_named(DEFAULT_ZONE), kw_only=True)
    """The archive's."""
    authors: tuple[tuple[str, ...], ...] = field(default=(), kw_only=True)
    keywords: tuple[tuple[str, ...], ...] = field(default=(), kw_only=True)
    days: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The day in the archive's zone on which each article was published, as ISO 8601; empty where nobody knows."""
    numbers: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """Number of each article by its id."""
    spoken: tuple[tuple[str, ...], npt.NDArray[np.int32]] = field(init=False, repr=False, compare=False)
    """The different languages, script and region left out, and which of them each article has, shape (articles,)."""

    def __post_init__(self) -> None:
        """Inverts the ids and reads the days, once for all users."""
        known: dict[str, str] = {}  # equal days share one string
        for name in ("authors", "keywords"):
            object.__setattr__(self, name, getattr(self, name) or ((),) * len(self.ids))
        days = (known.setdefault(day, day) for day in (day_of(text, self.zone) for text in self.published_at))
        object.__setattr__(self, "days", tuple(days))
        object.__setattr__(self, "numbers", {each: number for number, each in enumerate(self.ids)})
        spoken: dict[str, int] = {}
        of_article = [spoken.setdefault(each.partition("-")[0], len(spoken)) for each in self.languages]
        object.__setattr__(self, "spoken", (tuple(spoken), np.array(of_article, dtype=np.int32)))

    def of_articles(self, chosen: npt.NDArray[np.bool_]) -> "RowFacts":
        """The same of some articles, shape (articles,), without rows; they are numbered anew."""
        return RowFacts(
            np.empty(0, dtype=np.int32),
            *(tuple(compress(each, chosen)) for each in (self.ids, self.sources, self.languages, self.published_at)),
            zone=self.zone,
            authors=tuple(compress(self.authors, chosen)),
            keywords=tuple(compress(self.keywords, chosen)),
        )


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

    def put(self, article: Article, page: bytes | None = None) -> int:
        """Stores an article as the next, and returns its number, from 1."""
        return self.put_columns(columns_of(article), page)

    def put_columns(self, columns: Columns, page: bytes | None) -> int:
        """Stores an article that is a row of a table already."""
        marks = ", ".join("?" * (len(columns) + 1))
        query = f"INSERT INTO articles ({FIELDS}, page) VALUES ({marks})"  # noqa: S608 - names of ours
        return int(self._connection.execute(query, (*columns, page)).lastrowid or 0)

    def each_article(self) -> Iterator[tuple[int, Article]]:
        """Number and article, in the order in which they were first stored."""
        query = f"SELECT number, {FIELDS} FROM articles ORDER BY number"  # noqa: S608 - names of ours
        for number, *columns in self._connection.execute(query):
            yield int(number), article_of(columns)

    def put_chunks(self, number: int, chunks: Iterable[Chunk]) -> None:
        """Stores chunks of the article of that number as the next rows."""
        self.put_spans(number, [(chunk.start, chunk.end) for chunk in chunks])

    def put_spans(self, number: int, spans: Sequence[tuple[int, int]]) -> None:
        """Stores chunks, given as spans of the body in order, as the next rows."""
        self._connection.executemany(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?)",
            ((self._rows + place, number, place, start, end) for place, (start, end) in enumerate(spans)),
        )
        self._rows += len(spans)

    def by_day_and_source(self, zone: ZoneInfo) -> list[tuple[str, str, int]]:
        """Day in a zone (empty where unknown), source and number of articles, ordered by day and source."""
        counts: Counter[tuple[str, str]] = Counter()
        for published_at, source in self._connection.execute("SELECT published_at, source FROM articles"):
            counts[day_of(published_at, zone), str(source)] += 1
        return [(*each, count) for each, count in sorted(counts.items())]

    def outlines(self) -> Iterator[tuple[str, int]]:
        """Title and number of chunks of every article, in order of numbers."""
        counts = dict(self._connection.execute("SELECT article, count(*) FROM chunks GROUP BY article"))
        for number, title in self._connection.execute("SELECT number, title FROM articles ORDER BY number"):
            yield str(title), int(counts.get(number, 0))

    def each_passage(self) -> Iterator[tuple[str, str, str]]:
        """Title, chunk text and language of every row, in order of rows."""
        read, title, body, language = -1, "", "", ""
        for number, start, end in self._connection.execute("SELECT article, start, end FROM chunks ORDER BY row"):
            if number != read:
                # Once for all its chunks: to cut each out of the stored body would read a long article a thousand times.
                query = "SELECT title, body, language FROM articles WHERE number = ?"
                title, body, language = self._connection.execute(query, (number,)).fetchone()
                read = number
            yield title, body[start:end], language


class _Connection(sqlite3.Connection):
    """A connection that can be referred to weakly."""


class Archive:
    """Articles and chunks of a published snapshot, read-only, from any thread."""

    def __init__(self, file: Path, zone: ZoneInfo) -> None:
        self._file = file
        self._zone = zone
        self._local = threading.local()
        # Weakly: the connection of a thread that ended is closed with it.
        self._connections: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._recent = _RecentArticles()

    def close(self) -> None:
        """Closes every thread's connection; nothing may be read afterwards."""
        for connection in list(self._connections):
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection; `immutable` spares every lock, as nothing ever writes the file again."""
        connection: _Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            try:
                connection = sqlite3.connect(
                    f"{self._file.absolute().as_uri()}?mode=ro&immutable=1",
                    uri=True,
                    factory=_Connection,
                    check_same_thread=False,  # only `close` comes from another thread
                )
            except sqlite3.Error as error:
                raise BrokenSnapshotError(f"{self._file} can't be opened: {error}.") from error
            self._local.connection = connection
            self._connections.add(connection)
        return connection

    def article(self, article_id: str) -> Article:
        """The article of this id.

        Raises:
            UnknownArticleError: There is none.
        """
        query = f"SELECT {self._fields} FROM articles WHERE id = ?"  # noqa: S608 - names of ours
        found = self._connection().execute(query, (article_id,)).fetchone()
        if found is None:
            raise UnknownArticleError(f"There is no article {article_id!r} in this snapshot.")
        return self._placed(article_of(found))

    def rows(self, rows: Iterable[int]) -> list[tuple[Article, Chunk]]:
        """Article and chunk of each of these rows, in the order given; rows of one article share its value."""
        spans: list[list[int]] = self._spans[np.fromiter(rows, dtype=np.int64)].tolist()
        numbers = dict.fromkeys(number for number, *_ in spans)
        articles = self._recent.find(numbers)
        missing = [number for number in numbers if number not in articles]
        for first in range(0, len(missing), _AT_ONCE):
            new = self._read(missing[first : first + _AT_ONCE])
            self._recent.keep(new)
            articles |= new
        return [
            (articles[number], Chunk(articles[number].id, ordinal, start, end, articles[number].body[start:end]))
            for number, ordinal, start, end in spans
        ]

    @cached_property
    def _spans(self) -> npt.NDArray[np.int32]:
        """Article's number, ordinal, start and end of every chunk, shape (rows, 4)."""
        # Straight into the array: as tuples they would take ten times its memory.
        found = self._connection().execute("SELECT article, ordinal, start, end FROM chunks ORDER BY row")
        return np.fromiter(chain.from_iterable(found), dtype=np.int32).reshape(-1, 4)

    def _read(self, numbers: Sequence[int]) -> dict[int, Article]:
        """The articles of some numbers, in one look."""
        marks = ", ".join("?" * len(numbers))
        query = f"SELECT number, {self._fields} FROM articles WHERE number IN ({marks})"  # noqa: S608 - names of ours
        found = self._connection().execute(query, tuple(numbers)).fetchall()
        return {int(number): self._placed(article_of(columns)) for number, *columns in found}

    @cached_property
    def _fields(self) -> str:
        return fields_in(self._connection())

    def _placed(self, article: Article) -> Article:
        """The article, its date by the archive's clock beside the one that it prints."""
        return replace(article, published_local=local(article.published_at, self._zone))

    def outlines(self) -> list[tuple[str, int]]:
        """The first 300 characters of the title, and the characters of the body, of every article in `RowFacts`' order."""
        query = "SELECT substr(title, 1, 300), length(body) FROM articles ORDER BY number"
        return [(str(title), int(length)) for title, length in self._connection().execute(query)]

    def texts(self, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Title and body of the articles of these ids, in the order given."""
        for article_id in ids:
            query = "SELECT title, body FROM articles WHERE id = ?"
            title, body = self._connection().execute(query, (article_id,)).fetchone()
            yield title, body

    def spans(self, first: int, last: int) -> list[Span]:
        """Where the chunks of the rows `first` to `last` (exclusive) stand in their articles' bodies."""
        query = "SELECT start, end FROM chunks WHERE row >= ? AND row < ? ORDER BY row"
        return [Span(start, end) for start, end in self._connection().execute(query, (first, last))]

    def spans_of(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """Ordinal, start and end of the chunks of some rows, shape (rows, 3)."""
        return self._spans[rows, 1:]

    def urls(self) -> list[str]:
        """The url of every article, in `RowFacts`' order; empty for one without."""
        return [str(url) for (url,) in self._connection().execute("SELECT url FROM articles ORDER BY number")]

    def row_facts(self) -> RowFacts:
        """Facts of all rows and articles, in memory."""
        try:
            numbers = self._spans[:, 0]
            facts = (
                self._connection()
                .execute(
                    "SELECT number, id, source, language, published_at, authors, keywords FROM articles ORDER BY number"
                )
                .fetchall()
            )
        except sqlite3.Error as error:
            raise BrokenSnapshotError(f"{self._file} can't be read: {error}.") from error
        # Numbers ascend as places do.
        articles = np.searchsorted(np.array([number for number, *_ in facts]), numbers).astype(np.int32)
        ids, sources, languages, published_at = (tuple(str(fact[column]) for fact in facts) for column in range(1, 5))
        # Archives have few different lists for their size: equal ones are read once and shared.
        listed = lru_cache(maxsize=None)(lambda text: tuple(json.loads(text)))
        authors, keywords = (tuple(listed(fact[column]) for fact in facts) for column in (5, 6))
        return RowFacts(
            articles, ids, sources, languages, published_at, zone=self._zone, authors=authors, keywords=keywords
        )


_KEPT_CHARACTERS = 6_000_000
"""How many articles are remembered, in about 15 MB: all of a small archive, and the often read ones of a large archive."""


class _RecentArticles:
    """Articles that were read lately by their numbers, for any number of threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Article] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def find(self, numbers: Iterable[int]) -> dict[int, Article]:
        """Those of some articles that are remembered; they count as read now."""
        with self._lock:
            found = {number: self._kept[number] for number in numbers if number in self._kept}
            for number in found:
                self._kept.move_to_end(number)
        return found

    def keep(self, articles: Mapping[int, Article]) -> None:
        """Remembers articles, and forgets the least recently read ones."""
        with self._lock:
            for number, article in articles.items():
                if number not in self._kept:
                    self._kept[number] = article
                    self._characters += len(article.body)
            while self._characters > _KEPT_CHARACTERS and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._characters -= len(oldest.body)


def fields_in(connection: sqlite3.Connection) -> str:
    """`FIELDS` as a query of this file names them: one of before there were images has none."""
    known = {str(name) for _, name, *_ in connection.execute("PRAGMA table_info(articles)")}
    return FIELDS if "image" in known else _BEFORE_IMAGES


def columns_of(article: Article) -> Columns:
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
        article.image,
    )


def article_of(columns: Iterable[str]) -> Article:
    """A row of the table as an article."""
    article_id, title, body, url, source, authors, editor, published_at, language, keywords, image = columns
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
        image=image,
    )
