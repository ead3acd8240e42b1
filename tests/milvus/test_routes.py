"""Every route of the OpenAPI description, asked of a service over a folder and of one over a Milvus: the same bytes, or a reason."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from indexer.settings import IndexerSettings
from service.http.app import app_over
from service.http.authorization import KEY_HEADER
from service.http.model_ahead import ModelAhead
from service.keys.key import Bounds
from service.keys.scopes import READING, Scope
from service.keys.store import KeyStore
from service.search import opening
from service.settings import ServiceSettings
from tests.archives import DONATION
from tests.doubles import MarkingReader, TermEmbedder
from tests.milvus.asked_of_both import (
    ALERT,
    OF_A_FOLDER,
    PAGES,
    QUESTIONS,
    Asked,
    of_an_alert,
    requests,
)
from tests.milvus.asking import until
from tests.milvus.server import LiteServer
from tests.milvus.test_service import FIRST, published

pytest.importorskip("pymilvus", reason="the extra milvus is not installed")

pytestmark = pytest.mark.slow

STEP = 1 if os.environ.get("XUNWEN_TEST_MILVUS") == "all" else 5
"""`make milvus` asks everything, others one request in so many of each route."""
COPY = {**DONATION, "id": "copy", "source": "江城晚报", "published_at": "2021-03-06", "url": "http://news.example/copy"}
OTHER = {**COPY, "id": "other-figures", "body": str(DONATION["body"]).replace("三万二千", "四万五千"), "url": ""}
RECORDS = (*FIRST, COPY, OTHER)

QUERIES = Asked.get("/v1/queries", days=1)

_CHANGING = re.compile(
    rb'"took_ms":(\{[^{}]*\}|[0-9.e-]+)|"created":\d+|"id":"chatcmpl-[0-9a-f]+"|"request_id":"[0-9a-f]+"'
    rb'|data-request="[0-9a-f]+"|\d+ ms\b'
)
"""What is another each time: times, and names of responses."""


class LoadedModels(ModelAhead):
    """Small models, loaded already."""

    def __init__(self) -> None:
        """Loads nothing."""

    def load_embedder(self, settings: IndexerSettings) -> TermEmbedder:
        """One that adds up directions of terms."""
        return TermEmbedder()

    def load_reader(self, settings: IndexerSettings, file: Path | None) -> MarkingReader:
        """One that finds what the articles tell."""
        return MarkingReader("三万二千元", "四百余人", "US$1.5 million", "四万五千元")


@dataclass(frozen=True, slots=True)
class Both:
    """A service over a folder and one over a Milvus, as `xunwen serve` makes them."""

    folder: TestClient
    milvus: TestClient
    keys: KeyStore
    address: str

    def ask(self, asked: Asked, secret: str = "") -> tuple[Response, Response]:
        """Both responses to one request."""
        headers = {KEY_HEADER: secret} if secret else {}
        one, other = (
            each.request(asked.method, asked.path, json=asked.body, params=dict(asked.parameters), headers=headers)
            for each in (self.folder, self.milvus)
        )
        return one, other

    def description(self) -> Any:
        """The OpenAPI description."""
        return self.folder.get("/openapi.json").json()


@contextmanager
def services(index: Path, address: str, work: Path) -> Iterator[Both]:
    """Both, with one file of keys, for as long as this lasts."""
    keys = KeyStore(work / "keys.json")
    with ExitStack() as stack:
        # A leg that is late, as on a busy machine, may not be missing where everything is compared.
        stack.enter_context(pytest.MonkeyPatch.context()).setattr(opening, "_TIMEOUT", 60.0)
        clients = []
        for name, where in (("folder", index), ("milvus", Path(address))):
            settings = ServiceSettings(
                keys_file=keys.file,
                alerts_file=work / f"{name}-alerts.sqlite",
                query_log=work / f"{name}-log.sqlite",
                poll_seconds=0.2,
                read_ms=60_000,
            )
            app = app_over(where, settings, IndexerSettings(), ahead=LoadedModels())
            clients.append(stack.enter_context(TestClient(app, raise_server_exceptions=False)))
            assert app.state.readiness.wait(90)
        yield Both(*clients, keys, address)


@pytest.fixture(scope="module")
def both(lite: LiteServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Both over the same articles."""
    work = tmp_path_factory.mktemp("routes")
    address = lite.address("routes")
    published(work / "index", address, RECORDS)
    with services(work / "index", address, work) as opened:
        yield opened


def told(response: Response) -> tuple[int, bytes]:
    """Status and body but for what is another each time."""
    return response.status_code, _CHANGING.sub(b"", response.content)


@pytest.fixture(scope="module")
def admin(both: Both) -> str:
    """The secret of a key for everything, made while both run: over a Milvus a service that is to take jobs does not start."""
    return both.keys.create("admin", frozenset({Scope.ADMIN}))[1]


def sampled(asked: Iterable[Asked]) -> list[Asked]:
    """One request in `STEP` of each route, the first among them."""
    seen: Counter[str] = Counter()
    chosen = []
    for each in asked:
        if seen[each.route] % STEP == 0:
            chosen.append(each)
        seen[each.route] += 1
    return chosen


