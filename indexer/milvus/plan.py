"""What a publication writes: what changed since the generation that is served, or everything."""

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from indexer.core.clock import now
from indexer.core.process import Progress
from indexer.milvus.client import Milvus
from indexer.milvus.generations import Generations, Record
from indexer.milvus.records import Records, buckets_for
from indexer.milvus.schema import FORMAT, MOST_GENERATIONS, Layout, number_of

_AT_ONCE = 200
"""Articles that are compared at a time."""
_EXACT_UP_TO = 1_000_000
"""Chunks up to which vectors are compared exactly where nobody says how."""


@dataclass(frozen=True, slots=True)
class Plan:
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


class Planner:
    """Compares one snapshot with what lies there."""

    def __init__(self, records: Records, milvus: Milvus, progress: Progress, *, full: bool, index: str) -> None:
        """Compares nothing yet.

        Args:
            records: The snapshot.
            milvus: Where its generations are.
            progress: Told how far it is.
            full: Whether everything is to be written anew.
            index: "flat" or "hnsw"; empty leaves it to the archive's size.
        """
        self._records = records
        self._snapshot = records.snapshot
        self._milvus = milvus
        self._generations = Generations(milvus)
        self._shown = progress
        self._full = full
        self._index = index

    def begun(self, base: Record | None) -> Record | None:
        """The publication of this snapshot that was interrupted, if it can go on."""
        for each in self._generations.listed():
            record = each.record
            same = record.snapshot == self._snapshot.name and record.base == (0 if base is None else base.generation)
            after = base is None or record.generation > base.generation
            if (
                same
                and after
                and not each.ready_at
                and record.format == FORMAT
                and record.laid_out == self._layout()
                and not self._full_now(record)
            ):
                return record
        return None

    def _full_now(self, record: Record) -> bool:
        """Whether everything is to be written anew and that one did not begin so."""
        return self._full and record.first != record.generation

    def _layout(self) -> Layout:
        """How this archive lies in this server."""
        lite = self._milvus.is_lite
        chunks = self._snapshot.manifest.chunks
        index = (self._index or ("flat" if chunks <= _EXACT_UP_TO else "hnsw")).upper()
        return Layout(self._snapshot.vectors.dimension, half=not lite, index=index, scalars=not lite)

    def plan(self, base: Record | None, begun: Record | None, generation: int) -> Plan:
        """What changed since the generation that is served, or everything.

        Args:
            base: The generation that is served.
            begun: One that goes on.
            generation: The number of one that begins.
        """
        found, full = None, self._full or (begun is not None and begun.first == begun.generation)
        if base is not None and not full and self._same_making(base, generation):
            found = self._difference(base)
        if base is None or found is None:
            if base is not None and not full:
                self._shown.note(
                    "Everything is written anew: the snapshot or what lies there was made otherwise, or its order changed."
                )
            count = self._snapshot.manifest.articles
            numbers = np.arange(1, count + 1, dtype=np.int64)
            record = begun or self._record(generation, None, base, numbers)
            return Plan(record, numbers, list(range(count)), [], {})
        numbers, changed, gone = found
        record = begun or self._record(generation, base, base, numbers)
        return Plan(record, numbers, changed, list(gone), gone)

    def _same_making(self, base: Record, generation: int) -> bool:
        """Whether rows of that generation may serve in a new one of this snapshot."""
        manifest = self._snapshot.manifest
        return (
            base.format == FORMAT
            and base.laid_out == self._layout()
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
            format=FORMAT,
        )
