"""Index jobs over HTTP: who may, what is answered, and the whole way from an upload to an answer out of it."""

import json
import re
from datetime import datetime

import httpx2
import pytest
from starlette.testclient import TestClient

from indexer.index.rollback import rollback
from indexer.index.snapshot import current_name
from indexer.settings import IndexerSettings
from service.http.app import create_app
from service.http.index_engine import EngineOpener
from service.http.job_routes import IndexOperations
from service.http.serve import serving
from service.jobs.queue import JobQueue
from service.settings import ServiceSettings
from tests.archives import DONATION, FLOOD, build, record_pages
from tests.doubles import TermEmbedder
from tests.http.test_problems import invalid, problem
from tests.jobs.conftest import until
from tests.jobs.term_runner import COMMAND
from tests.shipped_reader import shipped_reader

KEY = "sixteen characters at least"
ADMIN = {"Authorization": f"Bearer {KEY}"}
NDJSON = {**ADMIN, "Content-Type": "application/x-ndjson"}
ROUTES = [
    ("POST", "/v1/index/jobs"),
    ("GET", "/v1/index/jobs"),
    ("GET", "/v1/index/jobs/any"),
    ("GET", "/v1/index/jobs/any/events"),
    ("DELETE", "/v1/index/jobs/any"),
    ("POST", "/v1/index/rollback"),
    ("GET", "/v1/index/snapshots"),
    ("GET", "/v1/index/snapshots/difference?before=a&after=b"),
    ("GET", "/v1/index/golden"),
    ("GET", "/v1/index/jobs/any/page?name=a"),
]


def lines(*records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


@pytest.fixture
def index(tmp_path):
    build(tmp_path / "index", TermEmbedder(), record_pages([DONATION]))
    return tmp_path / "index"


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "flood.jsonl").write_bytes(lines(FLOOD))
    return folder


@pytest.fixture
def make_app(index, archive):
    def made(**settings):
        chosen = ServiceSettings(**{"admin_key": KEY, "job_folders": (archive,), "poll_seconds": 0.1, **settings})
        opener = EngineOpener(
            index, chosen, IndexerSettings(), load=lambda _: TermEmbedder(), load_reader=shipped_reader
        )

        def open_desk(on_success):
            return JobQueue.open(index, chosen, IndexerSettings(), command=COMMAND, on_success=on_success)

        operations = IndexOperations(opener.pointer, open_desk, lambda to: rollback(index, to), index)
        return create_app(opener, chosen, operations=operations)

    return made


@pytest.fixture
def open_admin(make_app):
    """Clients of a service with an admin key; its jobs are enqueued and not begun."""

    def opened(**settings):
        return TestClient(make_app(**settings), raise_server_exceptions=False)

    return opened


@pytest.fixture
def admin(open_admin):
    return open_admin()


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_a_configured_key_nobody_may(open_client, method, path):
    body = problem(open_client().request(method, path, headers=ADMIN), 403)
    assert "Set XUNWEN_ADMIN_KEY" in body["detail"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("sent", [None, "Bearer wrong", f"Basic {KEY}", KEY, "Bearer ", "Bearer 密"])
def test_without_the_key_nothing_is_told(open_client, method, path, sent):
    headers = {} if sent is None else {"Authorization": sent.encode()}
    response = open_client(admin_key=KEY).request(method, path, headers=headers, content=b"x" * 10_000)
    problem(response, 401)
    assert response.headers["www-authenticate"] == 'Bearer realm="xunwen"'


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="admin_key"):
        ServiceSettings(admin_key="too short")


def test_the_key_is_not_shown():
    assert KEY not in repr(ServiceSettings(admin_key=KEY))


def test_a_job_is_accepted_and_can_be_looked_up(admin, archive):
    sent = {"sources": ["flood.jsonl"], "prune": True}
    response = admin.post("/v1/index/jobs", json=sent, headers=ADMIN)
    job = response.json()
    assert (response.status_code, response.headers["location"]) == (202, f"/v1/index/jobs/{job['id']}")
    assert (job["state"], job["sources"], job["prune"], job["force"], job["origin"]) == (
        "enqueued",
        [str(archive / "flood.jsonl")],
        True,
        False,
        "api",
    )
    assert admin.get(response.headers["location"], headers=ADMIN).json() == job
    assert admin.get("/v1/index/jobs", headers=ADMIN).json() == {"jobs": [job]}


