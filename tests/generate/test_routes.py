"""Written answers over HTTP: beside the quoted one, whole or as events, never instead of it, and never for nobody."""

import json
import subprocess
import sys
import threading
from contextlib import ExitStack

import httpx2
import pytest
from starlette.testclient import TestClient

from indexer.core.errors import SettingError
from service.http.app import create_app
from service.http.ask_schemas import AskedResponse
from service.http.index_engine import SearcherEngine
from service.http.serve import serving
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from tests.archives import DONATION, build
from tests.doubles import MarkingReader, TermEmbedder
from tests.generate.model_server import Reply
from tests.http.test_problems import invalid, problem

QUESTION = "柳河村全村共捐款多少元？"
TRUE = "全村共捐款32000元。[[1|全村共捐款三万二千元]]"
AGAIN = "全村共捐款三万二千元。[[1|全村共捐款三万二千元]]"
LIE = "全村共捐款九百万元。[[1|全村共捐款三万二千元]]"


@pytest.fixture(scope="module")
def open_engine(tmp_path_factory):
    """Opens engines over the four records; an app closes its own."""
    index = tmp_path_factory.mktemp("generate") / "index"
    build(index, TermEmbedder())
    return lambda: SearcherEngine(Searcher.open(index, TermEmbedder(), MarkingReader("三万二千元")))


@pytest.fixture
def open_client(open_engine):
    """Clients of a service over the four records."""
    with ExitStack() as stack:

        def opened(**settings):
            app = create_app(open_engine, ServiceSettings(**settings))
            client = stack.enter_context(TestClient(app, raise_server_exceptions=False))
            assert app.state.readiness.wait(90)
            return client

        yield opened


@pytest.fixture
def open_archive(open_client, model):
    """The same with this model."""

    def opened(**settings):
        return open_client(**{"llm_url": model.url, "llm_model": "tiny", **settings})

    return opened


def ask(client, **fields):
    return client.post("/v1/ask", json={"question": QUESTION, "generate": True, **fields})


def events(text):
    """Names and data of a stream's events; comments left out."""
    found = []
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith(":")]
        if lines:
            name, data = lines
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_a_written_answer_stands_beside_the_quoted_one(open_archive, model):
    model.replies = [Reply(f"{TRUE} {LIE}")]
    client = open_archive()
    body = ask(client).json()
    quoted = client.post("/v1/ask", json={"question": QUESTION}).json()
    assert quoted["generated"] is None
    for name in ("answer", "citations", "hits", "status", "snapshot", "degraded"):
        assert body[name] == quoted[name]
    generated = body["generated"]
    assert (generated["status"], generated["text"], generated["model"]) == ("written", "全村共捐款32000元。", "tiny")
    (statement,) = generated["statements"]
    (citation,) = statement["citations"]
    assert DONATION["body"][citation["start"] : citation["end"]] == citation["quote"] == "全村共捐款三万二千元"
    assert generated["removed"] == [{"reason": "figure", "detail": "Its quotes do not state 九百万元."}]
    assert "九百万元。" not in json.dumps(body, ensure_ascii=False)
    assert body["took_ms"]["total"] > body["took_ms"]["generate"] > 0
    assert len(model.requests) == 1  # the plain question did not come to the model


def test_a_model_that_is_down_is_told_and_the_quote_is_still_given(open_archive, model):
    model.replies = [Reply(status=401)]
    body = ask(open_archive()).json()
    detail = "The language model's server refused the request."
    assert (body["status"], body["citations"][0]["quote"][4:13]) == ("answered", "全村共捐款三万二千")
    assert (body["generated"]["status"], body["generated"]["detail"]) == ("failed", detail)
    assert body["degraded"] == [f"generation: {detail}"]
    assert model.url not in json.dumps(body)


def test_a_service_without_a_model_says_so(open_client):
    body = ask(open_client()).json()
    assert (body["status"], body["generated"]["status"]) == ("answered", "failed")
    assert body["degraded"] == ["generation: This service has no language model."]


def test_a_strict_service_without_a_model_refuses_to_write(open_client):
    client = open_client(strict=True)
    assert ask(client, generate=False).json()["status"] == "answered"
    found = problem(ask(client), 503)
    assert found["type"] == "urn:xunwen:problem:degraded"
    assert "generation: This service has no language model." in found["detail"]


def test_a_slow_model_costs_less_than_a_request_may_take(open_archive, model):
    """The quoted answer comes in time: 0.8 of the 2 seconds after which the service would answer 503."""
    model.replies = [Reply(TRUE + "后", stalls=True)]
    body = ask(open_archive(request_seconds=2)).json()
    assert (body["generated"]["status"], body["generated"]["text"]) == ("partial", "全村共捐款32000元。")
    assert 1500 < body["took_ms"]["generate"] < 2000
    assert model.left.wait(5)


