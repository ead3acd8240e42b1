"""A Milvus that is killed at once while it is written to, switched and asked: what it had acknowledged is there, and nothing is mixed.

Milvus Lite takes part in every run; the standalone server, which is another program, in `make milvus`, without the lexical leg.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from typing import Any, TypeAlias

import pytest

from indexer.core.errors import MilvusError
from tests.archives import DONATION, RECORDS, build, record_pages
from tests.doubles import TermEmbedder
from tests.milvus.asking import asking, told, until, until_served
from tests.milvus.server import LiteServer
from tests.milvus.standalone import StandaloneServer
from tests.milvus.test_service import FIRST, QUESTIONS, SECOND, published, serving

pytest.importorskip("pymilvus", reason="the extra milvus is not installed")

from indexer.milvus import client
from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus
from indexer.milvus.generations import Generations, Record
from indexer.milvus.material import ArticleMaterial, Birth
from indexer.milvus.publish import PublishOptions, publish
from indexer.milvus.writing import LocalWriter, write_packet
from tests.milvus.dense_milvus import leave_out_the_lexical_leg
from tests.milvus.test_publish import assert_is_the_snapshot

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

Server: TypeAlias = LiteServer | StandaloneServer
AT_ONCE = PublishOptions(lease=0)
MANY = tuple(
    {**DONATION, "id": f"article-{number}", "body": f"{DONATION['body']}第{number}号倡议。"} for number in range(60)
)
KILLED_AT = 12
"""Packets that are acknowledged before a server is killed."""
KILLS = 3 if os.environ.get("XUNWEN_TEST_MILVUS") == "all" else 1
"""How often; `make milvus` asks for more."""


@pytest.fixture(scope="module", params=["lite", "standalone"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each server in turn."""
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def milvus(server: Server, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Milvus]:
    """A connection of the test's own index, without the lexical leg where the server can't hold it."""
    if isinstance(server, StandaloneServer):
        leave_out_the_lexical_leg(monkeypatch)
    prefix = f"k{abs(hash(request.node.name)) % 10**9}"
    connection = client.Milvus(read_address(server.address(prefix)), timeout=30, patience=5)
    yield connection
    connection.close()


class NotingWriter(LocalWriter):
    """Writes one article at a time, and notes the keys of the rows that the Milvus acknowledged."""

    def __init__(self, milvus: Milvus, *, then: Any) -> None:
        super().__init__(milvus)
        self._then = then
        self.articles: list[int] = []
        self.chunks: list[int] = []

    def write(self, packets: Iterable[Sequence[ArticleMaterial]], record: Record) -> Iterator[int]:
        for each in (one for packet in packets for one in packet):
            written = write_packet(self._milvus, [each], record)
            birth = Birth(record.generation, record.revision, record.frozen_average, record.laid_out.half)
            article, chunks = each.rows(birth)
            self.articles.append(article["pk"])
            self.chunks += [row["pk"] for row in chunks]
            self._then(len(self.articles))
            yield written


def test_what_a_killed_milvus_had_acknowledged_is_there_and_the_publication_goes_on(server, milvus, folder):
    build(folder, TermEmbedder(), record_pages(RECORDS))
    first = publish(folder, milvus, options=AT_ONCE)
    build(folder, TermEmbedder(), record_pages(MANY))
    killed_after = KILLED_AT

    def kill(acknowledged: int) -> None:
        if acknowledged == killed_after:
            server.kill()

    acknowledged: set[int] = set()
    generations = Generations(milvus)
    for _ in range(KILLS):
        writer = NotingWriter(milvus, then=kill)
        with pytest.raises(MilvusError, match="can't be used"):
            publish(folder, milvus, options=AT_ONCE, writer=writer)
        assert len(writer.articles) == killed_after
        server.start()
        until(lambda: answers(generations))
        generation = max(generations.numbers())
        record = generations.record(generation)
        acknowledged |= set(writer.articles)
        for part, keys in (("articles", acknowledged), ("chunks", set(writer.chunks))):
            rows = milvus.read(generations.part(record.epoch, part), f"born == {generation}", ["pk"], strong=True)
            assert keys <= {row["pk"] for row in rows}
        assert generations.current() == first.generation
        assert_is_served(milvus, first.generation, first.articles)
    done = publish(folder, milvus, options=AT_ONCE)
    assert (done.generation, done.resumed) == (generation, len(acknowledged))
    assert_is_the_snapshot(milvus, done.generation, folder)


def answers(generations: Generations) -> bool:
    """Whether the connection of before the kill is there again."""
    try:
        generations.current()
    except MilvusError:
        return False
    return True


