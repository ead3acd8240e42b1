"""Service nodes over one Milvus, processes of their own: each follows what is served without a restart, and one that is killed takes nothing along."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from benchmarks.service import Running, exchange, seconds_until, service
from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from tests.archives import build, record_pages
from tests.milvus.asking import until
from tests.milvus.server import LiteServer
from tests.milvus.test_service import FIRST, SECOND

pytest.importorskip("pymilvus", reason="the extra milvus is not installed")

from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus
from indexer.milvus.generations import Generations
from indexer.milvus.publish import PublishOptions, publish
from service.api.publishing import texts_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ASKED = {"query": "柳河村全村共捐款多少元？", "limit": 5}
MORE = {"query": "白鹭镇转移了多少群众？", "group_by": "article"}


@contextmanager
def node(address: str, settings: dict[str, str]) -> Iterator[Running]:
    """A service that answers."""
    with service(address, settings=settings) as running:
        seconds_until(running.address, "/readyz", since=running.began)
        yield running


def _found(running: Running, body: object) -> dict[str, Any] | None:
    """What a service finds, but for times; None where it finds nothing now, or a leg is missing."""
    with closing(HTTPConnection(running.address, timeout=60)) as connection:
        status, answered = exchange(connection, "POST", "/v1/search", body)
    told: dict[str, Any] = json.loads(answered)
    told.pop("took_ms", None)
    missing = [each for each in told.get("degraded", ()) if each.startswith(("dense", "lexical"))]
    return told if status == 200 and not missing else None


def search(running: Running, body: object, snapshot: str) -> dict[str, Any]:
    """What a service finds, as soon as it answers from a snapshot with both legs."""
    heard: list[dict[str, Any]] = []

    def hears() -> bool:
        told = _found(running, body)
        heard.extend([] if told is None or told["snapshot"] != snapshot else [told])
        return bool(heard)

    until(hears, seconds=300)
    return heard[0]


def test_nodes_follow_without_a_restart_and_one_outlives_another(
    lite: LiteServer, tmp_path: Path, model_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in model_environment.items():
        monkeypatch.setenv(name, value)
    address = lite.address("nodes")
    milvus = Milvus(read_address(address), timeout=60)
    embedder = load_embedder(IndexerSettings())
    records, generations = [], Generations(milvus)
    for articles in (FIRST, SECOND):
        build(tmp_path / "index", embedder, record_pages(articles))
        done = publish(
            tmp_path / "index", milvus, options=PublishOptions(lease=3600), extra=texts_for(tmp_path / "index")
        )
        records.append(generations.record(done.generation))
    first, second = records
    with node(address, model_environment) as one, node(address, model_environment) as other:
        found = search(one, ASKED, second.snapshot)
        assert found["hits"]
        assert search(other, ASKED, second.snapshot) == found
        generations.switch(first.generation)
        edited = search(one, ASKED, first.snapshot)
        assert search(other, ASKED, first.snapshot) == edited
        assert edited["hits"] != found["hits"]
        more = search(other, MORE, first.snapshot)
        os.kill(one.pid, signal.SIGKILL)
        assert search(other, ASKED, first.snapshot) == edited
        generations.switch(second.generation)
        assert search(other, ASKED, second.snapshot) == found
    with node(address, model_environment) as again:
        assert search(again, ASKED, second.snapshot) == found
        generations.switch(first.generation)
        assert search(again, MORE, first.snapshot) == more
    milvus.close()