def differences(both: Both, asked: Iterable[Asked], secret: str = "") -> list[tuple[Asked, str, str]]:
    """Requests that were not answered alike, with both responses."""
    found = []
    for each in asked:
        one, other = both.ask(each, secret)
        if told(one) != told(other):
            found.append((each, one.text, other.text))
    return found


def test_no_route_is_forgotten(both):
    described = both.description()
    every = {(method, path) for path, methods in described["paths"].items() for method in methods}
    alike = {(each.method, each.route) for each in requests(described["components"]["schemas"], RECORDS)}
    others = {(each.method, each.route) for each in (*OF_A_FOLDER, ALERT, *of_an_alert("x"), QUERIES)}
    assert alike | others == every


def test_every_choice_of_every_route_is_answered_with_the_same_bytes(both):
    asked = sampled(requests(both.description()["components"]["schemas"], RECORDS))
    assert not differences(both, asked)
    found = [both.ask(each)[1].json() for each in asked if each.route == "/v1/search"]
    assert len([each for each in found if each["hits"]]) > len(found) / 2
    assert not any(each["degraded"] for each in found)


def test_a_key_for_a_part_of_the_archive_sees_the_same_part(both):
    _, secret = both.keys.create("part", frozenset(READING), bounds=Bounds(sources=("甲报", "江城晚报")))
    asked = sampled(requests(both.description()["components"]["schemas"], RECORDS))
    assert not differences(both, asked, secret)
    one, other = both.ask(Asked.post("/v1/search", {"query": QUESTIONS[0], "limit": 50}), secret)
    assert {hit["article"]["source"] for hit in other.json()["hits"]} == {"甲报", "江城晚报"}
    assert one.content != other.content  # times
    assert both.ask(Asked.get("/v1/articles/{id}", id="library"), secret)[1].status_code == 404


def test_pages_and_feeds_have_the_same_bytes(both):
    asked = [Asked("get", path, path, None, parameters) for path, parameters in PAGES]
    assert not differences(both, asked)
    assert {both.ask(each)[1].status_code for each in asked} == {200}


@pytest.mark.parametrize("asked", OF_A_FOLDER, ids=lambda each: f"{each.method} {each.route}")
def test_what_works_in_a_folder_says_where_the_index_lies(both, admin, asked):
    other = both.ask(asked, admin)[1]
    assert other.status_code == 403
    assert f"answers from {both.address}" in other.json()["detail"]
    assert "xunwen publish" in other.json()["detail"]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("libary roof", "library roof"),
        ("liuhe cun juankuan", "柳河村 捐款"),
        ("捐宽", "捐款"),
        ("library roof", None),
    ],
)
def test_another_wording_is_offered_alike(both, query, meant):
    for asked in (Asked.post("/v1/search", {"query": query}), Asked.post("/v1/ask", {"question": query})):
        one, other = (each.json() for each in both.ask(asked))
        assert (
            one["did_you_mean"]
            == other["did_you_mean"]
            == (meant if asked.route == "/v1/search" else one["did_you_mean"])
        )


def test_questions_are_logged_alike(both, admin):
    """Those of the tests before, if any, were the same of both too."""
    for question in QUESTIONS:
        both.ask(Asked.post("/v1/ask", {"question": question}))
    reports = [each.json() for each in both.ask(QUERIES, admin)]
    assert [each["by_index"][0]["value"] for each in reports] == ["index", both.address]
    for report in reports:
        del report["since"], report["by_index"][0]["value"]
        for each in report["unanswered"]:
            del each["last_asked"]
    assert reports[0] == reports[1]
    assert reports[0]["total"] >= len(QUESTIONS)


def test_an_alert_is_told_of_what_is_published(lite, tmp_path):
    index, address = tmp_path / "index", lite.address("alerts")
    published(index, address, FIRST)
    with services(index, address, tmp_path) as both:
        _, secret = both.keys.create("desk", frozenset({Scope.ALERTS}))
        headers = {KEY_HEADER: secret}
        created = [each.json()["id"] for each in both.ask(ALERT, secret)]
        published(index, address, RECORDS)
        for client, alert in zip((both.folder, both.milvus), created, strict=True):

            def asked(number: int, client: TestClient = client, alert: str = alert) -> Response:
                """One thing of this alert."""
                each = of_an_alert(alert)[number]
                return client.request(each.method, each.path, headers=headers)

            until(lambda asked=asked: asked(2).json()["matches"])
            assert sorted(each["article_id"] for each in asked(2).json()["matches"]) == ["copy", "other-figures"]
            assert [each["id"] for each in asked(0).json()["alerts"]] == [asked(1).json()["id"]] == [alert]
            assert asked(3).text.count("<entry>") == 2
            assert asked(4).status_code == 204
            assert asked(1).status_code == 404


def test_nothing_is_kept_beside_a_milvus_and_it_is_told(lite, tmp_path, monkeypatch):
    """Where no file is named: one in a folder of the address's name would hold the password in its path."""
    monkeypatch.chdir(tmp_path)
    address = lite.address("routes")
    app = app_over(Path(address), ServiceSettings(), IndexerSettings(), ahead=LoadedModels())
    assert (app.state.alerts, app.state.settings.keys_file) == (None, None)
    with TestClient(app) as client:
        client.get("/healthz")
    assert not list(tmp_path.iterdir())