def assert_is_served(milvus: Milvus, generation: int, articles: int) -> None:
    """A generation has all its articles."""
    generations = Generations(milvus)
    name = generations.part(generations.record(generation).epoch, "articles")
    assert milvus.count(name, f"born <= {generation} and gone > {generation}") == articles


PUBLISHER = """
import signal, sys, time
from pathlib import Path
import pytest
from indexer.milvus import client, publish as publishing, writing
from indexer.milvus.address import read_address
if sys.argv[3] == "dense":
    from tests.milvus.dense_milvus import leave_out_the_lexical_leg
    leave_out_the_lexical_leg(pytest.MonkeyPatch())
class Unhurried(writing.LocalWriter):
    def write(self, packets, record):
        for written in super().write(packets, record):
            time.sleep(0.2)
            yield written
        signal.pause()
writing.PACKET = 1
milvus = client.Milvus(read_address(sys.argv[2]))
publishing.publish(Path(sys.argv[1]), milvus, options=publishing.PublishOptions(lease=0), writer=Unhurried(milvus))
"""


def test_a_killed_publication_goes_on_where_it_stopped(server, milvus, folder):
    build(folder, TermEmbedder(), record_pages(RECORDS))
    first = publish(folder, milvus, options=AT_ONCE)
    build(folder, TermEmbedder(), record_pages(MANY))
    generations = Generations(milvus)
    least = 0
    for _ in range(KILLS):
        least += 3
        kind = "dense" if isinstance(server, StandaloneServer) else "whole"
        command = [sys.executable, "-c", PUBLISHER, str(folder), server.address(milvus.address.prefix), kind]
        with subprocess.Popen(command) as process:
            until(lambda least=least, process=process: written(generations) >= least or process.poll() is not None)
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL, "it was done before it was killed"
        assert generations.current() == first.generation
        assert_is_served(milvus, first.generation, first.articles)
    there = written(generations)
    done = publish(folder, milvus, options=AT_ONCE)
    # What it had sent when it was killed may have been taken since.
    assert least <= there <= done.resumed <= len(MANY)
    assert_is_the_snapshot(milvus, done.generation, folder)


def written(generations: Generations) -> int:
    """Articles of the generation that is on its way."""
    number = max(generations.numbers(), default=0)
    if number == generations.current():
        return 0
    try:
        name = generations.part(generations.record(number).epoch, "articles")
        return generations.milvus.count(name, f"born == {number}")
    except MilvusError:
        return 0


def test_a_milvus_that_is_killed_under_load_mixes_nothing_and_forgets_no_switch(server, milvus, folder):
    address = server.address(milvus.address.prefix)
    numbers = (published(folder, address, FIRST), published(folder, address, SECOND))
    generations = Generations(milvus)
    names = {each: generations.record(each).snapshot for each in numbers}
    asked = {"query": QUESTIONS[0], "mode": "dense", "limit": 3}
    expected: dict[str, str] = {}
    with serving(address) as service:
        for each in numbers:
            generations.switch(each)
            until_served(service, names[each])
            expected[names[each]] = told(service.post("/v1/search", json=asked))
        with asking(service, asked, clients=4) as heard:
            for each in numbers:
                # Between random kills a service that looks every second may see one of both only.
                generations.switch(each)
                until(lambda name=names[each]: any(told_of == name for told_of, _ in list(heard.answers)))
            for _ in range(KILLS):
                acknowledged, tried = _switch_until_killed(generations, server, numbers)
                server.start()
                until(lambda: answers(generations))
                assert generations.current() in {acknowledged, tried}
                until_served(service, names[generations.current()])
                until(lambda: service.post("/v1/search", json=asked).status_code == 200)
        for each in numbers:
            generations.switch(each)
            until_served(service, names[each])
            until(lambda name=names[each]: told(service.post("/v1/search", json=asked)) == expected[name])
    assert {status for status, _ in heard.errors} <= {503}, heard.errors[0]
    assert {name for name, _ in heard.answers} == set(names.values())
    assert all(expected[name] == answer for name, answer in heard.answers)


def _switch_until_killed(generations: Generations, server: Server, numbers: tuple[int, int]) -> tuple[int, int]:
    """Switches to and fro until the Milvus is killed at some moment; the last switch that it acknowledged, and the one after."""
    acknowledged = generations.current()
    assert acknowledged is not None
    quick = Generations(client.Milvus(generations.milvus.address, timeout=5))
    killing = threading.Timer(1.5, server.kill)
    killing.start()
    for target in cycle(numbers):
        try:
            quick.milvus.point(quick._alias, quick.collection(target))
        except MilvusError:
            killing.join()
            quick.milvus.close()
            return acknowledged, target
        acknowledged = target
        time.sleep(0.01)
    raise AssertionError("it never ends")
