"""By default nothing is logged; where it is, operators read what was not answered, and nothing else has the questions."""

import json
import logging

from service.keys.scopes import Scope
from service.query_log.store import QueryLog
from tests.cli.command import xunwen
from tests.http.conftest import open_client as open_client
from tests.http.test_problems import problem
from tests.keys.conftest import bearer
from tests.keys.conftest import guarded as guarded
from tests.keys.conftest import store as store


def ask(client, question, **more):
    return client.post("/v1/ask", json={"question": question, **more})


def test_by_default_nothing_is_logged_and_the_setting_is_named(open_client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    client = open_client(anonymous=(Scope.ASK, Scope.QUERIES))
    assert ask(client, "村长是谁？").status_code == 200
    told = problem(client.get("/v1/queries"), 403)
    assert "XUNWEN_QUERY_LOG" in told["detail"]
    assert list(tmp_path.iterdir()) == []


def test_what_was_asked_is_kept_with_what_came_of_it(open_client, tmp_path, caplog):
    file = tmp_path / "log.sqlite"
    client = open_client(query_log=file, anonymous=tuple(Scope), log_questions=False)
    caplog.set_level(logging.DEBUG)
    assert ask(client, "共有多少户人家？").json()["status"] == "answered"
    for question in ("村长是谁？", "村长是谁", "村長是誰?"):
        assert ask(client, question).json()["status"] == "abstained"
    found = client.post("/v1/search", json={"query": "丰收节"})
    client.post("/v1/search", json={"query": "丰收节", "offset": 1})  # the same question again
    client.post("/v1/search", json={"query": "ZZZ"})
    client.get("/", params={"q": "村长是谁？"})
    ask(client, "新桥？", stream=True)
    click = {"list": "search", "article_id": "fair/1", "rank": 1, "request_id": found.headers["X-Request-ID"]}
    assert client.post("/v1/events", json=click).status_code == 204
    assert client.post("/v1/events", json=click | {"request_id": "unknown"}).status_code == 204
    kept = [
        (each.entry.question, each.entry.outcome, each.entry.reason, each.clicks)
        for each in QueryLog(file, days=1).since(1)
    ]
    assert kept == [
        ("共有多少户人家？", "answered", "", 0),
        ("村长是谁？", "abstained", "no_evidence", 0),
        ("村长是谁", "abstained", "no_evidence", 0),
        ("村長是誰?", "abstained", "no_evidence", 0),
        ("丰收节", "found", "", 1),
        ("ZZZ", "nothing", "", 0),
        ("村长是谁？", "abstained", "no_evidence", 0),
        ("新桥？", "abstained", "no_evidence", 0),
    ]
    report = client.get("/v1/queries", params={"limit": 1}).json()
    assert (report["total"], report["answered"], report["abstained"]) == (8, 1, {"no_evidence": 5})
    assert [(each["question"], each["times"]) for each in report["unanswered"]] == [("村长是谁？", 4)]
    assert not any("村长" in record.getMessage() for record in caplog.records)
    assert "村长" not in client.get("/metrics").text


def test_only_who_has_the_scope_reads_it(guarded, store, tmp_path):
    client = guarded(query_log=tmp_path / "log.sqlite")
    _, reader = store.create("reader", frozenset({Scope.ASK, Scope.SEARCH, Scope.EVENTS, Scope.ALERTS}))
    _, operator = store.create("operator", frozenset({Scope.QUERIES}))
    problem(client.get("/v1/queries"), 401)
    problem(client.get("/v1/queries", headers=bearer(reader)), 403)
    assert client.get("/v1/queries", headers=bearer(operator)).json()["total"] == 0


def test_a_log_that_can_not_be_written_stops_no_answer(open_client, tmp_path, caplog):
    file = tmp_path / "log.sqlite"
    client = open_client(query_log=file)
    file.write_bytes(b"x" * 5000)
    for each in tmp_path.glob("log.sqlite-*"):
        each.unlink()
    assert ask(client, "村长是谁？").json()["status"] == "abstained"
    assert "a question was not logged" in caplog.text
    assert "村长" not in caplog.text


def test_the_commands_report_and_purge(open_client, tmp_path, monkeypatch):
    file = tmp_path / "log.sqlite"
    client = open_client(query_log=file)
    for question in ("村长是谁？", "村长是谁", "共有多少户人家？", "新桥"):
        ask(client, question)
    monkeypatch.setenv("XUNWEN_QUERY_LOG", str(file))
    first, second = xunwen("log", "unanswered", "--json").results
    assert (first["question"], first["times"], second["question"]) == ("村长是谁", 2, "新桥")
    assert len(xunwen("log", "unanswered", "--at-least", 2, "--json").results) == 1
    assert json.loads(xunwen("log", "report", "--json").out)["answered"] == 1
    assert "answered 1, not answered 3" in xunwen("log", "report").out
    assert "2 questions deleted" in xunwen("log", "purge", "--containing", "村长").out
    assert xunwen("log", "purge", "--json").results == [{"deleted": 0}]
    assert xunwen("log", "purge", "--containing", " ").code == 2
    assert xunwen("log", "purge", "--all", "--json").results == [{"deleted": 2}]
    assert "XUNWEN_QUERY_LOG" in xunwen("log", "report", "--file", tmp_path / "none", "--json").error
