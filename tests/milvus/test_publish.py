"""A snapshot is published to a real Milvus: whole, checked, resumed after a kill, gone back from, only what changed written."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.core.article import Page
from indexer.core.errors import MilvusError, NoSnapshotError
from indexer.core.process import Silent
from indexer.index.docstore import article_of
from indexer.index.snapshot import open_snapshot
from tests.archives import DONATION, FLOOD, LIBRARY, RECORDS, UNDATED, build, record_pages
from tests.doubles import TermEmbedder
from tests.milvus.server import LiteServer

pytest.importorskip("pymilvus", reason="the extra milvus is not installed")

from indexer.milvus import writing
from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus, too_old
from indexer.milvus.counts import RowTerms, hash_of
from indexer.milvus.generations import Generations
from indexer.milvus.publish import Published, PublishOptions, publish
from indexer.milvus.records import Records
from indexer.milvus.schema import alive, article_of_chunk, number_of
from indexer.milvus.verify import vector_of, verify

pytestmark = pytest.mark.slow

AT_ONCE = PublishOptions(lease=0)
EDITED = {**FLOOD, "body": "七月二十日，白鹭镇连降暴雨。\n镇政府转移群众五百余人，安置在中学体育馆和礼堂。"}
NEW = {
    **LIBRARY,
    "id": "bridge",
    "title": "New bridge over the Harbour",
    "body": "The bridge cost US$9 million and took four years.",
}


@pytest.fixture
def milvus(lite: LiteServer, request: pytest.FixtureRequest) -> Iterator[Milvus]:
    """A connection of the test's own index."""
    prefix = f"t{abs(hash(request.node.name)) % 10**9}"
    connection = Milvus(read_address(lite.address(prefix)), timeout=30)
    yield connection
    connection.close()


def index_of(folder: Path, records: tuple[dict[str, object], ...] = RECORDS, **options: object) -> Path:
    """An index of records, built on top of what is there."""
    pages: list[Page] = record_pages(records)
    build(folder, TermEmbedder(), pages, **options)
    return folder


def lying_there(milvus: Milvus, generation: int) -> dict[str, dict[str, object]]:
    """Every article of a generation as a reader of the Milvus gets it, by id, its chunks in order."""
    generations = Generations(milvus)
    record = generations.record(generation)
    chunks = milvus.read(generations.part(record.epoch, "chunks"), alive(generation), ["*"], strong=True)
    found = {}
    for row in milvus.read(generations.part(record.epoch, "articles"), alive(generation), ["*"], strong=True):
        of_article = [each for each in chunks if article_of_chunk(each["pk"]) == row["pk"]]
        found[row["id"]] = {**row, "of": sorted(of_article, key=lambda each: each["pk"])}
    assert sum(len(each["of"]) for each in found.values()) == len(chunks)
    return found


def assert_is_the_snapshot(milvus: Milvus, generation: int, folder: Path) -> None:
    """Compares every article, chunk, vector and count of a generation with those of the published snapshot."""
    snapshot = open_snapshot(folder)
    facts, found = snapshot.facts, lying_there(milvus, generation)
    assert sorted(found, key=lambda each: number_of(found[each]["pk"])) == list(facts.ids)
    for place, article_id in enumerate(facts.ids):
        row = found[article_id]
        record = json.loads("".join(row["record"]))
        assert article_of(record["article"]) == snapshot.archive.article(article_id)
        assert vector_of(row["vector"]).tolist() == snapshot.article_vectors.rows(np.array([place]))[0].tolist()
        related = snapshot.related.of(place)
        assert [each[0] for each in record["related"]] == [facts.ids[each.number] for each in related]
        rows = np.flatnonzero(facts.articles == place)
        for number, (_, chunk) in zip(rows.tolist(), snapshot.rows(rows.tolist()), strict=True):
            stored = row["of"][chunk.ordinal]
            assert (stored["start"], stored["end"], stored["source"]) == (chunk.start, chunk.end, facts.sources[place])
            assert vector_of(stored["vector"]).tolist() == snapshot.vectors.rows(np.array([number]))[0].tolist()
            held = RowTerms.unpacked(stored["terms"])
            postings = snapshot.terms.postings()
            own = {term for term in postings.vocabulary if number in snapshot.terms.rows_with(term)}
            assert {hash_of(term) for term in own} == set(held.hashes.tolist())
    snapshot.close()


def test_every_row_is_the_snapshots_and_publishing_it_again_writes_nothing(milvus, folder):
    index = index_of(folder)
    done = publish(index, milvus)
    assert (done.articles, done.written, done.gone, done.full, done.switched) == (4, 4, 0, True, True)
    assert done.checked > 0
    assert_is_the_snapshot(milvus, done.generation, index)
    again = publish(index, milvus)
    assert again == Published(done.generation, done.snapshot, done.articles, done.chunks)
    assert Generations(milvus).numbers() == [done.generation]


