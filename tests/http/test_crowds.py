"""More connections than a service keeps: those that wait longest for their clients go, and others get through."""

import subprocess
import sys
import time

import httpx2
import pytest

from tests.http.raw import HALF_BODY, HALF_HEAD, connected, received
from tests.http.test_admission import QUESTION
from tests.http.test_serving import SERVE, running
from tests.http.village import VillageEngine


@pytest.mark.parametrize("sent", [b"", HALF_HEAD, HALF_BODY], ids=["nothing", "half a head", "half a body"])
def test_the_connections_that_wait_longest_make_room(sent, caplog):
    with (
        running(VillageEngine(), max_connections=8) as url,
        httpx2.Client(base_url=url, timeout=20) as kept,
        connected(url, 40, sent) as clients,
    ):
        assert kept.get("/healthz").status_code == 200
        assert [httpx2.get(f"{url}/healthz", timeout=20).status_code for _ in range(5)] == [200] * 5
        assert httpx2.post(f"{url}/v1/search", json=QUESTION, timeout=20).status_code == 200
        assert [received(client) for client in clients[:30]] == [b""] * 30
    told = [each for each in caplog.records if "connections are open, the most of this service" in each.message]
    assert len(told) == 1


@pytest.mark.slow
def test_few_open_files_are_shared_out_before_they_run_out(tmp_path):
    """Two hundred open files and five hundred clients that send half a head."""
    few = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))\n{SERVE}"
    log = tmp_path / "log"
    (tmp_path / "index").mkdir()
    with log.open("w") as stream:
        process = subprocess.Popen([sys.executable, "-c", few, str(tmp_path / "index"), "0"], stderr=stream)
    try:
        while "http://" not in log.read_text():
            time.sleep(0.05)
        url = "http://" + log.read_text().partition("http://")[2].split()[0]
        slowest = 0.0
        with connected(url, 500, HALF_HEAD, at_once=100):
            for _ in range(20):
                began = time.perf_counter()
                assert httpx2.get(f"{url}/healthz", timeout=20).status_code == 200
                slowest = max(slowest, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(20)
    assert slowest < 5
    assert "Traceback" not in log.read_text()
    assert len(log.read_bytes()) < 20_000