def test_a_waiting_job_is_canceled_at_once_and_says_so_when_watched(admin):
    path = admin.post("/v1/index/jobs", json={"sources": ["."]}, headers=ADMIN).headers["location"]
    canceled = admin.delete(path, headers=ADMIN)
    assert (canceled.status_code, canceled.json()["state"]) == (202, "canceled")
    watched = admin.get(f"{path}/events", headers=ADMIN)
    assert watched.headers["content-type"].startswith("text/event-stream")
    assert watched.headers["x-accel-buffering"] == "no"
    event, data = watched.text.strip().splitlines()
    assert (event, json.loads(data.removeprefix("data: "))) == ("event: ended", canceled.json())


@pytest.mark.parametrize("path", ["/v1/index/jobs/nobody", "/v1/index/jobs/nobody/events"])
def test_an_unknown_job_is_404(admin, path):
    assert problem(admin.get(path, headers=ADMIN), 404)["type"] == "urn:xunwen:problem:unknown-job"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/sources"),
        ({"sources": []}, "#/sources"),
        ({"sources": ["../index"]}, "#/sources"),
        ({"sources": ["/etc/hostname"]}, "#/sources"),
        ({"sources": ["missing"]}, "#/sources"),
        ({"sources": ["."], "prune": "yes"}, "#/prune"),
        ({"sources": ["."], "purge": True}, "#/purge"),
        ([], "#"),
    ],
)
def test_a_job_that_can_not_be_is_told_by_field(admin, body, pointer):
    assert set(invalid(admin.post("/v1/index/jobs", json=body, headers=ADMIN))) == {pointer}
    assert admin.get("/v1/index/jobs", headers=ADMIN).json() == {"jobs": []}


def test_broken_json_an_unknown_type_and_an_empty_upload_are_told_apart(admin):
    json_type = {**ADMIN, "Content-Type": "application/json"}
    problem(admin.post("/v1/index/jobs", content=b"{", headers=json_type), 400)
    problem(admin.post("/v1/index/jobs", content=b"a,b", headers={**ADMIN, "Content-Type": "text/csv"}), 415)
    assert set(invalid(admin.post("/v1/index/jobs", content=b"", headers=NDJSON))) == {"#"}


def test_a_key_sent_again_gives_the_same_job_and_with_another_body_a_problem(admin, index):
    keyed = {**ADMIN, "Idempotency-Key": "tonight"}
    first = admin.post("/v1/index/jobs", json={"sources": ["."]}, headers=keyed)
    again = admin.post(
        "/v1/index/jobs",
        content=b'{ "sources" : [ "." ], "prune": false }',
        headers={**keyed, "Content-Type": "application/json"},
    )
    assert (again.status_code, again.json()) == (202, first.json())
    other = admin.post("/v1/index/jobs", json={"sources": ["."], "prune": True}, headers=keyed)
    assert problem(other, 422)["type"] == "urn:xunwen:problem:key-reused"
    for content, status in [(lines(FLOOD), 202), (lines(FLOOD), 202), (lines(DONATION), 422)]:
        uploaded = admin.post("/v1/index/jobs", content=content, headers={**NDJSON, "Idempotency-Key": "upload"})
        assert uploaded.status_code == status
    assert len(admin.get("/v1/index/jobs", headers=ADMIN).json()["jobs"]) == 2
    assert len([path for path in (index / "jobs").iterdir() if path.is_dir()]) == 1


def test_an_upload_may_be_larger_than_a_question_and_has_a_limit_of_its_own(open_admin, index):
    client = open_admin(max_body_bytes=1024, max_upload_bytes=300_000)
    many = lines(*({**FLOOD, "id": f"flood-{number}"} for number in range(400)))
    assert 1024 < len(many) < 300_000
    path = client.post("/v1/index/jobs", content=many, headers=NDJSON).headers["location"]
    assert (index / "jobs" / path.rpartition("/")[2] / "upload.jsonl").read_bytes() == many
    for content in (many * 10, iter([many] * 10)):
        problem(client.post("/v1/index/jobs", content=content, headers=NDJSON), 413)
    assert len([path for path in (index / "jobs").iterdir() if path.is_dir()]) == 1
    problem(client.post("/v1/index/jobs", content=many, headers={**ADMIN, "Content-Type": "application/json"}), 413)


