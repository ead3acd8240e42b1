"""Jobs from their enqueuing to their end, each in a process of its own that really builds."""

import os
import signal
from datetime import datetime, timedelta

import pytest

from indexer.core.errors import SettingError, StorageError
from indexer.index.snapshot import current_name
from indexer.pipeline.context import BuildPlan
from indexer.settings import IndexerSettings
from service.jobs.folder import DISPATCHER_LOCK, JobFolder, read_whole, take_lock, write_whole
from service.jobs.job import JobOutcome, JobRequest, JobState, TaskWriter
from service.jobs.process import is_running
from service.jobs.scheduler import Schedule
from service.jobs.worker import run
from tests.archives import build
from tests.doubles import TermEmbedder
from tests.jobs.conftest import ended, until, working


def enqueue(desk, *sources, **options):
    return desk.enqueue(list(sources) or ["news.jsonl"], prune=False, force=False, **options).job.id


@pytest.fixture
def jobs_dir(tmp_path):
    return tmp_path / "index" / "jobs"


@pytest.mark.slow
def test_a_job_builds_the_index_and_says_what_it_did(open_desk, tmp_path, jobs_dir):
    desk = open_desk()
    job = ended(desk, enqueue(desk, ".")).job
    assert (job.state, job.outcome.detail) == (JobState.SUCCEEDED, "")
    assert job.outcome.snapshot == current_name(tmp_path / "index")
    assert [job.outcome.report[name] for name in ("pages", "articles")] == [4, 4]
    until(lambda: not JobFolder(jobs_dir / job.id).path.exists())


@pytest.mark.slow
def test_a_job_that_can_not_be_done_fails_with_the_reason(open_desk, archive):
    (archive / "empty.jsonl").write_text('{"title": "没有正文"}\n', encoding="utf-8")
    desk = open_desk()
    job = ended(desk, enqueue(desk, "empty.jsonl")).job
    assert job.state is JobState.FAILED
    assert "No article was found in 1 page(s)" in job.outcome.detail


@pytest.mark.slow
def test_the_process_has_the_lowest_priority_and_one_job_runs_at_a_time(open_desk, orders):
    (orders / "wait").touch()
    desk = open_desk()
    first, second = enqueue(desk), enqueue(desk)
    pid = working(desk, first).progress.pid
    assert pid != os.getpid()
    assert desk.view(second).job.state is JobState.ENQUEUED
    (orders / "wait").unlink()
    assert [ended(desk, each).job.state for each in (first, second)] == [JobState.SUCCEEDED] * 2
    assert desk.view(first).job.ended_at <= desk.view(second).job.started_at


@pytest.mark.slow
@pytest.mark.parametrize("stubborn", [False, True])
def test_a_canceled_job_ends_even_if_it_does_not_want_to(open_desk, orders, tmp_path, jobs_dir, stubborn):
    (orders / "wait").touch()
    if stubborn:
        (orders / "stubborn").touch()
    desk = open_desk(job_stop_seconds=0.5)
    job_id = enqueue(desk)
    working(desk, job_id)
    assert desk.cancel(job_id).job.cancel_requested
    job = ended(desk, job_id).job
    assert (job.state, job.outcome.detail) == (
        JobState.CANCELED,
        "Canceled while it was worked on; the index is as it was.",
    )
    assert not is_running(JobFolder(jobs_dir / job_id))
    assert not (tmp_path / "index" / "CURRENT").exists()


@pytest.mark.slow
def test_a_job_whose_process_died_is_begun_once_more(open_desk, orders):
    (orders / "die").touch()
    desk = open_desk()
    job = ended(desk, enqueue(desk)).job
    assert (job.state, job.attempts) == (JobState.SUCCEEDED, 2)


@pytest.mark.slow
def test_a_job_whose_process_dies_twice_fails_with_its_last_words(open_desk):
    desk = open_desk(command=("python3", "-c", "raise SystemExit('the disk is on fire')"))
    job = ended(desk, enqueue(desk)).job
    assert job.state is JobState.FAILED
    assert job.outcome.detail == "Its process ended 2 times without a result: the disk is on fire"


@pytest.mark.slow
def test_a_service_that_stops_lets_its_job_wait_and_the_next_one_does_it(open_desk, orders):
    (orders / "wait").touch()
    before = open_desk()
    job_id = enqueue(before)
    working(before, job_id)
    before.dispatcher.stop()
    waiting = before.view(job_id).job
    assert (waiting.state, waiting.attempts) == (JobState.ENQUEUED, 0)
    (orders / "wait").unlink()
    assert ended(open_desk(), job_id).job.attempts == 1


@pytest.mark.slow
def test_a_job_that_outlived_its_service_is_watched_by_the_next(open_desk, orders, jobs_dir):
    """The process is not this dispatcher's child: as after SIGKILL of the service that began it."""
    (orders / "wait").touch()
    before = open_desk(start=False)
    job_id = enqueue(before)
    before.dispatcher._tick()
    working(before, job_id)
    child, before.dispatcher._child = before.dispatcher._child, None
    after = open_desk()
    until(lambda: take_lock_is_taken(jobs_dir))
    assert after.view(job_id).job.attempts == 1
    (orders / "wait").unlink()
    until(lambda: child.poll() is not None)
    assert (ended(after, job_id).job.state, after.view(job_id).job.attempts) == (JobState.SUCCEEDED, 1)


def take_lock_is_taken(jobs_dir):
    lock = take_lock(jobs_dir / DISPATCHER_LOCK)
    if lock is None:
        return True
    os.close(lock)
    return False