def test_events_come_in_order_and_end_with_the_whole(open_archive, model):
    model.replies = [Reply(f"{LIE} {TRUE} {AGAIN}")]
    response = ask(open_archive(), stream=True)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert (response.headers["x-accel-buffering"], response.headers["cache-control"]) == ("no", "no-cache")
    found = events(response.text)
    assert [name for name, _ in found] == ["hits", "citation", "citation", "delta", "delta", "final", "done"]
    hits, quoted, written, first, second, final, done = (data for _, data in found)
    assert (quoted["number"], quoted["citation"]["quote"]) == (1, "据统计，全村共捐款三万二千元，口罩一千余个。")
    assert (written["number"], written["citation"]["quote"]) == (2, "全村共捐款三万二千元")
    assert (first, second) == (
        {"text": "全村共捐款32000元。", "citations": [2]},
        {"text": "全村共捐款三万二千元。", "citations": [2]},
    )
    assert AskedResponse.model_validate(final).model_dump(mode="json") == final
    assert (hits["hits"], done) == (final["hits"], {})
    assert final["generated"]["text"] == first["text"] + second["text"]
    assert "九百万元。" not in response.text


def test_a_quoted_answer_can_be_streamed_too(open_archive, model):
    found = events(ask(open_archive(), stream=True, generate=False).text)
    assert [name for name, _ in found] == ["hits", "citation", "final", "done"]
    assert (found[2][1]["generated"], model.requests) == (None, [])


def test_a_model_that_dies_in_a_stream_ends_it_properly(open_archive, model):
    model.replies = [Reply(TRUE + "全村", dies=True)]
    found = events(ask(open_archive(), stream=True).text)
    assert [name for name, _ in found] == ["hits", "citation", "citation", "delta", "final", "done"]
    final = found[-2][1]
    assert final["generated"]["status"] == "partial"
    broke_off = "generation: The language model's server broke off in the middle of its answer."
    assert final["degraded"] == [broke_off]


def test_what_is_wrong_with_a_question_is_told_before_the_stream_begins(open_archive):
    client = open_archive()
    assert set(invalid(ask(client, question="", stream=True))) == {"#/question"}
    assert set(invalid(ask(client, stream="yes", generate=1))) == {"#/stream", "#/generate"}
    problem(ask(client, question="!", stream=True), 422)


def test_silence_is_filled_with_heartbeats(open_archive, model):
    model.replies = [Reply(TRUE + "后", stalls=True)]
    response = ask(open_archive(heartbeat_seconds=0.05, llm_seconds=0.6), stream=True)
    assert response.text.count(": ping\n\n") >= 4
    assert [name for name, _ in events(response.text)][-1] == "done"


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_a_client_that_leaves_stops_the_model(open_engine, model, stream):
    """The model's server sees its own client leave, long before any time has run out."""
    model.replies = [Reply(TRUE + "后", stalls=True)]
    settings = ServiceSettings(llm_url=model.url, llm_model="tiny", llm_silence_seconds=60)
    body = {"question": QUESTION, "generate": True, "stream": stream}
    with serving(create_app(open_engine, settings)) as url:
        if stream:
            with httpx2.Client(timeout=10) as client, client.stream("POST", f"{url}/v1/ask", json=body) as response:
                lines = response.iter_lines()
                assert next(lines) == "event: hits"
                assert "event: delta" in lines  # reads up to it
        else:
            thread = threading.Thread(target=_ask_and_leave, args=(url, body, model))
            thread.start()
            thread.join(10)
        assert model.left.wait(5)


def _ask_and_leave(url, body, model):
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.post(f"{url}/v1/ask", json=body, timeout=0.7)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"llm_url": "http://127.0.0.1:1/v1"}, "Only one of XUNWEN_LLM_URL and XUNWEN_LLM_MODEL is set"),
        ({"llm_model": "tiny"}, "Only one of"),
        ({"llm_url": "127.0.0.1:1", "llm_model": "tiny"}, "XUNWEN_LLM_URL is not the address of a web server"),
    ],
)
def test_half_a_configuration_is_refused_at_the_start(settings, message):
    with pytest.raises(SettingError, match=message):
        create_app(lambda: None, ServiceSettings(**settings))


def test_the_key_is_not_shown():
    assert "secret" not in repr(ServiceSettings(llm_api_key="secret"))


@pytest.mark.slow
def test_without_a_model_the_client_library_is_not_imported():
    program = (
        "import sys; from service.http.app import create_app; create_app(lambda: None);"
        "sys.exit('openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_what_a_service_opened_it_closes(open_engine, model):
    """What a service opened it gives back: warnings are errors here, and an open connection would be one."""
    model.replies = [Reply(TRUE)]
    settings = ServiceSettings(llm_url=model.url, llm_model="tiny")
    with TestClient(create_app(open_engine, settings)) as client:
        assert client.app.state.readiness.wait(90)
        assert ask(client).json()["generated"]["status"] == "written"
