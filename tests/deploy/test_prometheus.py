"""A real Prometheus reads our configuration, scrapes a service with a key, and evaluates our alerts and the dashboard."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from service.http.app import create_app
from service.http.serve import serving
from service.keys.scopes import Scope
from service.keys.store import KeyStore
from service.settings import ServiceSettings
from tests.http.village import VillageEngine

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PROMETHEUS = shutil.which("prometheus")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROMETHEUS is None, reason="no Prometheus on this machine: apt-get install prometheus"),
]


class Scraper:
    """A Prometheus that scrapes the service."""

    def __init__(self, address: str) -> None:
        self._address = address

    def get(self, path: str, **parameters: str) -> Any:
        """The data of an answer of its API."""
        response = httpx.get(f"{self._address}/api/v1/{path}", params=parameters)
        assert response.status_code == 200, response.text
        return response.json()["data"]

    def value(self, expression: str) -> list[float]:
        """What an expression comes to now, a number for each series."""
        return [float(each["value"][1]) for each in self.get("query", query=expression)["result"]]

    def wait_for(self, expression: str, expected: list[float]) -> None:
        """Returns when an expression comes to this; fails after a minute."""
        deadline = time.monotonic() + 60
        while self.value(expression) != expected:
            assert time.monotonic() < deadline, (expression, self.value(expression), self.get("targets"))
            time.sleep(0.2)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def scraper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scraper]:
    """With the files that we ship, but for its address, its interval and the key that this service wants."""
    folder = tmp_path_factory.mktemp("prometheus")
    _, secret = KeyStore(folder / "keys.json").create("prometheus", frozenset({Scope.METRICS}))
    settings = ServiceSettings(keys_file=folder / "keys.json", anonymous=(Scope.SEARCH,), poll_seconds=0)
    with serving(create_app(VillageEngine, settings)) as address, socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
        found.close()
        (folder / "xunwen.key").write_text(secret, encoding="utf-8")
        shutil.copy(DEPLOY / "alerts.yaml", folder)
        config = yaml.safe_load((DEPLOY / "prometheus.yaml").read_text(encoding="utf-8"))
        config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
        (job,) = config["scrape_configs"]
        job["static_configs"] = [{"targets": [address.removeprefix("http://")]}]
        job["authorization"] = {"credentials_file": str(folder / "xunwen.key")}
        (folder / "prometheus.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
        for _ in range(3):
            httpx.post(f"{address}/v1/search", json={"query": "丰收节"}).raise_for_status()
        command = [
            str(PROMETHEUS),
            f"--config.file={folder / 'prometheus.yaml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error",
        ]
        process = subprocess.Popen(command, cwd=folder)
        try:
            ready = f"http://127.0.0.1:{port}/-/ready"
            deadline = time.monotonic() + 60
            while not _answers(ready):
                assert time.monotonic() < deadline
                assert process.poll() is None
                time.sleep(0.1)
            scraper = Scraper(f"http://127.0.0.1:{port}")
            scraper.wait_for('up{job="xunwen"}', [1.0])
            yield scraper
        finally:
            process.terminate()
            process.wait(20)


def test_it_scrapes_what_was_asked(scraper: Scraper) -> None:
    scraper.wait_for('sum(xunwen_requests_total{route="/v1/search",status="200"})', [3.0])
    assert scraper.value("xunwen_ready") == [1.0]


def test_it_evaluates_each_alert_and_tells_of_an_old_snapshot_alone(scraper: Scraper) -> None:
    ours = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    wanted = sorted(rule["alert"] for group in ours for rule in group["rules"])
    # The snapshot of this engine is of 2021: of all that is evaluated one alert fires, once it was scraped.
    deadline = time.monotonic() + 60
    while True:
        rules = [rule for group in scraper.get("rules")["groups"] for rule in group["rules"]]
        firing = {rule["name"] for rule in rules if rule["state"] == "firing"}
        if firing and {rule["health"] for rule in rules} == {"ok"}:
            break
        assert time.monotonic() < deadline, rules
        time.sleep(0.2)
    assert sorted(rule["name"] for rule in rules) == wanted
    assert firing == {"XunwenSnapshotOld"}


def test_each_curve_of_the_dashboard_can_be_drawn(scraper: Scraper) -> None:
    board = json.loads((DEPLOY / "grafana" / "xunwen.json").read_text(encoding="utf-8"))
    # As Grafana fills in its variables: all instances, four scrapes.
    for target in (target for panel in board["panels"] for target in panel["targets"]):
        expression = target["expr"].replace("$instance", ".*").replace("$__rate_interval", "4s")
        assert scraper.get("query", query=expression)["resultType"] == "vector"
    shown = 'sum by (route) (rate(xunwen_requests_total{instance=~".*"}[60s]))'
    deadline = time.monotonic() + 60
    while not scraper.get("query", query=shown)["result"]:  # a rate takes two scrapes
        assert time.monotonic() < deadline
        time.sleep(0.2)