@pytest.mark.slow
def test_of_two_services_one_begins_jobs_and_the_other_takes_over(open_desk):
    first, second = open_desk(), open_desk()
    job_id = enqueue(second)
    assert ended(first, job_id).job.state is JobState.SUCCEEDED
    first.dispatcher.stop()
    assert ended(second, enqueue(second)).job.state is JobState.SUCCEEDED


def test_a_result_that_is_there_is_believed_and_the_job_not_done_again(open_desk, jobs_dir):
    desk = open_desk(start=False)
    job_id = enqueue(desk)
    assert desk._store.begin_next().id == job_id
    folder = JobFolder(jobs_dir / job_id)
    folder.path.mkdir()
    write_whole(folder.result, {"state": "succeeded", "snapshot": "s7", "report": {"articles": 2}})
    desk.cancel(job_id)  # too late
    desk.dispatcher._tick()
    job = desk.view(job_id).job
    assert (job.attempts, job.outcome) == (1, JobOutcome(JobState.SUCCEEDED, snapshot="s7", report={"articles": 2}))


def test_a_job_killed_between_publishing_and_saying_so_is_not_done_twice(open_desk, jobs_dir, tmp_path):
    """Its process finds what it has published by the reason that the snapshot gives for itself."""
    desk = open_desk(start=False)
    job_id = enqueue(desk)
    begun = build(tmp_path / "index", TermEmbedder(), plan=BuildPlan(why=f"job {job_id}")).snapshot
    (tmp_path / "index" / "history.jsonl").unlink()
    folder = JobFolder(jobs_dir / job_id)
    TaskWriter(tmp_path / "index", IndexerSettings()).write(desk.view(job_id).job.request, folder)
    run(folder, lambda *_: pytest.fail("the model is not even loaded"))
    assert read_whole(folder.result) == {"state": "succeeded", "snapshot": begun}


def test_folders_of_jobs_that_ended_and_of_old_uploads_are_swept(open_desk, jobs_dir):
    desk = open_desk(start=False)
    done, waiting = enqueue(desk), enqueue(desk)
    desk._store.begin_next()
    desk._store.end(done, JobOutcome(JobState.FAILED, "a test"))
    for name in (done, waiting, "fresh-upload", "old-upload"):
        (jobs_dir / name).mkdir()
    os.utime(jobs_dir / "old-upload", (0, 0))
    desk.dispatcher._sweep()
    assert {path.name for path in jobs_dir.iterdir() if path.is_dir()} == {waiting, "fresh-upload"}


def test_a_schedule_enqueues_a_job_once_in_all_processes(open_desk, archive):
    desks = [open_desk(start=False, schedule="0 3 * * *") for _ in range(2)]
    for desk in desks:
        schedule, request = desk.dispatcher._schedule
        assert request == JobRequest((archive,), origin="schedule")
        yesterday = datetime.now().astimezone().replace(hour=1, minute=0) - timedelta(days=1)
        desk.dispatcher._schedule = (Schedule.of(schedule.line, yesterday), request)
        desk.dispatcher._enqueue_scheduled()
        desk.dispatcher._enqueue_scheduled()
    assert [view.job.request.origin for view in desks[0].list(limit=10)] == ["schedule"]


def test_a_schedule_without_anything_to_index_is_refused(open_desk):
    with pytest.raises(SettingError, match="nothing to index"):
        open_desk(start=False, schedule="0 3 * * *", job_folders=())


def test_an_empty_list_of_scheduled_sources_is_nothing_and_not_all_job_folders(open_desk, archive, monkeypatch):
    """Left out, it is what jobs may read: archive is in the job folders here."""
    with pytest.raises(SettingError, match="nothing to index"):
        open_desk(start=False, schedule="0 3 * * *", schedule_sources=())
    monkeypatch.setenv("XUNWEN_SCHEDULE_SOURCES", "[]")
    with pytest.raises(SettingError, match="nothing to index"):
        open_desk(start=False, schedule="0 3 * * *")
    monkeypatch.delenv("XUNWEN_SCHEDULE_SOURCES")
    _, request = open_desk(start=False, schedule="0 3 * * *").dispatcher._schedule
    assert request.sources == (archive,)


def test_a_folder_that_can_not_be_written_is_named(open_desk, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="XUNWEN_JOBS_DIR"):
        open_desk(start=False, jobs_dir=tmp_path / "file" / "jobs")


def test_an_upload_becomes_a_job_once(open_desk):
    desk = open_desk(start=False)
    first, second = desk.upload_folder(), desk.upload_folder()
    for folder in (first, second):
        folder.upload.write_text('{"id": "a", "title": "题", "text": "文"}\n', encoding="utf-8")
    one = desk.enqueue_upload(first, prune=False, force=False, key="k", body_sha256="x")
    two = desk.enqueue_upload(second, prune=False, force=False, key="k", body_sha256="x")
    assert one.job.id == two.job.id == first.path.name
    assert (first.upload.exists(), second.path.exists()) == (True, False)


def test_a_signal_goes_to_the_process_of_the_job_only(open_desk):
    """A job that has not said its number yet gets none: number 0 would be this very process group."""
    desk = open_desk(start=False)
    job_id = enqueue(desk)
    desk._store.begin_next()
    desk.cancel(job_id)
    job = desk.view(job_id).job
    desk.dispatcher._press(job, desk.dispatcher._folder(job))
    assert desk.dispatcher._told_at == {}
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
