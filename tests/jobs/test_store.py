"""Jobs in their store: what each change does, and what it refuses."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.jobs import store as store_module
from service.jobs.job import JobOutcome, JobRequest, JobState, KeyReusedError, UnknownJobError
from service.jobs.store import JobStore

REQUEST = JobRequest((Path("/srv/archive"),), prune=True)
DONE = JobOutcome(JobState.SUCCEEDED, snapshot="s1", report={"articles": 3})


@pytest.fixture
def store(tmp_path):
    return JobStore(tmp_path / "jobs.sqlite")


def test_a_job_comes_back_as_it_was_handed_in(store, tmp_path):
    job = store.enqueue(REQUEST)
    assert (job.state, job.request, job.attempts, job.outcome) == (JobState.ENQUEUED, REQUEST, 0, None)
    assert JobStore(tmp_path / "jobs.sqlite").job(job.id) == job


def test_the_oldest_is_begun_first_and_the_next_only_after_its_end(store):
    first, second = store.enqueue(REQUEST), store.enqueue(REQUEST)
    assert store.begin_next().id == first.id
    assert store.begin_next() is None
    assert store.end(first.id, DONE)
    assert store.begin_next().id == second.id


def test_the_end_of_a_job_is_kept_once(store):
    job = store.enqueue(REQUEST)
    assert not store.end(job.id, DONE)
    store.begin_next()
    assert store.end(job.id, DONE)
    assert not store.end(job.id, JobOutcome(JobState.FAILED, "late"))
    kept = store.job(job.id)
    assert (kept.state, kept.outcome) == (JobState.SUCCEEDED, DONE)
    assert kept.created_at <= kept.started_at <= kept.ended_at


def test_a_job_put_back_keeps_its_place_and_counts_its_attempts(store):
    first, second = store.enqueue(REQUEST), store.enqueue(REQUEST)
    store.begin_next()
    assert store.put_back(first.id)
    begun = store.begin_next()
    assert (begun.id, begun.attempts) == (first.id, 2)
    assert store.put_back(first.id, uncounted=True)
    assert store.begin_next().attempts == 2
    assert not store.put_back(second.id)


def test_canceling_ends_what_waits_and_asks_what_is_worked_on(store):
    working, waiting = store.enqueue(REQUEST), store.enqueue(REQUEST)
    store.begin_next()
    canceled, asked = store.cancel(waiting.id), store.cancel(working.id)
    assert (canceled.state, canceled.outcome.detail) == (JobState.CANCELED, "Canceled before it began.")
    assert (asked.state, asked.cancel_requested) == (JobState.PROCESSING, True)
    store.end(working.id, DONE)
    assert store.cancel(working.id).state is JobState.SUCCEEDED


def test_a_key_sent_again_gives_the_same_job_and_with_another_body_none(store):
    job = store.enqueue(REQUEST, key="tonight", body_sha256="a")
    assert store.enqueue(REQUEST, key="tonight", body_sha256="a").id == job.id
    with pytest.raises(KeyReusedError, match=f"'tonight' came with another body before, for job {job.id}"):
        store.enqueue(REQUEST, key="tonight", body_sha256="b")
    assert store.enqueue(REQUEST, body_sha256="a").id != job.id
    assert [len(store.jobs()), store.counts()["enqueued"]] == [2, 2]


def test_an_unknown_job_is_named(store):
    for ask in (store.job, store.cancel):
        with pytest.raises(UnknownJobError, match="There is no job 'nobody'"):
            ask("nobody")


def test_of_jobs_that_ended_the_newest_are_remembered(store, monkeypatch):
    monkeypatch.setattr(store_module, "KEPT", 2)
    ids = [store.enqueue(REQUEST).id for _ in range(4)]
    for job_id in ids[:3]:
        store.begin_next()
        store.end(job_id, DONE)
    assert [job.id for job in store.jobs()] == [ids[3], ids[2], ids[1]]


STEPS = st.lists(st.sampled_from(["enqueue", "begin", "end", "put back", "cancel"]), max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_one_job_is_worked_on_and_each_that_was_handed_in_is_somewhere(steps, tmp_path_factory):
    store = JobStore(tmp_path_factory.mktemp("store") / "jobs.sqlite")
    handed_in = 0
    for step in steps:
        jobs = store.jobs()
        if step == "enqueue":
            store.enqueue(REQUEST)
            handed_in += 1
        elif step == "begin":
            store.begin_next()
        elif jobs:
            change = {"end": lambda each: store.end(each, DONE), "put back": store.put_back, "cancel": store.cancel}
            change[step](jobs[len(jobs) // 2].id)
        counts = store.counts()
        assert counts["processing"] <= 1
        assert sum(counts.values()) == handed_in
