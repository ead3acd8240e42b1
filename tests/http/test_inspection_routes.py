"""Over HTTP: snapshots and what differs, golden questions, and one page of a job as the indexer reads it."""

import json

import pytest
from starlette.testclient import TestClient

from indexer.index.snapshot import current_name
from indexer.pipeline.context import BuildPlan
from service.http.inspection_schemas import (
    DIFFERENCE_EXAMPLE,
    GOLDEN_EXAMPLE,
    KEPT_EXAMPLE,
    PAGE_EXAMPLE,
    DifferenceResponse,
    GoldenResponse,
    KeptBody,
    PageResponse,
)
from service.keys.scopes import Scope
from service.keys.store import KeyStore
from tests.archives import DONATION, FLOOD, build, record_pages
from tests.doubles import TermEmbedder
from tests.http.test_jobs_routes import (  # noqa: F401 fixtures
    ADMIN,
    NDJSON,
    archive,
    index,
    lines,
    make_app,
)
from tests.http.test_problems import problem


@pytest.fixture
def first(index):  # noqa: F811
    """Name of the snapshot with the donation; after it the flood came and the donation went."""
    name = current_name(index)
    build(index, TermEmbedder(), record_pages([FLOOD]), plan=BuildPlan(prune=True, force=True))
    return name


@pytest.fixture
def admin(first, make_app):  # noqa: F811
    with TestClient(make_app(), raise_server_exceptions=False) as client:
        assert client.app.state.readiness.wait(90)
        yield client


def test_snapshots_are_listed_newest_first_and_compared(admin, index, first):  # noqa: F811
    second = current_name(index)
    listed = admin.get("/v1/index/snapshots", headers=ADMIN).json()["snapshots"]
    assert [(each["name"], each["current"], each["articles"]) for each in listed] == [
        (second, True, 1),
        (first, False, 1),
    ]
    found = admin.get("/v1/index/snapshots/difference", params={"before": first, "after": second}, headers=ADMIN).json()
    assert (found["new"], found["gone"], found["edited"]) == (1, 1, 0)
    assert found["first_new"] == [{"id": "flood", "title": FLOOD["title"]}]
    assert found["first_gone"] == [{"id": "donation", "title": DONATION["title"]}]
    told = problem(
        admin.get("/v1/index/snapshots/difference", params={"before": "x", "after": second}, headers=ADMIN), 409
    )
    assert "no snapshot 'x'" in told["detail"]


def test_golden_questions_are_asked_of_what_answers_now(admin, index):  # noqa: F811
    assert admin.get("/v1/index/golden", headers=ADMIN).json()["total"] == 0
    rows = [
        {"question": "白鹭镇转移多少群众", "article_ids": ["flood"], "within": 3},
        {"question": "柳河村捐款多少", "article_ids": ["donation", "flood"], "within": 1},
    ]
    (index / "golden.jsonl").write_bytes(lines(*rows))
    found = admin.get("/v1/index/golden", headers=ADMIN).json()
    assert (found["total"], found["snapshot"]) == (2, current_name(index))
    assert [(each["ranks"], each["passed"]) for each in found["questions"]] == [([1], True), ([None, 1], False)]
    assert len(admin.get("/v1/index/golden?offset=1", headers=ADMIN).json()["questions"]) == 1
    (index / "golden.jsonl").write_text("no json")
    assert "golden.jsonl:1" in problem(admin.get("/v1/index/golden", headers=ADMIN), 409)["detail"]


@pytest.fixture
def job(admin, archive):  # noqa: F811
    """A job over a folder with an article, a page without a body, and a link that leads out."""
    (archive / "flood.jsonl").write_bytes(lines(FLOOD, {"title": "没有正文"}))
    (archive / "list.html").write_text("<html><head><title>目录</title></head><body></body></html>")
    outside = archive.parent / "secret.html"
    outside.write_text("<html><body><article><p>不给人看的一段很长的文字。</p></article></body></html>")
    (archive / "link.html").symlink_to(outside)
    return admin.post("/v1/index/jobs", json={"sources": ["."]}, headers=ADMIN).headers["location"]


def test_a_skipped_page_shows_what_was_read_and_why_it_gave_nothing(admin, job, archive):  # noqa: F811
    found = admin.get(f"{job}/page", params={"name": f"{archive}/flood.jsonl:2"}, headers=ADMIN).json()
    assert (found["kind"], found["article"], found["skipped"]["reason"]) == ("record", None, "no body")
    assert json.loads(found["beginning"]) == {"title": "没有正文"}
    found = admin.get(f"{job}/page", params={"name": f"{archive}/list.html"}, headers=ADMIN).json()
    assert (found["kind"], found["article"], found["beginning"][:6]) == ("html", None, "<html>")


def test_a_page_that_gives_an_article_shows_it(admin, job, archive):  # noqa: F811
    found = admin.get(f"{job}/page", params={"name": f"{archive}/flood.jsonl:1"}, headers=ADMIN).json()
    assert (found["skipped"], found["article"]["id"], found["article"]["body"]) == (None, "flood", FLOOD["body"])


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "{archive}/../secret.html", "{archive}/link.html", "{archive}/no:3", "\0"]
)
def test_nothing_outside_of_the_job_folders_is_read_or_told_of(admin, job, archive, name):  # noqa: F811
    """What is missing and what may not be read get the same answer."""
    name = name.format(archive=archive)
    told = problem(admin.get(f"{job}/page", params={"name": name}, headers=ADMIN), 404)
    assert told["detail"].startswith(f"No page {name!r} is there any more")
    problem(admin.get("/v1/index/jobs/nobody/page", params={"name": name}, headers=ADMIN), 404)


def test_a_page_of_an_upload_is_told_while_it_is_there(admin):
    path = admin.post("/v1/index/jobs", content=lines({"title": "没有正文"}), headers=NDJSON).headers["location"]
    folder = admin.app.state.desk.readable(path.rpartition("/")[2])[-1]
    found = admin.get(f"{path}/page", params={"name": f"{folder}:1"}, headers=ADMIN)
    assert found.status_code in {200, 404}


def test_a_key_for_jobs_sees_pages_and_no_snapshots(first, make_app, index, tmp_path):  # noqa: F811
    store = KeyStore(tmp_path / "keys.json")
    _, secret = store.create("feeder", frozenset({Scope.JOBS}))
    headers = {"Authorization": f"Bearer {secret}"}
    client = TestClient(make_app(keys_file=store.file), raise_server_exceptions=False)
    problem(client.get("/v1/index/snapshots", headers=headers), 403)
    problem(client.get("/v1/index/golden", headers=headers), 403)
    problem(client.get("/v1/index/jobs/nobody/page?name=a", headers=headers), 404)


def test_examples_are_such_responses():
    for kind, example in [
        (KeptBody, KEPT_EXAMPLE),
        (DifferenceResponse, DIFFERENCE_EXAMPLE),
        (GoldenResponse, GOLDEN_EXAMPLE),
        (PageResponse, PAGE_EXAMPLE),
    ]:
        assert kind.model_validate(example).model_dump(mode="json") == example
