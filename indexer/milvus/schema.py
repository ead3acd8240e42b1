"""The collections of an index in a Milvus, and how its keys are made.

An *epoch* is three collections that hold the rows of many *generations*. A generation is one published snapshot: a number G,
and a small collection of its own with what is known of the archive as a whole. A row says in which generation it was `born`
and in which it was `gone`: generation G has the rows with born <= G < gone. So a publication writes what changed and nothing
else, readers of the generation before see none of it, and one alias, moved in one step, says which generation is current.

    PREFIX_current     the alias
    PREFIX_gG          generation G: its record, and files of the snapshot that are small
    PREFIX_eE_chunks   a row for each chunk        key: the article's key and the chunk's ordinal
    PREFIX_eE_articles a row for each article      key: the article's number and the generation that wrote it
    PREFIX_eE_terms    how many rows hold a term   key: bucket of terms and the generation that wrote it

Keys are in the order of the snapshot's rows, so that equal scores are ordered as they are there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

FORMAT = 2
"""Of what lies there; 1 had neither key terms of articles nor words as they are typed."""

FOREVER = (1 << 62) - 1
"""`gone` of a row that every later generation has too."""

ORDINAL_BITS = 16
"""Of a chunk's key: an article has fewer than 65,536 chunks."""
REVISION_BITS = 14
"""Of an article's key: an epoch has fewer than 16,384 generations."""

MOST_CHUNKS, MOST_GENERATIONS = 1 << ORDINAL_BITS, 1 << REVISION_BITS

PIECE = 15_000
"""Characters of a text that go into one string: at most 60,000 bytes of the 65,535 that a string may have."""

NO_DAY = -(1 << 31)
"""The day of an article without a date, which lies before all others."""
NO_MOMENT = -1e18
"""The moment of one, in seconds."""

NOTHING = 4_294_967_294
"""A dimension of sparse vectors that no term has: a vector may not be empty."""


class Kind(StrEnum):
    """What a field holds."""

    INTEGER = "integer"
    REAL = "real"
    TEXT = "text"
    TEXTS = "texts"
    SPARSE = "sparse"
    FLOAT32 = "float32"
    FLOAT16 = "float16"


