"""Mode reranked over HTTP: asked for or the default, the reader opened once, its absence named."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.core.errors import ModelError
from indexer.rerank.reader import Reader
from indexer.settings import IndexerSettings
from service.http.app import create_app
from service.http.index_engine import EngineOpener
from service.http.job_routes import IndexOperations
from service.settings import ServiceSettings
from tests.archives import DONATION, FLOOD, UNDATED, build, record_pages
from tests.doubles import MarkingReader, TermEmbedder
from tests.jobs.conftest import until

QUESTION = "柳河村的老槐树和捐款"

Serve = Callable[..., TestClient]


class Opening:
    """Opens a reader, or fails to, and counts."""

    def __init__(self) -> None:
        self.files: list[Path | None] = []
        self.fault = ""

    def __call__(self, _: IndexerSettings, file: Path | None) -> Reader:
        self.files.append(file)
        if self.fault:
            raise ModelError(self.fault, next_step="Install one.")
        return MarkingReader("槐树")


@pytest.fixture
def opening() -> Opening:
    return Opening()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build(tmp_path, TermEmbedder(), record_pages([DONATION, FLOOD, UNDATED]))
    return tmp_path


@pytest.fixture
def serve(index: Path, opening: Opening) -> Iterator[Serve]:
    clients: list[TestClient] = []

    def served(**settings: object) -> TestClient:
        chosen = ServiceSettings(poll_seconds=0.05, **settings)
        opener = EngineOpener(index, chosen, IndexerSettings(), load=lambda _: TermEmbedder(), load_reader=opening)
        operations = IndexOperations(read_pointer=opener.pointer)
        client = TestClient(create_app(opener, chosen, operations=operations), raise_server_exceptions=False)
        clients.append(client.__enter__())
        assert client.app.state.readiness.wait(90)
        return client

    yield served
    for client in clients:
        client.__exit__(None, None, None)


def search(client: TestClient, **fields: object) -> dict:
    response = client.post("/v1/search", json={"query": QUESTION, **fields})
    assert response.status_code == 200, response.text
    return response.json()


def test_where_another_mode_is_the_default_the_reader_is_opened_by_the_first_question_that_wants_it(
    serve: Serve, opening: Opening
) -> None:
    client = serve(default_mode="hybrid")
    plain = search(client)
    assert (plain["mode"], plain["read"], opening.files) == ("hybrid", 0, [])
    read = [search(client, mode="reranked", explain=True) for _ in range(2)]
    assert opening.files == [None]
    assert {body["mode"] for body in read} == {"reranked"}
    assert read[0]["degraded"] == []
    assert read[0]["read"] == len(read[0]["hits"]) > 1
    assert "judge" in read[0]["took_ms"]


def test_explain_says_what_the_reader_said(serve: Serve) -> None:
    """槐树 begins and ends with 5, less 0 of none."""
    hits = search(serve(), mode="reranked", explain=True)["hits"]
    (marked,) = (hit for hit in hits if "槐树" in hit["chunk"]["text"])
    assert (marked["signals"]["reader_span"], marked["signals"]["reader_answerable"]) == (10.0, 5.0)
    assert marked["score"] == marked["scores"]["reranked"]
    assert hits[0] == marked


def test_what_may_be_read_is_a_setting(serve: Serve, opening: Opening, tmp_path: Path) -> None:
    file = tmp_path / "own.safetensors"
    body = search(serve(read_candidates=1, reader=file), mode="reranked", explain=True)
    assert (body["read"], opening.files) == (1, [file])
    assert [hit["signals"]["reader_rank"] is None for hit in body["hits"]] == [
        False, *[True] * (len(body["hits"]) - 1)
    ]  # fmt: skip


def test_the_default_mode_is_a_setting_and_loads_the_reader_before_the_first_question(
    serve: Serve, opening: Opening
) -> None:
    client = serve(default_mode="reranked")
    assert opening.files == [None]
    assert search(client)["mode"] == "reranked"
    asked = client.post("/v1/ask", json={"question": QUESTION}).json()
    assert (asked["mode"], asked["read"] > 0) == ("reranked", True)
    assert search(client, mode="hybrid")["read"] == 0
    assert client.get("/", params={"q": QUESTION}).status_code == 200


def test_an_answer_may_be_asked_for_in_a_mode(serve: Serve) -> None:
    client = serve()
    modes = [
        client.post("/v1/ask", json={"question": QUESTION, **fields}).json()["mode"]
        for fields in ({}, {"mode": "hybrid"}, {"mode": "lexical"})
    ]
    assert modes == ["reranked", "hybrid", "lexical"]


def test_an_answer_is_read_for_where_nothing_else_is_said_and_passages_are_not(serve: Serve, opening: Opening) -> None:
    """The reader is there before the first question; where there is none, an answer goes without and says so."""
    client = serve()
    assert opening.files == [None]
    assert search(client)["mode"] == "hybrid"
    assert client.post("/v1/ask", json={"question": QUESTION}).json()["read"] > 0
    opening.fault = "This build has no reader."
    asked = serve().post("/v1/ask", json={"question": QUESTION}).json()
    missing = ["reader: This build has no reader."]
    assert (asked["mode"], asked["degraded"], asked["read"]) == ("hybrid", missing, 0)


def test_a_reader_that_cannot_be_opened_is_named_and_nothing_fails(serve: Serve, opening: Opening) -> None:
    opening.fault = "This build has no reader."
    client = serve(default_mode="reranked")
    body = search(client)
    assert (body["mode"], body["degraded"], body["read"]) == ("hybrid", ["reader: This build has no reader."], 0)
    assert len(opening.files) == 1


def test_the_next_snapshot_keeps_the_reader(serve: Serve, index: Path, opening: Opening) -> None:
    client = serve()
    first = search(client, mode="reranked")
    second = build(index, TermEmbedder(), record_pages([DONATION, FLOOD, UNDATED | {"title": "又一条短讯"}])).snapshot
    until(lambda: client.get("/readyz").json()["snapshot"]["name"] == second)
    again = search(client, mode="reranked")
    assert (again["snapshot"], again["mode"]) == (second, "reranked")
    assert first["snapshot"] != second
    assert opening.files == [None]


def test_another_mode_is_refused(serve: Serve) -> None:
    response = serve().post("/v1/search", json={"query": QUESTION, "mode": "best"})
    assert response.status_code == 422
    assert "reranked" in response.json()["errors"][0]["detail"]
