"""Behind a proxy that holds its calls back, a Milvus costs one search its timeout, and not each; and it is asked again when it answers."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.search import opening
from tests.archives import RECORDS
from tests.milvus.asking import Heard, until
from tests.milvus.server import LiteServer
from tests.milvus.slow_proxy import BY_VECTOR, slow_proxy
from tests.milvus.test_service import published, serving

pytestmark = pytest.mark.slow

TIMEOUT, DELAY = 3.0, 30.0
ASKED = {"query": "柳河村全村共捐款多少元？"}


@pytest.fixture(scope="module")
def address(lite: LiteServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of an index, past the proxy."""
    address = lite.address("slow")
    published(tmp_path_factory.mktemp("slow") / "index", address, RECORDS)
    return address


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less patience than a service has."""
    monkeypatch.setattr(opening, "_TIMEOUT", TIMEOUT)


def _seconds(ask: Callable[[], object]) -> float:
    begun = time.monotonic()
    ask()
    return time.monotonic() - begun


def _whole(client: TestClient) -> str:
    """What is told when no leg is missing: one that is late, as on a busy machine, is asked for again."""
    heard = Heard()

    def is_heard() -> bool:
        heard.take(client.post("/v1/search", json=ASKED))
        return bool(heard.answers)

    until(is_heard)
    return heard.answers[0][1]


def _until_nobody_waits(ask: Callable[[], object]) -> None:
    """Until three in a row meet no held call, which takes all of the timeout; those that try it come ever more seldom."""
    until(lambda: all(_seconds(ask) < TIMEOUT for _ in range(3)))


def test_a_slow_leg_is_waited_for_once_and_told_until_it_is_back(lite: LiteServer, address: str) -> None:
    with slow_proxy(lite.port) as proxy, serving(address.replace(str(lite.port), str(proxy.port))) as client:

        def asked() -> dict[str, Any]:
            response = client.post("/v1/search", json=ASKED)
            assert response.status_code == 200, response.text
            found: dict[str, Any] = response.json()
            return found

        before = _whole(client)
        proxy.held, proxy.delay = BY_VECTOR, DELAY
        waited = _seconds(asked)
        assert TIMEOUT <= waited < DELAY
        _until_nobody_waits(asked)
        until(lambda: asked()["mode"] == "lexical")
        response = asked()
        said = response["degraded"][0]
        assert said.startswith("dense: milvus://127.0.0.1")
        assert "searched by vector" in said
        assert "it did not answer within 3 seconds" in said
        assert response["hits"]
        proxy.delay = 0.0
        assert _whole(client) == before


def test_a_slow_milvus_is_told_at_once_and_answers_when_it_is_back(lite: LiteServer, address: str) -> None:
    with slow_proxy(lite.port) as proxy, serving(address.replace(str(lite.port), str(proxy.port))) as client:

        def refused() -> str:
            response = client.post("/v1/search", json=ASKED)
            assert response.status_code == 503, response.text
            return str(response.json()["detail"])

        before = _whole(client)
        proxy.held, proxy.delay = b"", DELAY
        refused()
        _until_nobody_waits(refused)
        until(lambda: "It is asked again in" in refused())
        until(lambda: client.get("/readyz").status_code == 503)
        proxy.delay = 0.0
        until(lambda: client.post("/v1/search", json=ASKED).status_code == 200)  # first with one leg, then with both
        assert _whole(client) == before
        until(lambda: client.get("/readyz").status_code == 200)
