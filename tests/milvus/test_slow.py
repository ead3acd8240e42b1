"""Behind a proxy that holds its calls back, a Milvus costs one search its timeout, and not each; and it is asked again when it answers."""

import time
from collections.abc import Callable

import pytest

from service.search import opening
from tests.archives import RECORDS
from tests.milvus.asking import told, until
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


def test_a_slow_leg_is_waited_for_once_and_told_until_it_is_back(lite: LiteServer, address: str) -> None:
    with slow_proxy(lite.port) as proxy, serving(address.replace(str(lite.port), str(proxy.port))) as client:

        def degraded(query: str) -> list[str]:
            response = client.post("/v1/search", json={"query": query})
            assert response.status_code == 200, response.text
            return [str(each) for each in response.json()["degraded"]]

        before = told(client.post("/v1/search", json=ASKED))
        assert degraded(ASKED["query"]) == []
        proxy.held, proxy.delay = BY_VECTOR, DELAY
        waited = _seconds(lambda: client.post("/v1/search", json=ASKED))
        assert TIMEOUT <= waited < DELAY
        # At most the trial after a second waits once more.
        took = [_seconds(lambda: client.post("/v1/search", json=ASKED)) for _ in range(6)]
        assert sorted(took)[4] < TIMEOUT / 2, took
        response = client.post("/v1/search", json=ASKED).json()
        (said,) = response["degraded"]
        assert said.startswith("dense: milvus://127.0.0.1")
        assert "searched by vector" in said
        assert "it did not answer within 3 seconds" in said
        assert response["mode"] == "lexical"
        assert response["hits"]
        proxy.delay = 0.0
        until(lambda: degraded(ASKED["query"]) == [])
        assert told(client.post("/v1/search", json=ASKED)) == before


def test_a_slow_milvus_is_told_at_once_and_answers_when_it_is_back(lite: LiteServer, address: str) -> None:
    with slow_proxy(lite.port) as proxy, serving(address.replace(str(lite.port), str(proxy.port))) as client:
        before = told(client.post("/v1/search", json=ASKED))
        proxy.held, proxy.delay = b"", DELAY
        assert client.post("/v1/search", json=ASKED).status_code == 503
        took, seen = [], set()
        for _ in range(6):
            begun = time.monotonic()
            response = client.post("/v1/search", json=ASKED)
            took.append(time.monotonic() - begun)
            seen.add(response.status_code)
        assert seen == {503}
        assert sorted(took)[3] < TIMEOUT / 2, took
        assert "It is asked again in" in client.post("/v1/search", json=ASKED).json()["detail"]
        until(lambda: client.get("/readyz").status_code == 503)
        proxy.delay = 0.0
        until(lambda: client.post("/v1/search", json=ASKED).status_code == 200)
        until(lambda: told(client.post("/v1/search", json=ASKED)) == before)  # first with one leg, then with both
        until(lambda: client.get("/readyz").status_code == 200)
