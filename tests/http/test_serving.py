"""The service as a process: a real server on loopback, real clients, real signals."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx2
import pytest

from indexer.core.errors import SettingError
from indexer.index.manifest import POINTER
from service.http.app import create_app
from service.http.serve import listen, serving, url_of
from service.settings import ServiceSettings
from tests.http.village import VillageEngine

SERVE = """
import sys
from pathlib import Path
from indexer.settings import IndexerSettings
from service.http.serve import serve
from service.settings import ServiceSettings
serve(Path(sys.argv[1]), ServiceSettings(port=int(sys.argv[2])), IndexerSettings())
"""


def running(engine, **settings):
    """A service over an engine, on a free port; gives its URL."""
    return serving(create_app(lambda: engine, ServiceSettings(**settings)))


def test_a_taken_port_is_named_with_the_next_step():
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(SettingError, match=rf"port {port} of 127.0.0.1: Address already in use\. Stop .* --port"):
            listen("127.0.0.1", port)


def test_a_host_of_another_machine_is_refused():
    with pytest.raises(SettingError, match=r"192\.0\.2\.1"):
        listen("192.0.2.1", 0)


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "localhost")])  # noqa: S104  what is tested
def test_the_url_is_one_that_a_browser_can_open(host, shown):
    with listen(host, 0) as listener:
        assert url_of(listener) == f"http://{shown}:{listener.getsockname()[1]}"


def test_connections_send_small_answers_at_once():
    """Without it a reader on a kept-alive connection waits 40 ms for each answer."""
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.slow
def test_thirty_two_clients_at_once_get_no_error_and_health_stays_quick():
    slowest = 0.0
    with running(VillageEngine()) as url, ThreadPoolExecutor(32) as pool:

        def ask(number):
            with httpx2.Client(base_url=url, timeout=30) as client:
                asked = (client.post("/v1/search", json={"query": f"新桥通车{number}"}) for _ in range(10))
                return [(each.status_code, each.json()["hits"][0]["article"]["id"]) for each in asked]

        clients = [pool.submit(ask, number) for number in range(32)]
        with httpx2.Client(base_url=url, timeout=30) as client:
            while not all(each.done() for each in clients):
                began = time.perf_counter()
                assert client.get("/healthz").status_code == 200
                slowest = max(slowest, time.perf_counter() - began)
        assert [each.result() for each in clients] == [[(200, "bridge")] * 10] * 32
    assert slowest < 2


@pytest.mark.slow
@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
def test_a_client_that_sends_a_megabyte_gets_to_read_the_413(chunked):
    body = json.dumps({"query": "x" * 1_000_000}).encode()
    pieces = (body[start : start + 50_000] for start in range(0, len(body), 50_000)) if chunked else body
    with running(VillageEngine()) as url:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=20)
        connection.request("POST", "/v1/search", pieces, {"Content-Type": "application/json"}, encode_chunked=chunked)
        response = connection.getresponse()
        assert response.status == 413
        assert response.headers["content-type"] == "application/problem+json"
        assert json.load(response)["title"] == "The request body is too large"
        connection.close()
        assert httpx2.get(f"{url}/healthz").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_answers_says_why_it_is_not_ready_and_stops_when_told(tmp_path, number):
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(tmp_path), "0"], stderr=subprocess.PIPE, text=True)
    try:
        line = process.stderr.readline()
        url = re.fullmatch(
            r"Xunwen waits for the first index in .* on (http://127\.0\.0\.1:\d+) \(stop with Ctrl-C\)\n", line
        )[1]
        assert httpx2.get(f"{url}/healthz", timeout=20).status_code == 200
        assert httpx2.get(f"{url}/readyz", timeout=20).status_code == 503
        began = time.perf_counter()
        process.send_signal(number)
        _, rest = process.communicate(timeout=20)
        assert process.returncode == 0, rest
        assert time.perf_counter() - began < 10
        assert "Traceback" not in rest
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_service_that_is_stopped_while_its_model_loads_ends_well(tmp_path, workers):
    """The threads that load it can't be stopped; the interpreter's end under them must be no crash."""
    (tmp_path / POINTER).write_text("20240519T021500.000Z")
    with begun(tmp_path, 0, workers) as process:
        url = re.search(r"^Xunwen serves .* on (\S+) ", process.stderr.readline())[1]
        assert httpx2.get(f"{url}/healthz", timeout=60).status_code == 200
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, "terminate called" in said) == (0, False), said


@pytest.mark.slow
def test_a_port_that_is_taken_is_told_while_the_model_loads(tmp_path):
    (tmp_path / POINTER).write_text("20240519T021500.000Z")
    with listen("127.0.0.1", 0) as first, begun(tmp_path, first.getsockname()[1]) as process:
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said.count("\n")) == (1, 1), said
    assert said.startswith("error: Can't listen on port ")


@contextmanager
def begun(index, port, workers=1):
    """The command, with the default model."""
    command = [sys.executable, "-m", "service", "serve", "--index", index, "--port", str(port)]
    environment = {**os.environ, "XUNWEN_WORKERS": str(workers)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.slow
def test_a_request_in_flight_is_finished_before_the_service_stops():
    gate = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        with running(VillageEngine(gate=gate)) as url:
            asked = pool.submit(httpx2.post, f"{url}/v1/search", json={"query": "新桥"}, timeout=20)
            wait_until_connected(url)
            threading.Timer(0.5, gate.set).start()
        assert asked.result().status_code == 200


def wait_until_connected(url):
    """Long enough for the request before this one to be taken up: a later one is already answered."""
    assert httpx2.get(f"{url}/healthz", timeout=20).status_code == 200
    time.sleep(0.2)


def test_the_listener_is_taken_before_anything_else():
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname(), timeout=5) as peer:
        assert peer.getpeername() == listener.getsockname()
