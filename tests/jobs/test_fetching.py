"""A schedule may fetch before it indexes: off by default, and a site that is away keeps nothing from being indexed."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from indexer.core.errors import SettingError
from indexer.index.snapshot import open_snapshot
from service.http.job_schemas import JobResponse
from service.jobs.job import JobState
from service.jobs.scheduler import Schedule
from tests.fetch.site import Answer, page, serving
from tests.jobs.conftest import ended


def scheduled(desk):
    """The job that a desk's schedule enqueues now."""
    schedule, request = desk.dispatcher._schedule
    desk.dispatcher._schedule = (Schedule.of(schedule.line, datetime.now(UTC) - timedelta(days=2)), request)
    desk.dispatcher._enqueue_scheduled()
    (view,) = desk.list(limit=10)
    return view.job.id


def test_a_scheduled_job_fetches_and_indexes_what_it_fetched(open_desk, tmp_path, monkeypatch):
    monkeypatch.setenv("XUNWEN_FETCH_PRIVATE_NETWORKS", '["127.0.0.0/8"]')
    monkeypatch.setenv("XUNWEN_FETCH_DELAY", "0")
    with serving() as site:
        site.answers = {
            "/map.txt": Answer(f"{site.address}/a\n{site.address}/gone\n", "text/plain"),
            "/a": Answer(page("白鹭镇转移群众")),
        }
        settings = {
            "schedule": "0 3 * * *",
            "schedule_fetch": (f"{site.address}/map.txt",),
            "schedule_fetch_to": tmp_path / "fetched",
        }
        desk = open_desk(start=False, **settings)
        job_id = scheduled(desk)
        desk.dispatcher.start()
        view = ended(desk, job_id)
        told = JobResponse.of(view).fetch
    assert view.job.outcome.state is JobState.SUCCEEDED
    assert (told.listed, told.new, told.failed) == (2, 1, 1)
    assert told.failures[0].detail == "It is answered 404."
    assert json.loads(JobResponse.of(view).model_dump_json())["fetch"]["new"] == 1
    snapshot = open_snapshot(tmp_path / "index")
    try:
        # Four of the job folder, and the one that was fetched.
        assert len(snapshot.facts.ids) == 5
    finally:
        snapshot.close()


def test_fetching_is_off_by_default_and_wants_a_folder(open_desk):
    _, request = open_desk(start=False, schedule="0 3 * * *").dispatcher._schedule
    assert (request.fetch, request.fetch_to) == ((), None)
    with pytest.raises(SettingError, match="XUNWEN_SCHEDULE_FETCH_TO"):
        open_desk(start=False, schedule="0 3 * * *", schedule_fetch=("https://a.example/feed",))
