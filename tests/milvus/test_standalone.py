"""Milvus 2.3.5, the standalone server out of its package: dense searches, switches under load, collections that are loaded in part.

It has no sparse vectors, so what lies there is an index without its lexical leg (`tests.milvus.dense_milvus`).
"""

import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.milvus_equality import invented
from indexer.core.errors import MilvusError
from indexer.index.snapshot import open_snapshot
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder
from tests.milvus.asking import told
from tests.milvus.standalone import StandaloneServer
from tests.milvus.test_commands import PAGES
from tests.milvus.test_service import FIRST, QUESTIONS, SECOND, published, serving, swap_under_load

pytest.importorskip("pymilvus", reason="the extra milvus is not installed")

from indexer.milvus.address import read_address
from indexer.milvus.client import MOST, Search
from indexer.milvus.generations import Generations
from indexer.milvus.publish import PublishOptions, publish
from indexer.milvus.records import Records
from indexer.milvus.schema import alive
from indexer.milvus.verify import verify
from service.api.publishing import texts_for
from tests.milvus.dense_milvus import DenseMilvus, without_the_lexical_leg

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800), pytest.mark.usefixtures("patient")]

LOADS = 10
LEAST_INDEXED = 1_024
"""Rows that this server makes an index for; fewer it compares one by one for good."""
NARROWED: tuple[dict[str, Any], ...] = (
    {},
    {"languages": ["zh"]},
    {"sources": ["甲报", "江城晚报"]},
    {"published_from": "2021-03-01", "published_to": "2021-07-31"},
    {"keywords": ["捐款"]},
    {"authors": ["周晓岚"]},
)


@pytest.fixture(scope="module", autouse=True)
def dense_alone() -> Iterator[None]:
    """Everything here leaves out the lexical leg."""
    with without_the_lexical_leg():
        yield


@pytest.fixture(scope="module")
def place(standalone: StandaloneServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, tuple[int, int]]:
    """An address with two generations, the second edited throughout and current, its folder, and their numbers."""
    folder, address = tmp_path_factory.mktemp("served") / "index", standalone.address("served")
    return address, folder, (published(folder, address, FIRST), published(folder, address, SECOND))


@pytest.fixture
def milvus(standalone: StandaloneServer, request: pytest.FixtureRequest) -> Iterator[DenseMilvus]:
    """A connection of the test's own index."""
    prefix = f"t{abs(hash(request.node.name)) % 10**9}"
    connection = DenseMilvus(read_address(standalone.address(prefix)), timeout=60)
    yield connection
    connection.close()


def test_dense_searches_are_those_of_the_snapshot(place):
    address, folder, _ = place
    with serving(folder) as local, serving(address) as remote:
        for question, filters, group_by in product(QUESTIONS, NARROWED, ("chunk", "article")):
            body = {"query": question, "filters": filters, "mode": "dense", "group_by": group_by, "limit": 20}
            one, other = (told(each.post("/v1/search", json=body)) for each in (local, remote))
            assert one == other, body


def test_a_search_that_wants_words_too_says_that_it_went_without(place):
    with serving(place[0]) as remote:
        found = remote.post("/v1/search", json={"query": QUESTIONS[0], "mode": "hybrid"}).json()
    assert (found["mode"], found["degraded"][0].partition(":")[0]) == ("dense", "lexical")
    assert found["hits"]


@pytest.mark.parametrize("pages", [(), (PAGES,)], ids=["snapshot", "pages"])
def test_it_is_refused_by_its_version_before_anything_is_embedded(place, standalone, pages):
    """By a process of its own, which goes with the lexical leg."""
    command = [sys.executable, "-c", "from service.cli.app import main; main()", "publish", *pages, "--quiet"]
    to = ("--to", standalone.address("whole"), *(() if pages else ("--index", place[1])))
    ran = subprocess.run([*command, *to], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "2.3.5" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_swaps_under_load_mix_nothing_and_lose_nothing(place):
    address, _, generations = place
    with serving(address) as service:
        swap_under_load(service, address, generations, {"query": QUESTIONS[0], "mode": "dense", "limit": 3})


def test_a_collection_that_is_loaded_in_part_is_not_served(milvus, folder):
    build(folder, TermEmbedder(), record_pages(FIRST))
    done = publish(folder, milvus, options=PublishOptions(switch=False), extra=texts_for(folder))
    generations = Generations(milvus)
    record = generations.record(done.generation)
    chunks = generations.part(record.epoch, "chunks")
    rows = milvus.read(chunks, alive(done.generation), ["*"], strong=True)
    moved = rows[: len(rows) // 3]
    server = milvus._connected()
    milvus.delete(chunks, f"pk in {[row['pk'] for row in moved]}")
    server.create_partition(chunks, "late")
    server.insert(chunks, [dict(row) for row in moved], partition_name="late")
    server.flush(chunks)
    snapshot = open_snapshot(folder)
    records, numbers = Records(snapshot, folder), np.arange(1, record.articles + 1)
    server.release_partitions(chunks, ["late"])
    with pytest.raises(MilvusError, match="is not as snapshot"):
        verify(records, generations, record, numbers)
    assert generations.current() is None
    server.load_partitions(chunks, ["late"])
    assert verify(records, generations, record, numbers) == done.checked
    snapshot.close()


def test_what_is_switched_to_has_its_vectors_indexed(milvus, folder):
    pages, _ = invented(1_100)
    build(folder, TermEmbedder(), pages)
    done = publish(folder, milvus, options=PublishOptions(index="hnsw"), extra=texts_for(folder))
    chunks = Generations(milvus).part(done.generation, "chunks")
    assert (done.switched, milvus.unindexed(chunks, "vector")) == (True, 0)
    assert done.chunks > 2 * LEAST_INDEXED


def test_what_was_checked_after_it_was_loaded_is_whole_as_services_read_it(milvus, folder):
    build(folder, TermEmbedder(), record_pages(FIRST))
    done = publish(folder, milvus, extra=texts_for(folder))
    generations = Generations(milvus)
    record = generations.record(done.generation)
    chunks = generations.part(record.epoch, "chunks")
    server = milvus._connected()
    snapshot = open_snapshot(folder)
    records, numbers = Records(snapshot, folder), np.arange(1, record.articles + 1)
    query = list(snapshot.vectors.rows(np.arange(1)))
    for _ in range(LOADS):
        server.release_collection(chunks)
        server.load_collection(chunks)
        verify(records, generations, record, numbers)
        (found,) = milvus.nearest(chunks, Search("vector", query, MOST, condition=alive(done.generation)))
        assert len({row["pk"] for row in found}) == record.chunks
    snapshot.close()
