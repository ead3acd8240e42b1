"""What is missing or fell back is told wherever somebody looks, and refused where nothing less than the whole is wanted."""

import gc
import logging
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.core.article import Degradation, Part
from indexer.core.errors import DegradedError, ModelError
from indexer.pipeline.context import BuildPlan
from indexer.rerank.reader import Reader
from indexer.settings import IndexerSettings
from service.http import index_engine
from service.http.app import app_over, create_app
from service.http.index_engine import EngineOpener
from service.settings import ServiceSettings
from tests.archives import DONATION, FLOOD, LIBRARY, UNDATED, build, record_pages
from tests.doubles import MarkingReader, TermEmbedder
from tests.http.test_problems import problem
from tests.open_files import open_files

SLOW = Degradation(Part.FAST_PATH, "Embedding with sentence-transformers, which is slower: it takes no mask.")
NO_READER = "reader: This build has no reader."
TOLD = [str(SLOW), NO_READER]
QUESTION = "柳河村的老槐树和捐款"
_NOTES = [{"id": f"n{n}", "title": "", "body": f"老槐树和捐款，第{n}册。", "lang": "zh"} for n in range(12)]


def no_reader(*_: object) -> Reader:
    raise ModelError("This build has no reader.", next_step="Install one.")


def opener(index: Path, settings: ServiceSettings, *, whole: bool = False) -> EngineOpener:
    """Of a model whose conversion failed and that has no reader, unless it is whole."""
    return EngineOpener(
        index,
        settings,
        IndexerSettings(),
        load=lambda _: TermEmbedder(degraded=() if whole else (SLOW,)),
        load_reader=(lambda *_: MarkingReader("槐树")) if whole else no_reader,
    )


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build(tmp_path, TermEmbedder(), record_pages([DONATION, FLOOD, UNDATED]))
    return tmp_path


@pytest.fixture
def serve(index: Path) -> Iterator[Callable[..., TestClient]]:
    clients: list[TestClient] = []

    def served(*, whole: bool = False, **given: object) -> TestClient:
        settings = ServiceSettings(**given)
        app = create_app(opener(index, settings, whole=whole), settings)
        clients.append(TestClient(app, raise_server_exceptions=False).__enter__())
        assert app.state.readiness.wait(90)
        return clients[-1]

    yield served
    for client in clients:
        client.__exit__(None, None, None)


def test_every_response_names_what_is_missing(serve: Callable[..., TestClient]) -> None:
    client = serve()
    for mode in (None, "hybrid", "reranked", "dense"):
        for path, field in (("/v1/search", "query"), ("/v1/ask", "question")):
            body = client.post(path, json={field: QUESTION, "mode": mode}).json()
            assert sorted(body["degraded"]) == sorted(TOLD), (path, mode)
    assert client.get("/v1/articles/donation/related").json()["degraded"] == TOLD
    assert client.post("/v1/related", json={"text": "柳河村捐款"}).json()["degraded"] == TOLD
    for path in ("/readyz", "/version"):
        response = client.get(path)
        assert (response.status_code, response.json()["degraded"]) == (200, TOLD)
    figures = client.get("/metrics").text
    for part, value in (("reader", 1.0), ("fast_path", 1.0), ("dense", 0.0), ("dictionary", 0.0)):
        assert f'xunwen_degraded{{part="{part}"}} {value}' in figures
    page = client.get("/", params={"q": QUESTION, "lang-ui": "en"}).text
    assert "A part of the search is missing" in page
    assert all(each in page for each in TOLD)


def test_a_service_that_lacks_nothing_says_so_everywhere(serve: Callable[..., TestClient]) -> None:
    client = serve(whole=True)
    assert client.post("/v1/ask", json={"question": QUESTION}).json()["degraded"] == []
    assert client.get("/v1/articles/donation/related").json()["degraded"] == []
    assert client.get("/readyz").json()["degraded"] == client.get("/version").json()["degraded"] == []
    assert 'xunwen_degraded{part="reader"} 0.0' in client.get("/metrics").text
    assert "A part of the search" not in client.get("/", params={"q": QUESTION, "lang-ui": "en"}).text


