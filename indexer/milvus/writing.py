"""Writes a planned generation: rows of articles in packets, here or by workers, then terms and small files."""

import time
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from indexer.core.process import Progress
from indexer.milvus.client import Milvus
from indexer.milvus.generations import Generations, Record
from indexer.milvus.material import ArticleMaterial, Birth, Row
from indexer.milvus.plan import Plan
from indexer.milvus.records import Records, bucket_rows
from indexer.milvus.schema import FOREVER, GENERATION, UNSEARCHED, article_key, chunk_key

PACKET = 50
"""Articles of a packet: what a worker takes at a time, and what a killed one does again; about 1 MB."""
_BATCH = 500
"""Rows of one request: about 2 MB of a server's 64."""
_LOOKS, _STALLED = 0.5, 600.0
"""Seconds between looks at how far a server's index is, and after which one that stands still is waited for no longer: a segment takes minutes."""


class PacketWriter(Protocol):
    """Writes the rows of articles, whoever does it."""

    def write(self, packets: Iterable[Sequence[ArticleMaterial]], record: Record) -> Iterator[int]:
        """How many articles of each packet are written, in their order.

        Raises:
            MilvusError: The Milvus does not take them.
        """
        ...


class LocalWriter:
    """This process."""

    def __init__(self, milvus: Milvus) -> None:
        self._milvus = milvus

    def write(self, packets: Iterable[Sequence[ArticleMaterial]], record: Record) -> Iterator[int]:
        """Writes each packet when the next is asked for."""
        return (write_packet(self._milvus, packet, record) for packet in packets)


def write_packet(milvus: Milvus, packet: Sequence[ArticleMaterial], record: Record) -> int:
    """Writes the rows of some articles, each after those of its chunks, in the place of those with their keys; how many articles."""
    generations = Generations(milvus)
    birth = Birth(record.generation, record.revision, record.frozen_average, record.laid_out.half)
    articles: list[Row] = []
    chunks: list[Row] = []
    for each in packet:
        article, its_chunks = each.rows(birth)
        articles.append(article)
        chunks += its_chunks
    for part, rows in (("chunks", chunks), ("articles", articles)):
        for batch in _batches(rows):
            milvus.write(generations.part(record.epoch, part), batch)
    return len(articles)


