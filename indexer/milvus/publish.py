"""Publishes a snapshot to a Milvus: writes what changed beside what is served, checks it there, and moves one alias.

Killed at any instant, it leaves the generation that is served as it was, and goes on where it stopped when it is run again.
One publication at a time: who begins another undoes what is not finished.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.core.process import Progress, Silent
from indexer.index.snapshot import Snapshot, open_snapshot
from indexer.milvus.client import Milvus
from indexer.milvus.generations import LEASE, Generations
from indexer.milvus.plan import Planner
from indexer.milvus.records import Records
from indexer.milvus.verify import verify
from indexer.milvus.writing import GenerationWriter, LocalWriter, PacketWriter

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


Extra = Callable[[Snapshot], Mapping[str, str]]
"""Makes texts of the snapshot that go with it, by name, for whoever serves it."""


def publish(
    index_dir: Path,
    milvus: Milvus,
    *,
    options: PublishOptions | None = None,
    extra: Extra | None = None,
    progress: Progress | None = None,
    writer: PacketWriter | None = None,
) -> Published:
    """Makes the published snapshot of an index the one that a Milvus serves.

    Args:
        index_dir: Folder of the index.
        milvus: Where to.
        options: How.
        extra: Makes what goes with it.
        progress: Told how far it is.
        writer: Writes the rows of articles; this process where none is given.

    Raises:
        SnapshotError: Nothing was published in the folder, it is not whole, or the Milvus can't be used.
    """
    snapshot = open_snapshot(index_dir)
    try:
        records, shown, chosen = Records(snapshot, index_dir), progress or Silent(), options or PublishOptions()
        writing = GenerationWriter(records, milvus, writer or LocalWriter(milvus), shown)
        return _publish(records, milvus, chosen, writing, extra or (lambda _: {}), shown)
    finally:
        snapshot.close()


def _publish(
    records: Records, milvus: Milvus, options: PublishOptions, writing: GenerationWriter, extra: Extra, shown: Progress
) -> Published:
    """Writes, checks, switches."""
    snapshot, generations = records.snapshot, Generations(milvus)
    milvus.check_version()
    current = generations.current()
    base = None if current is None else generations.record(current)
    if base is not None and base.snapshot == snapshot.name and not options.full:
        return Published(base.generation, base.snapshot, base.articles, base.chunks)
    planner = Planner(records, milvus, shown, full=options.full, index=options.index)
    begun = planner.begun(base)
    # Also beyond what is undone: a service node may have met it.
    following = max(generations.numbers(), default=0) + 1
    generations.settle(None if begun is None else begun.generation, lease=options.lease, progress=shown)
    plan = planner.plan(base, begun, following)
    record = plan.record
    writing.create(record)
    if begun is None:
        generations.write(record.generation, ".record", record.to_json())
    already = writing.already(record) if begun is not None else set()
    writing.articles(plan, already)
    writing.retire(plan)
    writing.terms(record, base if record.first != record.generation else None)
    writing.files(record, plan.numbers, extra(snapshot))
    writing.flush(record)
    writing.index(record)
    shown.stage("check", None, "rows")
    checked = verify(records, generations, record, plan.numbers)
    generations.finish(record.generation)
    removed: tuple[int, ...] = ()
    if options.switch:
        generations.switch(record.generation)
        removed = tuple(generations.clean(keep=options.keep, lease=options.lease))
    return Published(
        record.generation, record.snapshot, record.articles, record.chunks, len(plan.changed), len(plan.gone),
        len(already), record.first == record.generation, options.switch, removed, checked,
    )  # fmt: skip