def test_a_list_kept_from_a_service_that_lacked_something_is_fetched_anew(serve: Callable[..., TestClient]) -> None:
    path = "/v1/articles/donation/related"
    tag = serve().get(path).headers["etag"]
    assert serve(whole=True).get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_log_is_told_once(serve: Callable[..., TestClient], caplog: pytest.LogCaptureFixture) -> None:
    client = serve()
    for _ in range(3):
        client.post("/v1/ask", json={"question": QUESTION})
    said = [record for record in caplog.records if "This build has no reader" in record.getMessage()]
    assert [(record.levelno, record.getMessage()) for record in said] == [
        (logging.WARNING, f"{NO_READER} Install one.")
    ]


def test_a_strict_service_serves_no_snapshot_without_what_it_lacks(serve: Callable[..., TestClient]) -> None:
    client = serve(strict=True)
    detail = problem(client.get("/readyz"), 503)["detail"]
    assert all(each in detail for each in TOLD)
    assert serve(strict=True, whole=True).post("/v1/ask", json={"question": QUESTION}).json()["degraded"] == []


def test_a_strict_service_does_not_start_without_a_reader(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ServiceSettings(strict=True)
    monkeypatch.setattr(index_engine, "EngineOpener", lambda *_: opener(index, settings))
    with pytest.raises(DegradedError, match=r"fast_path: .*; reader: This build has no reader\. Install one\."):
        app_over(index, settings, IndexerSettings())
    monkeypatch.setattr(index_engine, "EngineOpener", lambda *_: opener(index, settings, whole=True))
    app_over(index, settings, IndexerSettings())


def test_in_a_strict_service_a_question_that_could_not_be_read_to_the_end_is_a_problem(
    serve: Callable[..., TestClient], index: Path
) -> None:
    """Five are read at a time, and after the first five the time is up."""
    build(index, TermEmbedder(), record_pages(_NOTES))
    client = serve(strict=True, whole=True, read_ms=1e-6)
    assert client.post("/v1/search", json={"query": QUESTION}).status_code == 200
    response = client.post("/v1/ask", json={"question": QUESTION})
    found = problem(response, 503)
    assert (found["type"], found["title"]) == ("urn:xunwen:problem:degraded", "A part of the search is missing")
    assert "reading: the reader had time for 5 of 10 candidates" in found["detail"]
    assert client.get("/", params={"q": QUESTION, "for": "answer"}).status_code == 503
    told = serve(whole=True, read_ms=1e-6).post("/v1/ask", json={"question": QUESTION}).json()
    assert (told["read"], told["degraded"]) == (5, ["reading: the reader had time for 5 of 10 candidates"])


def test_a_snapshot_whose_model_cannot_be_loaded_is_closed(index: Path) -> None:
    def gone(_: IndexerSettings) -> TermEmbedder:
        raise ModelError("The model is gone.")

    opened = EngineOpener(index, ServiceSettings(), IndexerSettings(), load=gone)
    with pytest.raises(ModelError):
        opened()
    assert open_files(index / "snapshots") == set()


def test_snapshots_of_a_model_without_a_reader_leave_nothing_behind(index: Path) -> None:
    """What the reader's failure was found by, the first snapshot's search, is gone with it."""
    opened = opener(index, ServiceSettings())
    searchers: list[weakref.ref[object]] = []
    for records in ([DONATION], [FLOOD], [LIBRARY]):
        build(index, TermEmbedder(), record_pages(records), plan=BuildPlan(prune=True, force=True))
        engine = opened()
        searchers.append(weakref.ref(engine._searcher))
        assert open_files(index / "snapshots")
        engine.close()
        del engine
    gc.collect()
    assert [searcher() for searcher in searchers] == [None] * 3
    assert open_files(index / "snapshots") == set()
