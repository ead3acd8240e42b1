"""Reads a snapshot for a Milvus: what rows are made of, and what tells whether an article's rows are those that lie there."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.core.article import Article
from indexer.core.clock import moment
from indexer.core.errors import MilvusError
from indexer.index.bm25_builder import Counts
from indexer.index.docstore import columns_of
from indexer.index.snapshot import ARTICLE_TERMS, NAMES, TERMS, Snapshot, snapshots_folder
from indexer.milvus.counts import Bucket
from indexer.milvus.counts_by_row import CountsByRow
from indexer.milvus.key_terms import RowKeyTerms, packed_key_terms
from indexer.milvus.material import ArticleMaterial, halves
from indexer.milvus.schema import MOST_CHUNKS, NO_DAY, NO_MOMENT
from indexer.milvus.typed_words import TYPED_WORDS, typed_word_files

COMMON = ".common"
"""Name of the file of what all article vectors share."""

_TERMS_A_BUCKET = 64
_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, slots=True)
class _Read:
    """What tells of one article whether its rows are those that lie there."""

    article: Article
    rows: npt.NDArray[np.int64]
    """Of its chunks."""
    spans: list[tuple[int, int]]
    related: list[list[object]] | None
    vectors: npt.NDArray[np.float16]
    vector: npt.NDArray[np.float16]
    hash: str


class Records:
    """What there is to publish of a snapshot."""

    def __init__(self, snapshot: Snapshot, index_dir: Path) -> None:
        """Reads an open snapshot.

        Args:
            snapshot: It.
            index_dir: Folder of its index.
        """
        self.snapshot = snapshot
        self._folder = snapshots_folder(index_dir) / snapshot.name
        self._chunk_terms = CountsByRow(Counts.open(self._folder / TERMS))
        self._article_terms = CountsByRow(Counts.open(self._folder / ARTICLE_TERMS))
        facts = snapshot.facts
        self.first_rows = np.searchsorted(facts.articles, np.arange(len(facts.ids) + 1))
        """Where each article's rows begin, and where the last's end, shape (articles + 1,)."""
        self.chunk_average = self._chunk_terms.average
        self.article_average = self._article_terms.average
        longest = int(np.diff(self.first_rows).max(initial=0))
        if longest >= MOST_CHUNKS:
            place = int(np.diff(self.first_rows).argmax())
            raise MilvusError(
                f"Article {facts.ids[place]!r} has {longest:,} chunks; a Milvus takes fewer than {MOST_CHUNKS:,} of one.",
                next_step="Delete it, or split it into articles of its parts.",
            )

    def hashes(self, places: Sequence[int]) -> list[str]:
        """What each article's rows are made from, as one sha256: what has the same is not written again."""
        return [self._read(place).hash for place in places]

    def _read(self, place: int) -> "_Read":
        """An article, and what tells whether anything of it changed."""
        snapshot = self.snapshot
        facts, stories = snapshot.facts, snapshot.stories
        article = snapshot.article(facts.ids[place])
        rows = np.arange(self.first_rows[place], self.first_rows[place + 1], dtype=np.int64)
        found = snapshot.archive.spans(int(rows[0]), int(rows[-1]) + 1) if rows.size else ()
        spans = [(each.start, each.end) for each in found]
        related = self._related(place)
        vectors = halves(snapshot.vectors.rows(rows))
        vector = halves(snapshot.article_vectors.rows(np.array([place], dtype=np.int64)))[0]
        told = [
            columns_of(article),
            spans,
            related,
            facts.ids[int(stories.story[place])],
            facts.ids[int(stories.edition[place])],
            self._is_listed(place),
            sorted(snapshot.manifest.recipe.items()),
            snapshot.manifest.time_zone,
        ]
        digest = sha256(json.dumps(told, ensure_ascii=True).encode())
        digest.update(vectors.tobytes())
        digest.update(vector.tobytes())
        return _Read(article, rows, spans, related, vectors, vector, digest.hexdigest())

    def _related(self, place: int) -> list[list[object]] | None:
        """What to read next: id, score, words and snippet of each; None where nothing was computed."""
        table, ids = self.snapshot.related, self.snapshot.facts.ids
        if table is None:
            return None
        return [
            [ids[each.number], each.score, list(each.words), each.snippet.start, each.snippet.end]
            for each in table.of(place)
        ]

    def _is_listed(self, place: int) -> bool:
        """Whether an article may be listed next to a text."""
        table = self.snapshot.related
        if table is None:
            return False
        at = int(np.searchsorted(table.shown, place))
        return at < table.shown.size and int(table.shown[at]) == place

    def _key_terms(self, place: int) -> RowKeyTerms | None:
        """The key terms of an article; None of one that is not listed."""
        table = self.snapshot.related
        if table is None or not self._is_listed(place):
            return None
        span = slice(int(table.term_indptr[place]), int(table.term_indptr[place + 1]))
        return RowKeyTerms(self._article_terms.hashes(table.term_indices[span]), np.asarray(table.term_data[span]))

    def material(self, places: Sequence[int], numbers: npt.NDArray[np.int64]) -> Iterator[ArticleMaterial]:
        """What the rows of each of some articles are made of.

        Args:
            places: Of the articles in the snapshot.
            numbers: The number of every article of the snapshot, shape (articles,).
        """
        stories = self.snapshot.stories
        for place in places:
            read = self._read(place)
            yield ArticleMaterial(
                number=int(numbers[place]),
                columns=columns_of(read.article),
                facts=self._facts(place, read.article),
                related=read.related,
                story=int(numbers[stories.story[place]]),
                edition=int(numbers[stories.edition[place]]),
                hash=read.hash,
                spans=read.spans,
                chunk_terms=self._chunk_terms.of(read.rows),
                terms=self._article_terms.of(np.array([place], dtype=np.int64))[0],
                key_terms=packed_key_terms(self._key_terms(place)),
                chunk_vectors=read.vectors,
                vector=read.vector,
            )

    def _facts(self, place: int, article: Article) -> dict[str, Any]:
        """What filters ask for."""
        facts = self.snapshot.facts
        day = facts.days[place]
        read = moment(article.published_at, facts.zone)
        return {
            "id": article.id,
            "source": article.source,
            "language": article.language,
            "published_at": article.published_at,
            "day": int((np.datetime64(day, "D") - _EPOCH).astype(int)) if day else NO_DAY,
            "moment": read.timestamp() if read else NO_MOMENT,
            "authors": list(article.authors),
            "keywords": list(article.keywords),
        }

    def vocabulary(self) -> Bucket:
        """Every term, and how many chunks and articles hold it.

        Raises:
            MilvusError: Two terms can't be told apart.
        """
        hashes, chunks = self._chunk_terms.document_frequencies()
        others, articles = self._article_terms.document_frequencies()
        every = np.union1d(hashes, others)
        bucket = Bucket(every, np.zeros(every.size, dtype=np.uint32), np.zeros(every.size, dtype=np.uint32))
        bucket.chunks[np.searchsorted(every, hashes)] = chunks
        bucket.articles[np.searchsorted(every, others)] = articles
        return bucket

    def files(self, numbers: npt.NDArray[np.int64]) -> Iterator[tuple[str, bytes]]:
        """What a service fetches whole, by path.

        Args:
            numbers: The number of every article of the snapshot, shape (articles,).
        """
        yield "manifest.json", self.snapshot.manifest.to_json().encode()
        if (self._folder / NAMES).is_file():
            yield NAMES, (self._folder / NAMES).read_bytes()
        if self.snapshot.related is not None:
            yield COMMON, np.asarray(self.snapshot.related.common, dtype="<f4").tobytes()
        names = []
        for name, content in typed_word_files(self.snapshot, numbers):
            names.append(name)
            yield f"{TYPED_WORDS}/{name}", content
        yield TYPED_WORDS, json.dumps(names).encode()


def buckets_for(terms: int) -> int:
    """Into how many buckets so many terms go: a power of two, so that a bucket is some bits of a hash."""
    return 1 << max(terms // _TERMS_A_BUCKET, 1).bit_length()


def bucket_rows(bucket: Bucket, buckets: int) -> Iterator[tuple[int, list[str]]]:
    """Number and strings of each bucket that is not empty."""
    shift = np.uint64(64 - (buckets.bit_length() - 1))
    bounds = np.searchsorted(bucket.hashes >> shift, np.arange(buckets + 1, dtype=np.uint64))
    for number in np.flatnonzero(np.diff(bounds)).tolist():
        span = slice(int(bounds[number]), int(bounds[number + 1]))
        yield number, Bucket(bucket.hashes[span], bucket.chunks[span], bucket.articles[span]).packed()
