"""More questions than the service can work on are answered 503 at once; slow ones when their time is up."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from service.http.readiness import Readiness
from tests.http.test_problems import problem
from tests.http.test_serving import running
from tests.http.village import VillageEngine
from tests.jobs.conftest import until

QUESTION = {"query": "新桥"}


def inside(url):
    """Questions inside, and those sent away by reason, as /metrics tells."""
    figures = dict(
        line.rsplit(" ", 1) for line in httpx2.get(f"{url}/metrics").text.splitlines() if line.startswith("xunwen_")
    )
    names = (
        "xunwen_questions",
        'xunwen_refused_total{reason="overloaded"}',
        'xunwen_refused_total{reason="timed_out"}',
    )
    return tuple(int(float(figures[name])) for name in names)


def test_a_full_house_is_told_at_once_and_empties_again():
    """Two threads and one place to wait: the fourth question is refused, and health is still answered."""
    gate = threading.Event()
    with running(VillageEngine(gate=gate), request_threads=2, max_waiting=1) as url, ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(httpx2.post, f"{url}/v1/search", json=QUESTION, timeout=20) for _ in range(3)]
        assert httpx2.get(f"{url}/healthz", timeout=20).status_code == 200
        until(lambda: inside(url)[0] == 3)
        assert httpx2.post(f"{url}/v1/search", json=QUESTION, timeout=20).status_code == 503
        began = time.perf_counter()
        response = httpx2.post(f"{url}/v1/search", json=QUESTION, timeout=20)
        assert time.perf_counter() - began < 2
        body = problem(response, 503)
        assert (body["type"], response.headers["retry-after"]) == ("urn:xunwen:problem:overloaded", "1")
        assert body["detail"] == "3 questions are worked on or wait already. Ask again in a moment."
        gate.set()
        assert [each.result().status_code for each in asked] == [200] * 3
        until(lambda: inside(url)[0] == 0)
        assert inside(url)[1] >= 2
        assert httpx2.post(f"{url}/v1/search", json=QUESTION, timeout=20).status_code == 200


@pytest.mark.parametrize(("path", "name"), [("/v1/search", "query"), ("/v1/ask", "question")])
def test_questions_that_wait_for_a_thread_are_begun_meanwhile(path, name):
    """One is worked on, and the model can embed the others together."""
    gate = threading.Event()
    engine = VillageEngine(gate=gate)
    asked = ["新桥", "旧桥", "木桥"]
    with running(engine, request_threads=1) as url, ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(httpx2.post, f"{url}{path}", json={name: text}, timeout=20) for text in asked]
        until(lambda: sorted(engine.begun) == sorted(asked))
        assert not any(each.done() for each in answers)
        gate.set()
        assert [each.result().status_code for each in answers] == [200] * 3


def test_a_question_that_computes_long_keeps_no_other_waiting():
    """One computes at a time, and after a moment another begins beside it; with one thread it waits."""
    gate = threading.Event()

    class OneSlow(VillageEngine):
        def search(self, query, **options):
            if query == "慢":
                gate.wait(20)
            return super().search(query, **options)

    with running(OneSlow(), request_threads=2) as url, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(httpx2.post, f"{url}/v1/search", json={"query": "慢"}, timeout=30)
        until(lambda: inside(url)[0] == 1)
        assert httpx2.post(f"{url}/v1/search", json=QUESTION, timeout=20).status_code == 200
        assert not slow.done()
        gate.set()
        assert slow.result().status_code == 200


def test_a_question_that_takes_too_long_is_given_up_and_counts_until_its_thread_is_done():
    gate = threading.Event()
    with running(VillageEngine(gate=gate), request_seconds=0.2, request_threads=4) as url:
        response = httpx2.post(f"{url}/v1/search", json=QUESTION, timeout=20)
        body = problem(response, 503)
        assert (body["type"], response.headers["retry-after"]) == ("urn:xunwen:problem:timed-out", "1")
        assert body["detail"] == "No answer within 0.2 seconds. Ask again later, or ask for fewer hits."
        assert inside(url) == (1, 0, 1)
        gate.set()
        until(lambda: inside(url)[0] == 0)
        assert httpx2.post(f"{url}/v1/search", json=QUESTION, timeout=20).status_code == 200


def test_a_question_given_up_keeps_its_snapshot_open_until_it_is_done():
    """An engine closed under a thread that still searches it would take the process down."""
    gate = threading.Event()
    engine = VillageEngine(gate=gate)
    with running(engine, request_seconds=0.2) as url:
        assert httpx2.post(f"{url}/v1/search", json=QUESTION, timeout=20).status_code == 503
        assert not engine.closed
        gate.set()
        until(lambda: inside(url)[0] == 0)
    assert engine.closed


def test_a_failure_after_the_time_is_up_is_in_the_log(caplog):
    gate = threading.Event()
    with running(VillageEngine(gate=gate, fault=ZeroDivisionError("too late")), request_seconds=0.2) as url:
        assert httpx2.post(f"{url}/v1/search", json=QUESTION, timeout=20).status_code == 503
        gate.set()
        until(lambda: "a question that had run out of time failed" in caplog.text)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/version", "/metrics", "/openapi.json"])
def test_those_who_run_the_service_are_let_in_when_it_is_full(open_client, path):
    client = open_client(request_threads=1, max_waiting=0)
    for middleware in client.app.user_middleware:
        if "house" in middleware.kwargs:
            middleware.kwargs["house"].questions.inside = 1
    problem(client.post("/v1/search", json=QUESTION), 503)
    assert client.get(path).status_code == 200


def test_an_engine_asked_for_outside_of_a_request_is_not_held():
    readiness = Readiness(VillageEngine)
    readiness.begin()
    assert readiness.wait(90)
    engine = readiness.engine()
    readiness.stop()
    assert engine.closed


OPERATORS = ["/healthz", "/readyz", "/version", "/metrics", "/v1/index/jobs"]
LOOK_UPS = ["/v1/articles/bridge", "/articles/bridge", "/", "/static/base.css", "/demo/"]


@pytest.mark.parametrize("path", OPERATORS + LOOK_UPS)
def test_what_asks_no_question_does_not_wait_behind_questions(path):
    """All threads of questions are taken, and all places to wait."""
    gate = threading.Event()
    with (
        running(VillageEngine(gate=gate), request_threads=1, max_waiting=1, demo_site=True) as url,
        ThreadPoolExecutor(2) as pool,
    ):
        asked = [pool.submit(httpx2.post, f"{url}/v1/search", json=QUESTION, timeout=20) for _ in range(2)]
        try:
            until(lambda: inside(url)[0] == 2)
            problem(httpx2.post(f"{url}/v1/search", json=QUESTION, timeout=5), 503)
            assert httpx2.get(f"{url}/?q=桥", timeout=5).status_code == 503
            assert httpx2.get(f"{url}{path}", timeout=5).status_code in {200, 403}
        finally:
            gate.set()
        assert [each.result().status_code for each in asked] == [200, 200]
