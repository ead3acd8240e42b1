"""Publishes a snapshot to a Milvus: writes what changed beside what is served, checks it there, and moves one alias.

Killed at any instant, it leaves the generation that is served as it was, and goes on where it stopped when it is run again.
One publication at a time: who begins another undoes what is not finished.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.core.clock import now
from indexer.core.process import Progress, Silent
from indexer.index.snapshot import Snapshot, open_snapshot
from indexer.milvus.client import Milvus
from indexer.milvus.generations import LEASE, Generations, Record
from indexer.milvus.records import Placed, Records, bucket_rows, buckets_for
from indexer.milvus.schema import (
    FOREVER,
    GENERATION,
    MOST_GENERATIONS,
    UNSEARCHED,
    Layout,
    article_key,
    chunk_key,
    number_of,
)
from indexer.milvus.verify import verify

_AT_ONCE = 200
"""Articles made into rows at a time."""
_BATCH = 500
"""Rows of one request: about 2 MB of a server's 64."""
_EXACT_UP_TO = 1_000_000
"""Chunks up to which vectors are compared exactly where nobody says how."""

KEEP = 3
"""Generations that stay."""


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """How to publish."""

    full: bool = False
    """Whether everything is written anew."""
    index: str = ""
    """"flat" or "hnsw"; empty leaves it to the archive's size."""
    keep: int = KEEP
    lease: float = LEASE
    switch: bool = True
    """Whether the generation is served as soon as it is checked."""


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a publication."""

    generation: int
    snapshot: str
    articles: int
    chunks: int
    written: int = 0
    """Articles whose rows were written, for being new or changed."""
    gone: int = 0
    """Articles of the generation before that this one does not have, or has changed."""
    resumed: int = 0
    """Of those written, the ones that an interrupted run had written already."""
    full: bool = False
    """Whether everything was written anew."""
    switched: bool = True
    """Whether it is served."""
    removed: tuple[int, ...] = ()
    """Generations that are no longer kept."""
    checked: int = 0
    """Rows and searches that were compared with the snapshot before the switch; 0 where it was served already."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be written."""

    record: Record
    numbers: npt.NDArray[np.int64]
    """Of each article of the snapshot, shape (articles,)."""
    changed: list[int]
    """Places of articles to write, ascending."""
    gone: list[int]
    """Keys of articles of the base that are not in this generation."""
    chunks_gone: dict[int, int]
    """How many chunks each of those has."""


def publish(
    index_dir: Path,
    milvus: Milvus,
    *,
    options: PublishOptions | None = None,
    extra: Callable[[Snapshot], Mapping[str, str]] | None = None,
    progress: Progress | None = None,
) -> Published:
    """Makes the published snapshot of an index the one that a Milvus serves.

    Args:
        index_dir: Folder of the index.
        milvus: Where to.
        options: How.
        extra: Makes texts of the snapshot that go with it, by name, for whoever serves it.
        progress: Told how far it is.

    Raises:
        SnapshotError: Nothing was published in the folder, it is not whole, or the Milvus can't be used.
    """
    snapshot = open_snapshot(index_dir)
    try:
        publication = _Publication(snapshot, index_dir, milvus, options or PublishOptions(), progress or Silent())
        return publication.run(extra or (lambda _: {}))
    finally:
        snapshot.close()


