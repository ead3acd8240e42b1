"""A service whose index is published anew while it answers: the next question gets the new snapshot, none is lost."""

import gc
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.index.snapshot import POINTER, VECTORS, current_name, snapshots_folder
from indexer.pipeline.context import BuildPlan
from indexer.settings import IndexerSettings
from service.http.app import create_app
from service.http.index_engine import EngineOpener
from service.http.job_routes import IndexOperations
from service.results import Mode
from service.settings import ServiceSettings
from tests.archives import DONATION, FLOOD, LIBRARY, build, record_pages
from tests.doubles import TermEmbedder
from tests.http.test_problems import problem
from tests.jobs.conftest import until
from tests.open_files import open_files
from tests.shipped_reader import shipped_reader

POLL = 0.05
QUESTION = {"query": "柳河村全村共捐款多少元？"}


@pytest.fixture
def index(tmp_path):
    build(tmp_path, TermEmbedder(), record_pages([DONATION]))
    return tmp_path


@pytest.fixture
def serve(index):
    """Opens a watched service over the index, its model loaded once."""
    clients = []

    def served(**settings):
        chosen = ServiceSettings(poll_seconds=POLL, **settings)
        opener = EngineOpener(
            index, chosen, IndexerSettings(), load=lambda _: TermEmbedder(), load_reader=shipped_reader
        )
        operations = IndexOperations(read_pointer=opener.pointer)
        client = TestClient(create_app(opener, chosen, operations=operations), raise_server_exceptions=False)
        clients.append(client.__enter__())
        assert client.app.state.readiness.wait(90)
        return client

    yield served
    for client in clients:
        client.__exit__(None, None, None)


def publish(index, *records):
    """Publishes the next snapshot, of these records and no others; returns its name."""
    return build(index, TermEmbedder(), record_pages(records), plan=BuildPlan(prune=True, force=True)).snapshot


def test_the_next_question_gets_what_was_published(serve, index):
    client = serve()
    first = current_name(index)
    assert client.post("/v1/search", json=QUESTION).json()["snapshot"] == first
    second = publish(index, DONATION, FLOOD)
    until(lambda: client.get("/readyz").json()["snapshot"]["name"] == second)
    body = client.post("/v1/search", json={"query": "白鹭镇"}).json()
    assert (body["snapshot"], body["hits"][0]["article"]["id"]) == (second, "flood")


def test_nothing_of_the_old_snapshot_stays_open(serve, index):
    client = serve()
    first = current_name(index)
    assert any(first in path for path in open_files(index / "snapshots"))
    # The texts are open in whichever thread read them last, and closed with it: what is remembered needs no reading.
    assert VECTORS in {Path(path).name for path in open_files(index / "snapshots")}
    publish(index, LIBRARY)
    until(lambda: client.app.state.readiness.swaps == 1 and client.app.state.readiness.open_engines == 1)
    # What is put in order beside the questions, as suggestions are, ends with the snapshot that it was begun on.
    until(lambda: not [path for path in open_files(index / "snapshots") if first in path])


def test_no_old_snapshot_waits_for_the_collector(serve, index):
    """No answer leaves anything behind that refers to itself and to the snapshot."""
    client = serve()
    first = current_name(index)
    gc.collect()
    gc.disable()
    try:
        for mode in Mode:
            assert client.post("/v1/search", json=QUESTION | {"mode": mode}).json()["snapshot"] == first
        assert client.post("/v1/ask", json={"question": QUESTION["query"]}).status_code == 200
        for address in ("/v1/articles/donation/related", "/?q=捐款", "/articles/donation", "/insights"):
            assert client.get(address).status_code in {200, 202}
        publish(index, LIBRARY)
        until(lambda: client.app.state.readiness.swaps == 1 and client.app.state.readiness.open_engines == 1)
        until(lambda: not [path for path in open_files(index / "snapshots") if first in path])
    finally:
        gc.enable()


def test_a_question_that_runs_finishes_on_the_snapshot_it_began_with(serve, index, monkeypatch):
    client = serve()
    readiness = client.app.state.readiness
    first = current_name(index)
    asked, go_on = threading.Event(), threading.Event()
    engine = readiness._served.engine
    search = engine.search

    def slow_search(query, **options):
        asked.set()
        assert go_on.wait(20)
        return search(query, **options)

    monkeypatch.setattr(engine, "search", slow_search)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(client.post, "/v1/search", json=QUESTION)
        assert asked.wait(20)
        second = publish(index, LIBRARY)
        until(lambda: readiness.swaps == 1)
        assert client.get("/readyz").json()["snapshot"]["name"] == second
        assert readiness.open_engines == 2
        assert any(first in path for path in open_files(index / "snapshots"))
        go_on.set()
        body = slow.result().json()
    assert (body["snapshot"], body["hits"][0]["article"]["id"]) == (first, "donation")
    until(lambda: readiness.open_engines == 1)
    monkeypatch.undo()


