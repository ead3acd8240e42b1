"""Several processes answer, however long each takes to load."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.jobs.conftest import until

SERVE = """
import sys
from pathlib import Path
from indexer.settings import IndexerSettings
from service.http.serve import serve
from service.settings import ServiceSettings
if __name__ == "__main__":
    serve(Path(sys.argv[1]), ServiceSettings(port=0, workers=2), IndexerSettings())
"""
LIMIT = 100
KEY = "sixteen characters at least"
ADMIN = {"Authorization": f"Bearer {KEY}"}
"""Nobody counts what whoever runs the service asks."""
SLOW_START = "import sys, time\nif any('spawn_main' in each for each in sys.orig_argv): time.sleep(7)\n"
"""Every worker, before it runs any of our code, as on a machine that is busy: longer than the 5 s of uvicorn."""
LATE_LOAD = """
import os, sys, threading, time
if any("spawn_main" in each for each in sys.orig_argv):
    try:
        os.mkdir(os.path.join(os.path.dirname(__file__), "first"))
    except FileExistsError:
        run = threading.Thread.run
        def late(thread):
            if thread.name == "watch-index":
                time.sleep(5)
            run(thread)
        threading.Thread.run = late
"""
"""Every worker but the first begins to load five seconds later than it could."""


@contextmanager
def two_workers(folder: Path, start: str, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str, Path]]:
    """A service without an index, each process of which runs `start` before anything else: it, its address and its log."""
    (folder / "sitecustomize.py").write_text(start, encoding="utf-8")
    script, log = folder / "serve.py", folder / "log"
    script.write_text(SERVE, encoding="utf-8")
    (folder / "index").mkdir()
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", os.getcwd())])  # noqa: PTH109
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, str(script), str(folder / "index")],
            stderr=stream,
            env={**os.environ, "PYTHONPATH": path, "XUNWEN_ALLOWED_HOSTS": '["127.0.0.1"]', **settings},
        )
    try:
        until(lambda: "http://" in log.read_text())
        yield process, re.search(r"http://\S+", log.read_text())[0], log
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_a_worker_that_loads_answers_nothing_that_another_could(tmp_path):
    """Of two, one has found that there is no index when the other still looks for it: nobody is told to wait."""
    with two_workers(tmp_path, LATE_LOAD) as (process, url, _):
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(lambda _: httpx2.get(f"{url}/readyz", timeout=60).json()["detail"], range(120)))
        assert [detail for detail in told if "still loading" in detail] == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.mark.slow
def test_workers_that_are_slow_to_load_are_waited_for(tmp_path):
    limits = {"XUNWEN_ADDRESS_PER_MINUTE": str(LIMIT), "XUNWEN_ADMIN_KEY": KEY}
    with two_workers(tmp_path, SLOW_START, **limits) as (process, url, log):
        assert httpx2.get(f"{url}/healthz", timeout=60).status_code == 200
        assert httpx2.get(f"{url}/healthz", headers={"Host": "evil.example"}, timeout=60).status_code == 421
        # Limits are the service's, not each worker's: what two let in is what one would, and what refills meanwhile.
        began = time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            statuses = list(
                pool.map(lambda _: httpx2.get(f"{url}/v1/articles/x", timeout=60).status_code, range(LIMIT * 2))
            )
        refilled = (time.monotonic() - began) * LIMIT / 60
        assert LIMIT <= len(statuses) - statuses.count(429) <= LIMIT * 1.05 + refilled
        # Each worker tells of both.
        texts = {httpx2.get(f"{url}/metrics", headers=ADMIN, timeout=60).text for _ in range(4)}
        counted = [
            re.findall(r'xunwen_requests_total{.*route="/v1/articles/{id:path}".*} (\S+)', text) for text in texts
        ]
        asked = len(statuses) - statuses.count(429)
        assert {sum(map(float, each)) for each in counted} == {asked}
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert "another takes its place" not in log.read_text()