class _Publication:
    """One snapshot on its way."""

    def __init__(
        self, snapshot: Snapshot, index_dir: Path, milvus: Milvus, options: PublishOptions, progress: Progress
    ) -> None:
        self._snapshot = snapshot
        self._milvus = milvus
        self._options = options
        self._shown = progress
        self._generations = Generations(milvus)
        self._records = Records(snapshot, index_dir)

    def run(self, extra: Callable[[Snapshot], Mapping[str, str]]) -> Published:
        """Writes, checks, switches."""
        current = self._generations.current()
        base = None if current is None else self._generations.record(current)
        if base is not None and base.snapshot == self._snapshot.name and not self._options.full:
            return Published(base.generation, base.snapshot, base.articles, base.chunks)
        begun = self._begun(base)
        # Also beyond what is undone: a service node may have met it.
        following = max(self._generations.numbers(), default=0) + 1
        resumed = None if begun is None else begun.generation
        self._generations.settle(resumed, lease=self._options.lease, progress=self._shown)
        plan = self._plan(base, begun, following)
        record = plan.record
        self._create(record)
        if begun is None:
            self._generations.write(record.generation, ".record", record.to_json())
        already = self._already(record) if begun is not None else set()
        self._write(plan, already)
        self._retire(plan)
        self._write_terms(record, base if record.first != record.generation else None)
        self._write_files(record, extra(self._snapshot))
        for part in ("chunks", "articles", "terms"):
            self._milvus.flush(self._generations.part(record.epoch, part))
        self._shown.stage("check", None, "rows")
        checked = verify(self._records, self._generations, record, plan.numbers)
        self._generations.finish(record.generation)
        removed: tuple[int, ...] = ()
        if self._options.switch:
            self._generations.switch(record.generation)
            removed = tuple(self._generations.clean(keep=self._options.keep, lease=self._options.lease))
        return Published(
            record.generation, record.snapshot, record.articles, record.chunks, len(plan.changed), len(plan.gone),
            len(already), record.first == record.generation, self._options.switch, removed, checked,
        )  # fmt: skip

    def _begun(self, base: Record | None) -> Record | None:
        """The publication of this snapshot that was interrupted, if it can go on."""
        for each in self._generations.listed():
            record = each.record
            same = record.snapshot == self._snapshot.name and record.base == (0 if base is None else base.generation)
            after = base is None or record.generation > base.generation
            if (
                same
                and after
                and not each.ready_at
                and record.laid_out == self._layout()
                and not self._full_now(record)
            ):
                return record
        return None

    def _full_now(self, record: Record) -> bool:
        """Whether everything is to be written anew and that one did not begin so."""
        return self._options.full and record.first != record.generation

    def _layout(self) -> Layout:
        """How this archive lies in this server."""
        lite = self._milvus.is_lite
        chunks = self._snapshot.manifest.chunks
        index = (self._options.index or ("flat" if chunks <= _EXACT_UP_TO else "hnsw")).upper()
        return Layout(self._snapshot.vectors.dimension, half=not lite, index=index, scalars=not lite)

    def _plan(self, base: Record | None, begun: Record | None, generation: int) -> _Plan:
        """What changed since the generation that is served, or everything.

        Args:
            base: The generation that is served.
            begun: One that goes on.
            generation: The number of one that begins.
        """
        found, full = None, self._options.full or (begun is not None and begun.first == begun.generation)
        if base is not None and not full and self._same_making(base, generation):
            found = self._difference(base)
        if base is None or found is None:
            if base is not None and not full:
                self._shown.note("Everything is written anew: the snapshot was made otherwise, or its order changed.")
            count = self._snapshot.manifest.articles
            numbers = np.arange(1, count + 1, dtype=np.int64)
            record = begun or self._record(generation, None, base, numbers)
            return _Plan(record, numbers, list(range(count)), [], {})
        numbers, changed, gone = found
        record = begun or self._record(generation, base, base, numbers)
        return _Plan(record, numbers, changed, list(gone), gone)

    def _same_making(self, base: Record, generation: int) -> bool:
        """Whether rows of that generation may serve in a new one of this snapshot."""
        manifest = self._snapshot.manifest
        return (
            base.laid_out == self._layout()
            and base.recipe == manifest.recipe
            and base.model == manifest.model.fingerprint
            and generation - base.first < MOST_GENERATIONS
        )

    def _difference(self, base: Record) -> tuple[npt.NDArray[np.int64], list[int], dict[int, int]] | None:
        """Numbers of all articles, places of those to write, and keys of those that go with how many chunks each has.

        None where the articles stand in another order than there, so that equal scores would be ordered otherwise.
        """
        ids = self._snapshot.facts.ids
        self._shown.stage("compare", len(ids), "articles")
        there = {
            str(row["id"]): (int(str(row["pk"])), str(row["hash"]), int(str(row["chunks"])))
            for row in self._generations.each_alive(base, "articles", ["id", "hash", "chunks"])
        }
        numbers = np.zeros(len(ids), dtype=np.int64)
        highest, last = base.numbers, 0
        for place, article_id in enumerate(ids):
            if article_id in there:
                number = number_of(there[article_id][0])
            else:
                number = highest = highest + 1
            if number <= last:
                return None
            numbers[place] = last = number
        changed = []
        for first in range(0, len(ids), _AT_ONCE):
            places = range(first, min(first + _AT_ONCE, len(ids)))
            for place, made in zip(places, self._records.hashes(places), strict=True):
                if ids[place] not in there or there[ids[place]][1] != made:
                    changed.append(place)
            self._shown.advance(len(places))
        rewritten = {ids[place] for place in changed}
        present = set(ids)
        gone = {
            key: count
            for article_id, (key, _, count) in there.items()
            if article_id in rewritten or article_id not in present
        }
        return numbers, changed, gone

    def _record(
        self, generation: int, on: Record | None, base: Record | None, numbers: npt.NDArray[np.int64]
    ) -> Record:
        """The record of a new generation: of the epoch of another, or of one of its own."""
        manifest, records = self._snapshot.manifest, self._records
        terms = records.vocabulary().hashes.size
        return Record(
            generation,
            epoch=generation if on is None else on.epoch,
            first=generation if on is None else on.first,
            base=0 if base is None else base.generation,
            snapshot=manifest.name,
            created_at=now().isoformat(timespec="seconds"),
            layout=asdict(self._layout()) if on is None else on.layout,
            recipe=manifest.recipe,
            model=manifest.model.fingerprint,
            articles=manifest.articles,
            chunks=manifest.chunks,
            numbers=max(int(numbers.max(initial=0)), 0 if on is None else on.numbers),
            chunk_average=float(records.chunk_average),
            article_average=float(records.article_average),
            frozen_average=float(records.article_average) if on is None else on.frozen_average,
            buckets=buckets_for(terms) if on is None else on.buckets,
        )

    def _create(self, record: Record) -> None:
        """Makes the collections that are not there."""
        layout = record.laid_out
        described = {"chunks": layout.chunks(), "articles": layout.articles(), "terms": layout.terms()}
        for part, collection in described.items():
            self._milvus.create(self._generations.part(record.epoch, part), collection)
        self._milvus.create(self._generations.collection(record.generation), GENERATION)

    def _already(self, record: Record) -> set[int]:
        """Keys of articles that an interrupted run wrote; an article is written after its chunks."""
        condition = f"born == {record.generation}"
        rows = self._generations.each_row(record, "articles", [], condition, highest=record.numbers)
        return {int(str(row["pk"])) for row in rows}

    def _write(self, plan: _Plan, already: set[int]) -> None:
        """Writes the rows of new and changed articles, each after those of its chunks."""
        record = plan.record
        keys = {place: article_key(int(plan.numbers[place]), record.revision) for place in plan.changed}
        places = [place for place in plan.changed if keys[place] not in already]
        self._shown.stage("publish", len(plan.changed), "articles")
        self._shown.advance(len(plan.changed) - len(places))
        chunks_name, articles_name = (self._generations.part(record.epoch, part) for part in ("chunks", "articles"))
        for first in range(0, len(places), _AT_ONCE):
            placed = [Placed(place, int(plan.numbers[place])) for place in places[first : first + _AT_ONCE]]
            articles: list[dict[str, Any]] = []
            chunks: list[dict[str, Any]] = []
            made = self._records.rows(
                placed, plan.numbers, generation=record.generation, revision=record.revision,
                average=np.float32(record.frozen_average),
            )  # fmt: skip
            for article, its_chunks in made:
                articles.append(article)
                chunks += its_chunks
                if len(chunks) >= _BATCH:
                    self._send(chunks_name, chunks, record)
                    self._send(articles_name, articles, record)
                    articles, chunks = [], []
            self._send(chunks_name, chunks, record)
            self._send(articles_name, articles, record)

    def _send(self, name: str, rows: list[dict[str, Any]], record: Record) -> None:
        """Writes rows in requests of a size that a server takes."""
        half = record.laid_out.half
        for first in range(0, len(rows), _BATCH):
            batch = rows[first : first + _BATCH]
            if half:
                batch = [{**row, "vector": row["vector"].astype(np.float16)} for row in batch]
            self._milvus.write(name, batch)
        if name.endswith("articles"):
            self._shown.advance(len(rows))

    def _retire(self, plan: _Plan) -> None:
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

    def _write_terms(self, record: Record, base: Record | None) -> None:
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

    def _write_files(self, record: Record, extra: Mapping[str, str]) -> None:
        """Writes the small files of the snapshot."""
        for path, content in self._records.files():
            self._generations.write(record.generation, path, b64encode(content).decode("ascii"))
        for path, text in extra.items():
            self._generations.write(record.generation, path, text)
        self._milvus.flush(self._generations.collection(record.generation))


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
