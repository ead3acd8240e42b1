"""A client that sends half a request, or never reads its answer, costs others nothing and is closed in time."""

import http.client
import json
import socket
import time
from dataclasses import replace

import httpx2
import pytest

from tests.http.raw import HALF_BODY, HALF_HEAD, connected, received, status_of
from tests.http.test_admission import QUESTION, inside
from tests.http.test_serving import running
from tests.http.village import BRIDGE, VillageEngine
from tests.jobs.conftest import until


class LongArticleEngine(VillageEngine):
    """Its one article is as long as a book; counts how often it was asked for."""

    read = 0

    def article(self, article_id):
        self.read += 1
        return replace(BRIDGE, id=article_id, body="长" * 1_000_000)


def ask(url):
    return httpx2.post(f"{url}/v1/search", json=QUESTION, timeout=20).status_code


def test_a_question_takes_a_place_only_when_it_is_there():
    """Two places, and ten questions of which one byte has come."""
    with running(VillageEngine(), request_threads=1, max_waiting=1) as url, connected(url, 10, HALF_BODY) as clients:
        assert [ask(url) for _ in range(5)] == [200] * 5
        assert inside(url)[:2] == (0, 0)
        clients[0].sendall(b'"query": "%s"}'.ljust(49) % b"bridge")
        assert clients[0].recv(20).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("method", [b"POST /v1/ask", b"GET /healthz", b"GET /articles/bridge", b"POST /v1/related"])
def test_a_body_that_does_not_come_is_answered_408(method):
    half = HALF_BODY.replace(b"POST /v1/search", method)
    with running(VillageEngine(), body_seconds=0.3) as url, connected(url, 1, half) as [client]:
        began = time.perf_counter()
        answer = received(client)
        assert 0.2 < time.perf_counter() - began < 5
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer
    assert b"The body of the request was not there within 0.3 seconds." in answer
    assert b"connection: close" in answer.lower()


def test_a_chunked_body_by_drops_is_not_waited_for():
    half = HALF_BODY.replace(b"Content-Length: 50\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n")
    with running(VillageEngine(), body_seconds=0.5) as url, connected(url, 1, half) as [client]:
        assert _drip(client, b"1\r\n{\r\n") < 3
        assert b" 408 " in received(client)


@pytest.mark.parametrize("first", [b"", HALF_HEAD, b"GET"])
def test_a_head_that_does_not_come_is_closed(first):
    with running(VillageEngine(), head_seconds=0.3) as url, connected(url, 1, first) as [client]:
        began = time.perf_counter()
        assert status_of(client) == (408 if first else None)
        assert time.perf_counter() - began < 5


def test_a_head_by_drops_is_closed():
    with running(VillageEngine(), head_seconds=0.5) as url, connected(url, 1, HALF_HEAD) as [client]:
        assert _drip(client, b"x") < 3


def test_the_next_head_on_a_connection_has_its_own_time():
    with running(VillageEngine(), head_seconds=1.0) as url:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=20)
        for _ in range(4):
            connection.request("GET", "/healthz")
            assert connection.getresponse().read() == b'{"status":"ok"}'
            socket_of_all = connection.sock
            time.sleep(0.6)
        socket_of_all.sendall(HALF_HEAD)
        assert status_of(socket_of_all) == 408
        connection.close()


def test_a_connection_is_kept_for_another_request_as_long_as_it_is_set():
    """Longer than a head may take: what waits is no request."""
    with running(VillageEngine(), head_seconds=0.3, keep_alive_seconds=2.0) as url:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=20)
        for pause in (0.0, 1.2):
            time.sleep(pause)
            connection.request("GET", "/healthz")
            assert connection.getresponse().read() == b'{"status":"ok"}'
        began = time.perf_counter()
        assert connection.sock.recv(1) == b""
        assert 1.5 < time.perf_counter() - began < 4
        connection.close()


def _drip(client, drop):
    """Seconds until a client that sends a drop every tenth of a second is not listened to any more; ten at most."""
    began = time.perf_counter()
    client.settimeout(0.1)
    while time.perf_counter() - began < 10:
        try:
            client.sendall(drop)
            if client.recv(1, socket.MSG_PEEK):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    client.settimeout(20)
    return time.perf_counter() - began


def _articles(number):
    return b"GET /v1/articles/long HTTP/1.1\r\nHost: localhost\r\n\r\n" * number


def test_answers_that_nobody_takes_hold_no_place_and_are_not_worked_out_ahead():
    """Sixteen clients that ask for a long article fifty times each and take nothing of it; three places."""
    engine = LongArticleEngine()
    with (
        running(engine, request_threads=2, max_waiting=1) as url,
        connected(url, 16, _articles(50)),
    ):
        assert [ask(url) for _ in range(10)] == [200] * 10
        until(lambda: engine.read >= 16)
        time.sleep(0.5)
        assert engine.read <= 2 * 16
        assert [ask(url) for _ in range(5)] == [200] * 5


@pytest.mark.slow
def test_three_hundred_slow_clients_keep_nobody_waiting():
    """Half a head, half a body, and answers that nobody takes, a hundred of each: by the settings as they are."""
    with (
        running(LongArticleEngine()) as url,
        connected(url, 100, HALF_HEAD, at_once=20),
        connected(url, 100, HALF_BODY, at_once=20),
        connected(url, 100, _articles(5), at_once=20),
        httpx2.Client(base_url=url, timeout=20) as client,
    ):
        took = []
        for _ in range(100):
            began = time.perf_counter()
            assert client.post("/v1/search", json=QUESTION).status_code == 200
            took.append(time.perf_counter() - began)
    assert sorted(took)[98] < 2


def test_a_client_that_takes_nothing_is_cut_off_and_one_that_is_slow_is_not():
    engine = LongArticleEngine()
    with (
        running(engine, write_seconds=0.5) as url,
        connected(url, 3, _articles(2)) as stuck,
        connected(url, 1, _articles(1)) as [slow],
    ):
        began, taken = time.perf_counter(), 0
        while time.perf_counter() - began < 2.5:
            taken += len(slow.recv(20_000))
            time.sleep(0.05)
        while taken < 3_000_000:
            taken += len(slow.recv(1 << 16))
        assert sum(len(received(client)) < 2 * 3_000_000 for client in stuck) == 3


def test_requests_sent_in_a_heap_are_not_worked_on():
    """The first is answered, with the news that it is the last; whoever waits for answers gets all of them."""
    engine = LongArticleEngine()
    with running(engine) as url, connected(url, 1, _articles(30)) as [client]:
        head, _, body = received(client).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert b"connection: close" in head.lower()
        assert json.loads(body)["body"] == "长" * 1_000_000
        assert engine.read == 1


def test_answers_that_nobody_takes_do_not_fill_the_memory(monkeypatch):
    """Room for five answers, and twelve clients that take none."""
    monkeypatch.setattr("service.http.connections._UNSENT_BYTES", 5 * 3_000_000)
    engine = LongArticleEngine()
    with running(engine, keep_alive_seconds=0.5) as url, connected(url, 12, _articles(1)) as clients:
        until(lambda: engine.read == 12)
        assert ask(url) == 200
        time.sleep(0.5)
        whole = sum(len(received(client)) > 3_000_000 for client in clients)
    assert 3 <= whole <= 6
