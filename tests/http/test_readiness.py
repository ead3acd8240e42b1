"""The service answers while it loads, and says why when it can't serve."""

import threading
from dataclasses import replace
from importlib.metadata import version

import pytest

from indexer.core.errors import BrokenSnapshotError, ModelError, NoSnapshotError, WrongModelError
from service.http.readiness import Readiness, StillLoadingError
from tests.http.test_problems import problem
from tests.http.village import MANIFEST, VillageEngine
from tests.jobs.conftest import until

V1 = [("POST", "/v1/search", {"query": "桥"}), ("POST", "/v1/ask", {"question": "桥"}), ("GET", "/v1/articles/a", None)]


def test_while_loading_the_process_is_healthy_but_not_ready(open_client):
    gate = threading.Event()

    def open_slowly():
        gate.wait(20)
        return VillageEngine()

    client = open_client(open_slowly, wait=False)
    assert client.get("/healthz").status_code == 200
    assert client.get("/version").json() == {"version": version("xunwen"), "snapshot": None, "degraded": []}
    for method, path, body in [*V1, ("GET", "/readyz", None)]:
        response = client.request(method, path, json=body)
        assert problem(response, 503)["detail"] == (
            "The snapshot and the model are still loading. Ask again in a few seconds."
        )
        assert response.headers["retry-after"] == "5"
    gate.set()
    assert client.app.state.readiness.wait(90)
    assert client.get("/readyz").status_code == 200
    assert client.post("/v1/search", json={"query": "桥"}).status_code == 200


@pytest.mark.parametrize("error", [NoSnapshotError, BrokenSnapshotError, WrongModelError, ModelError])
def test_what_prevents_serving_is_told_on_every_path(open_client, error):
    def open_in_vain():
        raise error("The shelf is bare.", next_step="Fill it.")

    client = open_client(open_in_vain)
    assert client.get("/healthz").status_code == 200
    for method, path, body in [*V1, ("GET", "/readyz", None)]:
        response = client.request(method, path, json=body)
        assert problem(response, 503)["detail"] == "The shelf is bare. Fill it."
        assert "retry-after" not in response.headers


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_while_loading_is_not_called_loading(open_client):
    def open_with_a_bug():
        raise ZeroDivisionError

    client = open_client(open_with_a_bug)
    body = problem(client.get("/readyz"), 503)
    assert body["detail"] == "The engine failed to load. The service's log has the cause."


def test_a_wrong_request_is_told_so_even_while_nothing_is_served(open_client):
    def open_in_vain():
        raise NoSnapshotError("The shelf is bare.")

    problem(open_client(open_in_vain).post("/v1/search", json={"query": ""}), 422)


def test_a_failure_that_passes_between_two_looks_is_told_or_is_over():
    """The thread that loads takes a failure back while a request reads it."""

    class Passing(Readiness):
        looks = 0

        @property
        def _failure(self):
            self.looks += 1
            return NoSnapshotError("The shelf is bare.") if self.looks == 1 else None

        @_failure.setter
        def _failure(self, value):
            del value

    with pytest.raises((NoSnapshotError.__mro__[1], StillLoadingError)):
        Passing(VillageEngine).engine()
    assert Passing(VillageEngine).failure in {"", "The shelf is bare."}


def test_a_pointer_that_came_back_while_another_snapshot_was_opened_is_followed():
    """As an alias does that a killed engine forgets, or somebody who publishes and goes back at once."""

    class Next(VillageEngine):
        manifest = replace(MANIFEST, name="village-2")

    engines = iter([VillageEngine, Next, VillageEngine])
    pointer = "village-1 0"
    readiness = Readiness(lambda: next(engines)(), read_pointer=lambda: pointer, poll_seconds=0.01)
    readiness.begin()
    try:
        assert readiness.wait(60)
        pointer = "village-1 1"
        until(lambda: readiness.swaps == 2)
        assert readiness.engine().manifest.name == "village-1"
    finally:
        readiness.stop()