Options: TypeAlias = Sequence[tuple[str, object]]
"""Named settings of a server."""
_NONE: Options = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a collection."""

    name: str
    kind: Kind
    size: int = 65_535
    """Bytes of a string, or numbers of a vector."""
    key: bool = False


@dataclass(frozen=True, slots=True)
class VectorIndex:
    """An index over a field; with a metric where the field holds vectors."""

    field: str
    type: str
    options: Options = _NONE
    of_vectors: bool = True


@dataclass(frozen=True, slots=True)
class Collection:
    """What a collection is made of."""

    fields: Sequence[Field]
    indexes: Sequence[VectorIndex]
    options: Options = _NONE


LIFE = (Field("pk", Kind.INTEGER, key=True), Field("born", Kind.INTEGER), Field("gone", Kind.INTEGER))

FACTS = (
    Field("article", Kind.INTEGER),
    Field("id", Kind.TEXT),
    Field("source", Kind.TEXT),
    Field("language", Kind.TEXT),
    Field("published_at", Kind.TEXT),
    Field("day", Kind.INTEGER),
    Field("moment", Kind.REAL),
    Field("authors", Kind.TEXTS),
    Field("keywords", Kind.TEXTS),
)
"""What filters ask for, in each chunk and each article: a filter is one condition, inside both legs."""

_HNSW: Options = (("M", 32), ("efConstruction", 360))
_UNSEARCHED = (Field("unsearched", Kind.FLOAT32, 2),)
"""Milvus wants a vector in each collection."""
_UNSEARCHED_INDEX = (VectorIndex("unsearched", "FLAT"),)


@dataclass(frozen=True, slots=True)
class Layout:
    """What an epoch's collections depend on."""

    dimension: int
    half: bool
    """Whether vectors are kept in 16 bits, as the snapshot has them; else in 32, with the same values."""
    index: str
    """"FLAT", exact, or "HNSW"."""
    scalars: bool
    """Whether the server indexes fields that are no vectors."""

    @property
    def _vectors(self) -> Kind:
        return Kind.FLOAT16 if self.half else Kind.FLOAT32

    def _dense(self) -> VectorIndex:
        return VectorIndex("vector", self.index, _HNSW if self.index == "HNSW" else _NONE)

    def search_options(self, depth: int) -> Options:
        """What a search of vectors for so many rows is told: how many a graph looks at."""
        return (("ef", max(300, 2 * depth)),) if self.index == "HNSW" else _NONE

    def _scalar(self, *names: str) -> tuple[VectorIndex, ...]:
        return tuple(VectorIndex(name, "INVERTED", of_vectors=False) for name in names if self.scalars)

    def chunks(self) -> Collection:
        """One row a chunk: where it stands, its terms and its vector."""
        own = (
            Field("start", Kind.INTEGER),
            Field("end", Kind.INTEGER),
            Field("terms", Kind.TEXTS),
            Field("vector", self._vectors, self.dimension),
        )
        scalar = self._scalar("born", "gone", "source", "language", "day", "id", "article")
        return Collection((*LIFE, *FACTS, *own), (self._dense(), *scalar))

    def articles(self) -> Collection:
        """One row an article: all of it, its terms, its vector, its weights by term for the lexical leg, and its key terms if it may be listed next to others."""
        own = (
            Field("hash", Kind.TEXT, 64),
            Field("story", Kind.INTEGER),
            Field("edition", Kind.INTEGER),
            Field("chunks", Kind.INTEGER),
            Field("url", Kind.TEXT),
            Field("record", Kind.TEXTS),
            Field("terms", Kind.TEXTS),
            Field("key_terms", Kind.TEXTS),
            Field("vector", self._vectors, self.dimension),
            Field("weights", Kind.SPARSE),
        )
        sparse = VectorIndex("weights", "SPARSE_INVERTED_INDEX")
        scalar = self._scalar("born", "gone", "source", "language", "day", "id", "url", "edition", "story")
        return Collection((*LIFE, *FACTS, *own), (self._dense(), sparse, *scalar))

    @staticmethod
    def terms() -> Collection:
        """One row a bucket of terms: how many chunks and articles hold each."""
        return Collection(
            (*LIFE, Field("bucket", Kind.INTEGER), Field("terms", Kind.TEXTS), *_UNSEARCHED), _UNSEARCHED_INDEX
        )


GENERATION = Collection(
    (Field("pk", Kind.TEXT, 1000, key=True), Field("text", Kind.TEXT), *_UNSEARCHED), _UNSEARCHED_INDEX
)
"""The record of a generation and its files, in pieces."""

UNSEARCHED = [0.0, 1.0]
"""The vector of a row that nobody searches for."""


def article_key(number: int, revision: int) -> int:
    """The key of an article's row.

    Args:
        number: The article's place in the archive.
        revision: Of the generation that writes it, counted from the epoch's first.
    """
    return number << REVISION_BITS | revision


def number_of(article: int) -> int:
    """The article's place in the archive."""
    return article >> REVISION_BITS


def chunk_key(article: int, ordinal: int) -> int:
    """The key of a chunk's row."""
    return article << ORDINAL_BITS | ordinal


def article_of_chunk(chunk: int) -> int:
    """The key of the article that a chunk is of."""
    return chunk >> ORDINAL_BITS


def alive(generation: int) -> str:
    """The condition that the rows of a generation meet."""
    return f"born <= {generation} and gone > {generation}"


def pieces(text: str) -> list[str]:
    """A text in strings that Milvus takes."""
    return [text[place : place + PIECE] for place in range(0, len(text), PIECE)]