class GenerationWriter:
    """One generation on its way."""

    def __init__(self, records: Records, milvus: Milvus, packets: PacketWriter, progress: Progress) -> None:
        """Writes nothing yet.

        Args:
            records: The snapshot.
            milvus: Where to.
            packets: Writes the rows of articles.
            progress: Told how far it is.
        """
        self._records = records
        self._milvus = milvus
        self._packets = packets
        self._generations = Generations(milvus)
        self._shown = progress

    def create(self, record: Record) -> None:
        """Makes the collections that are not there."""
        layout = record.laid_out
        described = {"chunks": layout.chunks(), "articles": layout.articles(), "terms": layout.terms()}
        for part, collection in described.items():
            self._milvus.create(self._generations.part(record.epoch, part), collection)
        self._milvus.create(self._generations.collection(record.generation), GENERATION)

    def already(self, record: Record) -> set[int]:
        """Keys of articles that an interrupted run wrote; an article is written after its chunks."""
        condition = f"born == {record.generation}"
        rows = self._generations.each_row(record, "articles", [], condition, highest=record.numbers)
        return {int(str(row["pk"])) for row in rows}

    def articles(self, plan: Plan, already: set[int]) -> None:
        """Writes the rows of new and changed articles.

        Args:
            plan: Which.
            already: Keys of those that an interrupted run wrote.
        """
        record = plan.record
        places = iter(
            [place for place in plan.changed if article_key(int(plan.numbers[place]), record.revision) not in already]
        )
        self._shown.stage("publish", len(plan.changed), "articles")
        self._shown.advance(len(already))
        packets = (
            list(self._records.material(some, plan.numbers)) for some in iter(lambda: list(islice(places, PACKET)), [])
        )
        for written in self._packets.write(packets, record):
            self._shown.advance(written)

    def retire(self, plan: Plan) -> None:
        """Says of rows of the generation before that this one does not have them."""
        generation, record = plan.record.generation, plan.record
        articles = ({"pk": key, "gone": generation} for key in plan.gone)
        chunks = (
            {"pk": chunk_key(key, ordinal), "gone": generation}
            for key in plan.gone
            for ordinal in range(plan.chunks_gone[key])
        )
        for part, rows in (("chunks", chunks), ("articles", articles)):
            for batch in _batches(rows):
                self._milvus.write(self._generations.part(record.epoch, part), batch, partly=True)

    def terms(self, record: Record, base: Record | None) -> None:
        """Writes the buckets of terms that are not as they were."""
        vocabulary = self._records.vocabulary()
        there: dict[int, tuple[int, list[str]]] = {}
        if base is not None:
            for row in self._generations.each_alive(base, "terms", ["bucket", "terms"]):
                there[int(str(row["bucket"]))] = int(str(row["pk"])), [str(each) for each in _listed(row["terms"])]
        self._shown.stage("terms", record.buckets, "buckets")
        name = self._generations.part(record.epoch, "terms")
        written: set[int] = set()

        def changed() -> Iterator[dict[str, Any]]:
            for bucket, strings in bucket_rows(vocabulary, record.buckets):
                written.add(bucket)
                if bucket in there and there[bucket][1] == strings:
                    continue
                yield {
                    "pk": article_key(bucket, record.revision),
                    "born": record.generation,
                    "gone": FOREVER,
                    "bucket": bucket,
                    "terms": strings,
                    "unsearched": UNSEARCHED,
                }

        replaced: list[int] = []
        for batch in _batches(changed()):
            replaced += [there[row["bucket"]][0] for row in batch if row["bucket"] in there]
            self._milvus.write(name, batch)
            self._shown.advance(len(batch))
        replaced += [key for bucket, (key, _) in there.items() if bucket not in written]
        for batch in _batches({"pk": key, "gone": record.generation} for key in replaced):
            self._milvus.write(name, batch, partly=True)

    def files(self, record: Record, numbers: npt.NDArray[np.int64], extra: Mapping[str, str]) -> None:
        """Writes what a service fetches whole.

        Args:
            record: Of the generation.
            numbers: Of every article of the snapshot, shape (articles,).
            extra: Texts that go with it, by name.
        """
        for path, content in self._records.files(numbers):
            self._generations.write(record.generation, path, b64encode(content).decode("ascii"))
        for path, text in extra.items():
            self._generations.write(record.generation, path, text)
        self._milvus.flush(self._generations.collection(record.generation))

    def flush(self, record: Record) -> None:
        """Has everything written sealed."""
        for part in ("chunks", "articles", "terms"):
            self._milvus.flush(self._generations.part(record.epoch, part))

    def index(self, record: Record) -> None:
        """Waits until the server has indexed what both legs search: until then it compares row by row, too slowly for a service over a large archive.

        One that stands still is waited for no longer, which is told: what it serves is right all the same.
        """
        for part, field in (("chunks", "vector"), ("articles", "weights")):
            name = self._generations.part(record.epoch, part)
            left, since = self._milvus.unindexed(name, field), time.monotonic()
            if left:
                self._shown.stage("index", left, "rows")
            while left:
                time.sleep(_LOOKS)
                now = self._milvus.unindexed(name, field)
                if now != left:
                    self._shown.advance(max(left - now, 0))
                    left, since = now, time.monotonic()
                elif time.monotonic() - since > _STALLED:
                    minutes = f"{_STALLED / 60:.0f} minutes"
                    self._shown.note(
                        f"{name}: no more of the {left:,} rows that its index lacks in {minutes}; searches are slow until it has them."
                    )
                    break


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Rows in requests of a size that a server takes."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _listed(value: object) -> list[object]:
    """A field of strings, as the client gives it."""
    return list(value)  # type: ignore[call-overload, no-any-return]  # a list or protobuf's own kind of one
