"""A snapshot as rows for a Milvus, and what tells whether an article's rows are those that lie there."""

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
from indexer.extract.identity import canonical_url
from indexer.index.bm25_builder import Counts
from indexer.index.docstore import columns_of
from indexer.index.snapshot import ARTICLE_TERMS, NAMES, TERMS, WORDS, Snapshot, files_of, snapshots_folder
from indexer.index.suggestions.table import SUGGESTIONS
from indexer.milvus.counts import Bucket, Hashes, RowTerms, hashes_of
from indexer.milvus.schema import (
    FOREVER,
    MOST_CHUNKS,
    NO_DAY,
    NO_MOMENT,
    PIECE,
    UNSEARCHED,
    article_key,
    chunk_key,
    pieces,
)

_TERMS_A_BUCKET = 64
_SMALL = (NAMES, WORDS, SUGGESTIONS)
"""Of a snapshot, what each service node fetches whole."""
_EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, slots=True)
class Placed:
    """An article of the snapshot, and where it lies in the Milvus."""

    place: int
    """Among the snapshot's articles, from 0."""
    number: int
    """In the epoch, from 1; ascending as places do."""


class Records:
    """The rows of a snapshot."""

    def __init__(self, snapshot: Snapshot, index_dir: Path) -> None:
        """Reads an open snapshot.

        Args:
            snapshot: It.
            index_dir: Folder of its index.
        """
        self.snapshot = snapshot
        self._folder = snapshots_folder(index_dir) / snapshot.name
        self._chunk_terms = _CountsByRow(Counts.open(self._folder / TERMS))
        self._article_terms = _CountsByRow(Counts.open(self._folder / ARTICLE_TERMS))
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
        ids = self.snapshot.facts.ids
        return [self._hash(place, self.snapshot.article(ids[place])) for place in places]

    def _hash(self, place: int, article: Article) -> str:
        snapshot = self.snapshot
        rows = np.arange(self.first_rows[place], self.first_rows[place + 1], dtype=np.int64)
        facts, stories = snapshot.facts, snapshot.stories
        spans = (
            [(each.start, each.end) for each in snapshot.archive.spans(int(rows[0]), int(rows[-1]) + 1)]
            if rows.size
            else []
        )
        told = [
            columns_of(article),
            spans,
            self._related(place),
            facts.ids[int(stories.story[place])],
            facts.ids[int(stories.edition[place])],
            sorted(snapshot.manifest.recipe.items()),
            snapshot.manifest.time_zone,
        ]
        digest = sha256(json.dumps(told, ensure_ascii=True).encode())
        digest.update(snapshot.vectors.rows(rows).astype(np.float16).tobytes())
        digest.update(snapshot.article_vectors.rows(np.array([place], dtype=np.int64)).astype(np.float16).tobytes())
        return digest.hexdigest()

    def _related(self, place: int) -> list[list[object]] | None:
        """What to read next: id, score, words and snippet of each; None where nothing was computed."""
        table, ids = self.snapshot.related, self.snapshot.facts.ids
        if table is None:
            return None
        return [
            [ids[each.number], each.score, list(each.words), each.snippet.start, each.snippet.end]
            for each in table.of(place)
        ]

    def rows(
        self,
        placed: Sequence[Placed],
        numbers: npt.NDArray[np.int64],
        *,
        generation: int,
        revision: int,
        average: np.float32,
    ) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """The row of each of some articles, and those of its chunks.

        Args:
            placed: Which.
            numbers: The number of every article of the snapshot, shape (articles,).
            generation: That they are born in.
            revision: Of that generation.
            average: Terms of an article for which the lexical leg's weights are made.
        """
        snapshot, facts = self.snapshot, self.snapshot.facts
        places = [each.place for each in placed]
        all_rows = np.concatenate(
            [np.arange(self.first_rows[place], self.first_rows[place + 1], dtype=np.int64) for place in places]
        )
        by_chunk = self._chunk_terms.of(all_rows)
        by_article = self._article_terms.of(np.array(places, dtype=np.int64))
        vectors = snapshot.vectors.rows(all_rows)
        article_vectors = snapshot.article_vectors.rows(np.array(places, dtype=np.int64))
        hashes = self.hashes(places)
        done = 0
        for at, each in enumerate(placed):
            place, article = each.place, snapshot.article(facts.ids[each.place])
            key = article_key(each.number, revision)
            shared = {"born": generation, "gone": FOREVER, "article": key, **self._facts(place, article)}
            first, last = int(self.first_rows[place]), int(self.first_rows[place + 1])
            chunks = [
                {
                    "pk": chunk_key(key, ordinal),
                    **shared,
                    "start": span.start,
                    "end": span.end,
                    "terms": by_chunk[done + ordinal].packed(),
                    "vector": vectors[done + ordinal],
                }
                for ordinal, span in enumerate(snapshot.archive.spans(first, last))
            ]
            done += last - first
            record = {
                "article": columns_of(article),
                "related": self._related(place),
            }
            yield (
                {
                    "pk": key,
                    **shared,
                    "hash": hashes[at],
                    "story": int(numbers[snapshot.stories.story[place]]),
                    "edition": int(numbers[snapshot.stories.edition[place]]),
                    "chunks": len(chunks),
                    "url": canonical_url(article.url)[:PIECE] if article.url else "",
                    "record": pieces(json.dumps(record, ensure_ascii=True)),
                    "terms": by_article[at].packed(),
                    "vector": article_vectors[at],
                    "weights": by_article[at].weights(average),
                },
                chunks,
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

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The small files of the snapshot that a service node fetches, by path."""
        yield "manifest.json", self.snapshot.manifest.to_json().encode()
        for name in _SMALL:
            path = self._folder / name
            for file in files_of(path) if path.is_dir() else [path] if path.is_file() else []:
                yield file.relative_to(self._folder).as_posix(), file.read_bytes()


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


def text_key(path: str, place: int) -> str:
    """The key of a piece of a generation's text."""
    return f"{path}#{place:06}"


def generation_rows(path: str, content: str) -> list[dict[str, Any]]:
    """A text of a generation in its pieces, each under a key of its own."""
    return [
        {"pk": text_key(path, place), "text": piece, "unsearched": UNSEARCHED}
        for place, piece in enumerate(pieces(content) or [""])
    ]


class _CountsByRow:
    """The counts of a term index, which lie by term, for some rows at a time."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._hashes: Hashes = hashes_of(counts.vocabulary)
        lengths = counts.lengths.astype(np.float32)
        self.average = np.float32(lengths.mean() if lengths.size else 1)
        """Terms of a row, as `indexer.index.bm25_builder` computes it."""

    def of(self, rows: npt.NDArray[np.int64]) -> list[RowTerms]:
        """The terms of some rows, in the order given."""
        counts = self._counts
        places = np.full(counts.lengths.size, -1, dtype=np.int64)
        places[rows] = np.arange(rows.size)
        entries = np.flatnonzero(places[counts.row_numbers] >= 0)
        own = places[counts.row_numbers[entries]]
        entries = entries[np.argsort(own, kind="stable")]
        terms = np.searchsorted(counts.starts, entries, side="right") - 1
        hashes, frequencies = self._hashes[terms], np.asarray(counts.frequencies[entries])
        ends = np.searchsorted(np.sort(own), np.arange(rows.size + 1))
        return [
            RowTerms.of(hashes[ends[at] : ends[at + 1]], frequencies[ends[at] : ends[at + 1]], int(counts.lengths[row]))
            for at, row in enumerate(rows.tolist())
        ]

    def document_frequencies(self) -> tuple[Hashes, npt.NDArray[np.uint32]]:
        """The hash of each term, ascending, and how many rows hold it.

        Raises:
            MilvusError: Two terms have one hash.
        """
        order = np.argsort(self._hashes)
        hashes = self._hashes[order]
        if (hashes[1:] == hashes[:-1]).any():
            raise MilvusError(
                "Two terms of this archive have the same hash, so that they can't be told apart in a Milvus."
            )
        return hashes, np.diff(self._counts.starts)[order].astype(np.uint32)