def test_an_edit_writes_what_it_changed_and_who_reads_the_generation_before_sees_none_of_it(milvus, folder):
    index = index_of(folder)
    first = publish(index, milvus, options=AT_ONCE)
    before = lying_there(milvus, first.generation)
    snapshot = open_snapshot(index)
    old_hashes = dict(zip(snapshot.facts.ids, Records(snapshot, index).hashes(range(4)), strict=True))
    snapshot.close()
    build(index, TermEmbedder(), record_pages((DONATION, EDITED, LIBRARY, NEW)))
    snapshot = open_snapshot(index)
    ids = snapshot.facts.ids
    new_hashes = dict(zip(ids, Records(snapshot, index).hashes(range(len(ids))), strict=True))
    snapshot.close()
    second = publish(index, milvus, options=AT_ONCE)
    changed = {each for each in ids if old_hashes.get(each) != new_hashes[each]}
    assert {"flood", "bridge"} <= changed
    assert (second.full, second.written) == (False, len(changed))
    assert_is_the_snapshot(milvus, second.generation, index)
    now = lying_there(milvus, first.generation)
    assert {each: row["pk"] for each, row in now.items()} == {each: row["pk"] for each, row in before.items()}
    unchanged = set(ids) - changed
    after = lying_there(milvus, second.generation)
    assert all(after[each]["pk"] == before[each]["pk"] for each in unchanged)
    assert all(row["born"] == second.generation for each, row in after.items() if each in changed)


def test_one_goes_back_and_forth_and_what_is_published_then_stands_on_what_is_served(milvus, folder):
    index = index_of(folder)
    generations = Generations(milvus)
    first = publish(index, milvus, options=AT_ONCE)
    with pytest.raises(NoSnapshotError, match="no generation before"):
        generations.rollback()
    index_of(index, (DONATION, EDITED, LIBRARY, UNDATED))
    second = publish(index, milvus, options=AT_ONCE)
    assert generations.rollback().generation == first.generation == generations.current()
    assert generations.rollback(second.generation).generation == second.generation == generations.current()
    with pytest.raises(NoSnapshotError, match="no generation 99"):
        generations.rollback(99)
    generations.rollback()
    index_of(index, (DONATION, FLOOD, LIBRARY, UNDATED, NEW))
    third = publish(index, milvus, options=AT_ONCE)
    assert third.generation > second.generation
    assert second.generation not in generations.numbers()
    assert_is_the_snapshot(milvus, third.generation, index)
    assert len(lying_there(milvus, first.generation)) == 4


def test_old_generations_go_with_their_rows_after_their_lease(milvus, folder):
    index = index_of(folder)
    publish(index, milvus, options=AT_ONCE)
    build(index, TermEmbedder(), record_pages((DONATION, EDITED, LIBRARY)))
    second = publish(index, milvus, options=PublishOptions(lease=3600, keep=1))
    assert len(Generations(milvus).numbers()) == 2  # requests may still read it
    assert Generations(milvus).clean(keep=1, lease=0) == [second.generation - 1]
    record = Generations(milvus).record(second.generation)
    for part in ("articles", "chunks", "terms"):
        name = Generations(milvus).part(record.epoch, part)
        assert milvus.count(name, f"gone <= {second.generation}") == 0
    assert_is_the_snapshot(milvus, second.generation, index)
    full = publish(index, milvus, options=PublishOptions(full=True, keep=1, lease=0))
    assert full.full
    kept = {name for name in milvus.collections() if "_e" in name}
    assert kept == {Generations(milvus).part(full.generation, part) for part in ("articles", "chunks", "terms")}


KILLED = """
import signal, sys
from pathlib import Path
from indexer.milvus import publish as publishing, writing
from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus
class Held(writing.LocalWriter):
    def write(self, packets, record):
        for number, written in enumerate(super().write(packets, record), start=1):
            if number == int(sys.argv[3]):
                print(record.generation, flush=True)
                signal.pause()
            yield written
writing.PACKET = 1
milvus = Milvus(read_address(sys.argv[2]))
publishing.publish(Path(sys.argv[1]), milvus, writer=Held(milvus))
"""
MANY = tuple(
    {**DONATION, "id": f"article-{number}", "body": f"{DONATION['body']}第{number}号倡议。"} for number in range(40)
)