def test_one_request_sees_one_snapshot_however_often_it_asks(serve, index):
    """The routes may ask for the engine twice; a swap in between must not show."""
    client = serve()
    readiness = client.app.state.readiness

    @client.app.get("/twice")
    def twice() -> list[str]:
        before = readiness.engine().manifest.name
        publish(index, LIBRARY)
        until(lambda: readiness.swaps == 1)
        return [before, readiness.engine().manifest.name]

    first = current_name(index)
    assert client.get("/twice").json() == [first, first]
    assert client.get("/version").json()["snapshot"]["name"] == current_name(index) != first


def test_a_broken_snapshot_is_reported_and_the_old_one_goes_on(serve, index, caplog):
    client = serve()
    first = current_name(index)
    (index / POINTER).write_text("20990101T000000Z 0000\n", encoding="utf-8")
    until(lambda: client.get("/readyz").json()["detail"])
    ready = client.get("/readyz").json()
    assert ready["snapshot"]["name"] == first
    assert "20990101T000000Z" in ready["detail"]
    assert client.post("/v1/search", json=QUESTION).json()["snapshot"] == first
    assert "the snapshot before goes on serving" in caplog.text
    figures = client.get("/metrics").text
    assert "xunwen_snapshot_failures_total 1.0" in figures
    assert "xunwen_snapshot_stale 1.0" in figures
    assert f'xunwen_snapshot_info{{name="{first}"}} 1.0' in figures
    second = publish_after_damage(index)
    until(lambda: client.get("/readyz").json() == {**client.get("/readyz").json(), "detail": ""})
    assert client.get("/readyz").json()["snapshot"]["name"] == second


def publish_after_damage(index):
    (index / POINTER).unlink()
    return publish(index, LIBRARY)


def test_a_snapshot_of_another_model_is_not_served(serve, index):
    client = serve()
    first = current_name(index)
    build(index, TermEmbedder(fingerprint="another"), record_pages([LIBRARY]))
    until(lambda: "was built with" in client.get("/readyz").json()["detail"])
    assert client.post("/v1/search", json=QUESTION).json()["snapshot"] == first
    refused = current_name(index)
    until(lambda: not [path for path in open_files(index / "snapshots") if refused in path])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_while_opening_does_not_end_the_watch(serve, index, monkeypatch):
    client = serve()
    monkeypatch.setattr(EngineOpener, "__call__", lambda _: 1 // 0)
    publish(index, LIBRARY)
    until(lambda: client.app.state.readiness.failures == 1)
    assert client.get("/readyz").json()["detail"] == "The engine failed to load. The service's log has the cause."
    monkeypatch.undo()
    last = publish(index, DONATION, LIBRARY)
    until(lambda: client.get("/readyz").json()["snapshot"]["name"] == last)


def test_a_service_that_began_without_a_snapshot_answers_when_one_is_published(tmp_path, open_client):
    opener = EngineOpener(
        tmp_path, ServiceSettings(), IndexerSettings(), load=lambda _: TermEmbedder(), load_reader=shipped_reader
    )
    app = create_app(opener, ServiceSettings(poll_seconds=POLL), operations=IndexOperations(opener.pointer))
    with TestClient(app) as client:
        assert app.state.readiness.wait(90)
        problem(client.get("/readyz"), 503)
        name = publish(tmp_path, DONATION)
        until(lambda: client.get("/readyz").status_code == 200)
        assert client.get("/readyz").json()["snapshot"]["name"] == name


def test_the_model_is_loaded_once_for_all_snapshots(index):
    loaded = []

    def load(_):
        loaded.append(TermEmbedder())
        return loaded[-1]

    opener = EngineOpener(index, ServiceSettings(), IndexerSettings(), load=load, load_reader=shipped_reader)
    engines = [opener(), opener()]
    assert len(loaded) == 1
    for engine in engines:
        engine.close()
    assert not open_files(index / "snapshots")


@pytest.mark.slow
def test_under_load_no_question_fails_and_none_mixes_snapshots(serve, index):
    """Each snapshot has an article that no other has; all four clients ask for whatever there is."""
    client = serve()
    owner = {current_name(index): {"donation"}}
    stop = threading.Event()
    answers = []

    def ask_on():
        while not stop.is_set():
            response = client.post("/v1/search", json={"query": "捐款 群众 library 第几期"})
            answers.append((response.status_code, json.loads(response.content)))

    threads = [threading.Thread(target=ask_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for number in range(6):
            article = {
                "id": f"issue-{number}",
                "title": f"第{number}期",
                "text": "捐款的群众来到 library。",
                "lang": "zh",
            }
            name = publish(index, article)
            owner[name] = {f"issue-{number}"}
            until(lambda name=name: client.get("/readyz").json()["snapshot"]["name"] == name)
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)
    assert {status for status, _ in answers} == {200}
    assert {body["snapshot"] for _, body in answers} >= set(list(owner)[1:-1])
    for _, body in answers:
        assert {hit["article"]["id"] for hit in body["hits"]} == owner[body["snapshot"]]
    assert snapshots_folder(index).is_dir()
