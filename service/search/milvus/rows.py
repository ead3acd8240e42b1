"""Rows of one generation as they are fetched from a Milvus, each once: what is asked again is remembered, within bounds.

Searches bring keys alone: rows that come up for one question after the other are sent and read once.

A key stands for one version of a row for good, so that nothing remembered is ever old.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from indexer.core.arrays import Scores
from indexer.core.article import Article
from indexer.core.clock import local
from indexer.core.errors import BrokenSnapshotError
from indexer.index.docstore import article_of
from indexer.milvus.client import Milvus, Row
from indexer.milvus.counts import RowTerms
from indexer.milvus.material import vector_of
from indexer.milvus.schema import NO_DAY, NO_MOMENT, ORDINAL_BITS, article_of_chunk
from service.search.milvus.remembered import Remembered

_CHUNK_FIELDS = ("pk", "start", "end", "terms", "vector")
_ARTICLE_FIELDS = (
    "pk", "id", "source", "language", "published_at", "day", "moment", "authors", "keywords", "story", "edition", "chunks",
    "terms", "vector",
)  # fmt: skip

_KEPT_CHUNKS, _KEPT_ARTICLES, _KEPT_TEXTS = 20_000, 4_000, 1_000
"""Of each kind, in about 100 MB: what a hundred questions bring."""
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """A chunk without its text."""

    key: int
    start: int
    end: int
    terms: RowTerms
    vector: Scores

    @property
    def article(self) -> int:
        """Key of its article."""
        return article_of_chunk(self.key)

    @property
    def ordinal(self) -> int:
        """Which of its article's chunks it is."""
        return self.key & ((1 << ORDINAL_BITS) - 1)

    @classmethod
    def of(cls, row: Row) -> "ChunkRow":
        """A row as it was fetched."""
        terms = RowTerms.unpacked(row["terms"])
        return cls(int(row["pk"]), int(row["start"]), int(row["end"]), terms, vector_of(row["vector"]))


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What is known of an article without reading it."""

    key: int
    id: str
    source: str
    language: str
    published_at: str
    day: np.datetime64
    moment: float
    """Seconds since 1970; NaN where nobody knows."""
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    story: int
    edition: int
    chunks: int
    terms: RowTerms
    vector: Scores

    @classmethod
    def of(cls, row: Row) -> "ArticleRow":
        """A row as it was fetched."""
        day, moment = int(row["day"]), float(row["moment"])
        return cls(
            int(row["pk"]), str(row["id"]), str(row["source"]), str(row["language"]), str(row["published_at"]),
            np.datetime64("NaT", "D") if day == NO_DAY else np.datetime64(day, "D"),
            float("nan") if moment == NO_MOMENT else moment,
            tuple(map(str, row["authors"])), tuple(map(str, row["keywords"])), int(row["story"]), int(row["edition"]),
            int(row["chunks"]), RowTerms.unpacked(row["terms"]), vector_of(row["vector"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArticleText:
    """All of an article, and what to read next to it."""

    key: int
    article: Article
    related: Sequence[Sequence[Any]] | None
    """Id, score, words, start and end of the snippet of each; None where none were computed."""

    @classmethod
    def of(cls, row: Row, zone: ZoneInfo) -> "ArticleText":
        """A row as it was fetched."""
        record = json.loads("".join(row["record"]))
        article = article_of(record["article"])
        placed = replace(article, published_local=local(article.published_at, zone))
        return cls(int(row["pk"]), placed, record["related"])


class Rows:
    """The rows of one generation."""

    def __init__(self, milvus: Milvus, *, chunks: str, articles: str, zone: ZoneInfo) -> None:
        """Fetches nothing yet.

        Args:
            milvus: Where they are.
            chunks: Name of the collection of chunks.
            articles: Of that of articles.
            zone: The archive's.
        """
        self._milvus = milvus
        self._chunks_name, self._articles_name, self._zone = chunks, articles, zone
        self._chunks: Remembered[int, ChunkRow] = Remembered(_KEPT_CHUNKS)
        self._articles: Remembered[int, ArticleRow] = Remembered(_KEPT_ARTICLES)
        self._texts: Remembered[int, ArticleText] = Remembered(_KEPT_TEXTS)

    def chunks(self, keys: Sequence[int]) -> Mapping[int, ChunkRow]:
        """The chunks of some keys."""
        found = self._chunks.find(keys)
        rows = map(ChunkRow.of, self._missing(self._chunks_name, keys, found, _CHUNK_FIELDS))
        new = {chunk.key: chunk for chunk in rows}
        self._chunks.keep(new)
        return found | new

    def articles(self, keys: Sequence[int]) -> Mapping[int, ArticleRow]:
        """The articles of some keys."""
        found = self._articles.find(keys)
        rows = map(ArticleRow.of, self._missing(self._articles_name, keys, found, _ARTICLE_FIELDS))
        new = {article.key: article for article in rows}
        self._articles.keep(new)
        return found | new

    def texts(self, keys: Sequence[int]) -> Mapping[int, ArticleText]:
        """The whole articles of some keys."""
        found = self._texts.find(keys)
        rows = self._missing(self._articles_name, keys, found, ("pk", "record"))
        new = {text.key: text for text in (ArticleText.of(row, self._zone) for row in rows)}
        self._texts.keep(new)
        return found | new

    def _missing(self, name: str, keys: Sequence[int], found: Mapping[int, object], fields: Sequence[str]) -> list[Row]:
        """Rows of the keys that are not remembered.

        Raises:
            BrokenSnapshotError: One is not there.
        """
        wanted = [key for key in dict.fromkeys(keys) if key not in found]
        rows: list[Row] = []
        for first in range(0, len(wanted), _AT_ONCE):
            rows += self._milvus.get(name, wanted[first : first + _AT_ONCE], fields)
        if len(rows) < len(wanted):
            raise BrokenSnapshotError(
                f"{name} lacks {len(wanted) - len(rows)} of {len(wanted)} rows of a generation that is served.",
                next_step="Publish it again: xunwen publish --full; or go back: xunwen publish --rollback",
            )
        return rows