def killed(index: Path, lite: LiteServer, milvus: Milvus, after: int) -> int:
    """Publishes in a process that is killed when it wrote so many articles; the generation that it was at."""
    command = [sys.executable, "-c", KILLED, str(index), lite.address(milvus.address.prefix), str(after)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        assert told, "it ended before it was killed"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    return int(told)


def _written(milvus: Milvus, generation: int) -> int:
    generations = Generations(milvus)
    try:
        record = generations.record(generation)
        return milvus.count(generations.part(record.epoch, "articles"), f"born == {generation}")
    except MilvusError:
        return 0


def test_killed_while_it_writes_it_goes_on_and_what_was_served_is_served(lite, milvus, folder):
    index = index_of(folder)
    first = publish(index, milvus, options=AT_ONCE)
    index_of(index, MANY)
    generation = killed(index, lite, milvus, after=3)
    assert Generations(milvus).current() == first.generation
    assert len(lying_there(milvus, first.generation)) == 4
    assert [each.ready_at != "" for each in Generations(milvus).listed()] == [False, True]
    there = _written(milvus, generation)
    done = publish(index, milvus, options=AT_ONCE)
    assert (done.generation, done.resumed) == (generation, there)
    assert there == 3
    assert_is_the_snapshot(milvus, generation, index)


def test_one_that_was_given_up_is_undone_by_the_next(lite, milvus, folder):
    index = index_of(folder)
    first = publish(index, milvus, options=AT_ONCE)
    index_of(index, MANY)
    given_up = killed(index, lite, milvus, after=2)
    index_of(index, (EDITED,))
    done = publish(index, milvus, options=AT_ONCE)
    assert done.generation > given_up
    assert Generations(milvus).numbers() == [first.generation, done.generation]
    assert_is_the_snapshot(milvus, done.generation, index)
    record = Generations(milvus).record(done.generation)
    assert milvus.count(Generations(milvus).part(record.epoch, "articles"), f"born == {given_up}") == 0


class IndexingMilvus(Milvus):
    """A Milvus Lite that says what a larger server says while it builds an index behind the writing."""

    lacking: list[int]
    served: list[int | None]
    """Generations that were current when it was asked."""

    def unindexed(self, name: str, field: str) -> int:
        """One number after the other, then that of the server."""
        self.served.append(Generations(self).current())
        return self.lacking.pop(0) if self.lacking else super().unindexed(name, field)


class NotingProgress(Silent):
    """Keeps what it is told in words."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        """Keeps it."""
        self.notes.append(message)


@pytest.fixture
def indexing(
    lite: LiteServer, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[IndexingMilvus]:
    """One that is looked at without a pause."""
    monkeypatch.setattr(writing, "_LOOKS", 0.0)
    milvus = IndexingMilvus(read_address(lite.address(f"i{len(request.node.name)}")), timeout=30)
    milvus.served = []
    yield milvus
    milvus.close()


def test_it_is_served_when_the_server_has_indexed_it(indexing, folder):
    indexing.lacking = [900, 900, 400]
    done = publish(index_of(folder), indexing)
    assert (indexing.lacking, set(indexing.served), done.switched) == ([], {None}, True)
    assert len(indexing.served) > 3


def test_an_index_that_stands_still_is_told_and_waited_for_no_longer(indexing, folder, monkeypatch):
    monkeypatch.setattr(writing, "_STALLED", 0.0)
    indexing.lacking = [900] * 1000
    progress = NotingProgress()
    assert publish(index_of(folder), indexing, progress=progress).switched
    assert any("900 rows that its index lacks" in each for each in progress.notes)


def test_what_is_not_as_the_snapshot_is_not_served(milvus, folder):
    index = index_of(folder)
    done = publish(index, milvus, options=PublishOptions(switch=False))
    generations = Generations(milvus)
    assert generations.current() is None
    record = generations.record(done.generation)
    snapshot = open_snapshot(index)
    records, numbers = Records(snapshot, index), np.arange(1, 5)
    assert verify(records, generations, record, numbers) == done.checked
    chunks = generations.part(record.epoch, "chunks")
    (row,) = milvus.read(chunks, 'id == "undated"', ["*"], strong=True)
    milvus.write(chunks, [{**row, "vector": (np.array(row["vector"]) * 0.5).tolist()}])
    with pytest.raises(MilvusError, match="'undated' differs in its vector"):
        verify(records, generations, record, numbers)
    milvus.write(chunks, [{**row, "end": row["end"] - 1}])
    with pytest.raises(MilvusError, match="'undated' differs in end"):
        verify(records, generations, record, numbers)
    milvus.delete(chunks, f"pk == {row['pk']}")
    with pytest.raises(MilvusError, match="rows of it instead of"):
        verify(records, generations, record, numbers)
    snapshot.close()


def test_an_engine_that_is_not_there_is_told_with_the_next_step():
    gone = Milvus(read_address("milvus://user:secret@127.0.0.1:9"), timeout=2)
    with pytest.raises(MilvusError, match=r"milvus://127\.0\.0\.1:9 can't be used") as told:
        gone.collections()
    assert told.value.may_pass
    assert "secret" not in str(told.value)
    assert "whether the server runs" in told.value.next_step


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v2.3.5-lite", True),
        ("2.2.16", True),
        ("v2.4.0", False),
        ("v2.6.6", False),
        ("milvus_lite-3.2.2", False),
        ("dev", False),
    ],
)
def test_servers_without_sparse_vectors_are_refused_by_their_version(version, expected):
    assert too_old(version) == expected


def test_the_server_of_these_tests_is_known_as_lite_and_new_enough(milvus):
    assert milvus.is_lite
    milvus.check_version()
