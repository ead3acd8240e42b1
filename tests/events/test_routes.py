"""POST /v1/events is off unless a file is named; then it counts what it can trust, and the command adds it up."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from starlette.testclient import TestClient

from service.events.store import ChoiceStore
from service.http.app import create_app
from service.settings import ServiceSettings
from tests.cli.command import xunwen
from tests.http.village import VillageEngine

EVENT = {"list": "related", "article_id": "bridge", "shown_on": "fair/1", "rank": 2}


@pytest.fixture
def open_service() -> Iterator[object]:
    with ExitStack() as stack:

        def opened(**settings):
            app = create_app(VillageEngine, ServiceSettings(**settings))
            client = stack.enter_context(TestClient(app, raise_server_exceptions=False))
            assert app.state.readiness.wait(90)
            return client

        yield opened


def test_by_default_nothing_is_counted_and_the_setting_is_named(open_service):
    answer = open_service().post("/v1/events", json=EVENT)
    assert answer.status_code == 403
    assert "XUNWEN_EVENTS_FILE" in answer.json()["detail"]


def test_what_was_opened_is_counted_without_a_cookie(open_service, tmp_path):
    file = tmp_path / "clicks.sqlite"
    client = open_service(events_file=file)
    for event in (EVENT, EVENT, {"list": "search", "article_id": "fair/1", "rank": 1}):
        answer = client.post("/v1/events", json=event)
        assert (answer.status_code, answer.content) == (204, b"")
        assert "set-cookie" not in answer.headers
    counted = [
        (each.choice.list, each.choice.shown_on, each.choice.article, each.times)
        for each in ChoiceStore(file).since("")
    ]
    assert counted == [("related", "fair/1", "bridge", 2), ("search", "", "fair/1", 1)]
    done = xunwen("events", "report", "--file", file, "--json")
    assert json.loads(done.out)["total"] == 3
    assert "fair/1 → bridge" in xunwen("events", "report", "--file", file).out


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"article_id": "nowhere"}, 404),
        ({"shown_on": "nowhere"}, 404),
        ({"rank": 0}, 422),
        ({"rank": 10**9}, 422),
        ({"list": "front page"}, 422),
        ({"reader": "me"}, 422),
        ({"article_id": "x" * 600}, 422),
        ({"article_id": "x" * 100_000}, 413),
    ],
)
def test_what_can_not_be_counted_is_refused(open_service, tmp_path, change, status):
    file = tmp_path / "clicks.sqlite"
    assert open_service(events_file=file).post("/v1/events", json=EVENT | change).status_code == status
    assert ChoiceStore(file).since("") == []


def test_more_than_readers_can_make_are_refused(open_service, tmp_path, monkeypatch):
    monkeypatch.setattr("service.http.events_routes._FULL_IN", 1e9)
    client = open_service(events_file=tmp_path / "clicks.sqlite")
    answers = [client.post("/v1/events", json=EVENT).status_code for _ in range(103)]
    assert answers == [204] * 100 + [429] * 3


def test_pages_of_configured_sites_may_tell_and_no_others(open_service, tmp_path):
    site = "https://news.example"
    client = open_service(events_file=tmp_path / "clicks.sqlite", widget_origins=(site,))
    asked = {"Origin": site, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert client.options("/v1/events", headers=asked).headers["access-control-allow-origin"] == site
    other = client.options("/v1/events", headers=asked | {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_without_a_file_the_report_says_what_to_do(tmp_path):
    done = xunwen("events", "report", "--file", tmp_path / "none.sqlite")
    assert done.code == 1
    assert "XUNWEN_EVENTS_FILE" in done.err