def test_going_back_publishes_the_snapshot_before_and_the_service_follows(make_app, index):
    first = current_name(index)
    second = build(index, TermEmbedder(), record_pages([FLOOD])).snapshot
    with TestClient(make_app()) as client:
        assert client.app.state.readiness.wait(90)
        assert client.get("/version").json()["snapshot"]["name"] == second
        assert client.post("/v1/index/rollback", headers=ADMIN).json() == {"snapshot": first, "skipped": []}
        until(lambda: client.get("/version").json()["snapshot"]["name"] == first)
        assert client.post("/v1/index/rollback", json={"to": second}, headers=ADMIN).json() == {
            "snapshot": second,
            "skipped": [],
        }
        until(lambda: client.get("/version").json()["snapshot"]["name"] == second)
        body = problem(client.post("/v1/index/rollback", json={"to": "never"}, headers=ADMIN), 409)
        assert "There is no snapshot 'never'" in body["detail"]


@pytest.mark.slow
def test_an_upload_is_indexed_watched_and_answered_from(make_app):
    with serving(make_app()) as url, httpx2.Client(base_url=url, timeout=60, headers=ADMIN) as client:
        assert client.post("/v1/search", json={"query": "白鹭镇"}).json()["hits"][0]["article"]["id"] == "donation"
        path = client.post("/v1/index/jobs", content=lines(FLOOD, {"title": "没有正文"}), headers=NDJSON).headers[
            "location"
        ]
        with client.stream("GET", f"{path}/events") as events:
            told = [line for line in events.iter_lines() if line]
        names = [line for line in told if line.startswith("event:")]
        assert names == ["event: progress"] * (len(names) - 1) + ["event: ended"]
        job = json.loads(told[-1].removeprefix("data: "))
        assert job == client.get(path).json()
        assert (job["state"], job["counts"]["pages"], job["counts"]["articles"]) == ("succeeded", 2, 2)
        (failure,) = job["failures"]
        assert failure["name"].endswith("upload.jsonl:2")
        assert job["failures_by_reason"] == {failure["reason"]: 1}
        until(lambda: client.get("/readyz").json()["snapshot"]["name"] == job["snapshot"])
        assert client.post("/v1/search", json={"query": "白鹭镇"}).json()["hits"][0]["article"]["id"] == "flood"
        figures = client.get("/metrics").text
        assert 'xunwen_jobs{state="succeeded"} 1.0' in figures
        ended = float(re.search(r'^xunwen_job_ended_timestamp_seconds{state="succeeded"} (\S+)', figures, re.M)[1])
        assert ended == pytest.approx(datetime.fromisoformat(job["ended_at"]).timestamp())
        assert 'xunwen_job_ended_timestamp_seconds{state="failed"}' not in figures


def test_without_its_folder_the_service_says_so_and_goes_on(make_app, index):
    """Somebody has moved the index away: jobs can't be told, and what is in memory can."""
    with serving(make_app()) as url:
        index.rename(index.with_name("elsewhere"))
        for method, path in ROUTES[:5]:
            body = {"content": lines(FLOOD), "headers": NDJSON} if method == "POST" else {"headers": ADMIN}
            told = problem(httpx2.request(method, f"{url}{path}", timeout=20, **body), 503)
            assert told["type"] == "urn:xunwen:problem:storage"
            assert str(index) in told["detail"]
        rolled_back = httpx2.post(f"{url}/v1/index/rollback", headers=ADMIN, timeout=20)
        assert 400 <= problem(rolled_back, rolled_back.status_code)["status"] != 500
        metrics = httpx2.get(f"{url}/metrics", timeout=20)
        assert metrics.status_code == 200
        assert not index.exists()
        assert "xunwen_jobs_unreadable 1.0" in metrics.text
        assert "xunwen_snapshot_articles 1.0" in metrics.text
        found = httpx2.post(f"{url}/v1/search", json={"query": "捐款"}, timeout=20)
        if found.status_code != 200:  # it is 200 where the article was read before, as for the page's examples
            assert "articles.sqlite can't be opened" in problem(found, 503)["detail"]


def test_with_a_damaged_store_of_jobs_the_service_answers_and_says_so(make_app, index):
    """Its articles have nothing to do with its jobs."""
    (index / "jobs").mkdir(exist_ok=True)
    (index / "jobs" / "jobs.sqlite").write_bytes(b"no database " * 400)
    with TestClient(make_app(), raise_server_exceptions=False) as client:
        until(lambda: client.get("/readyz").status_code == 200)
        assert client.post("/v1/search", json={"query": "捐款"}).status_code == 200
        for method, path in ROUTES[:5]:
            told = problem(client.request(method, path, headers=ADMIN, json={"sources": ["flood.jsonl"]}), 503)
            assert "jobs.sqlite" in told["detail"]
            assert "Move" in told["detail"]
        metrics = client.get("/metrics")
        assert metrics.status_code == 200
        assert "xunwen_jobs_unreadable 1.0" in metrics.text
