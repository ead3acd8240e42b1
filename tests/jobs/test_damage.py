"""Files that a crash cut short and rows that somebody changed are told of for their own job and stop no other."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from indexer.core.errors import StorageError
from service.jobs.folder import STORE, DamagedFileError, JobFolder, read_whole, take_lock, write_whole
from service.jobs.job import JobState, Task
from service.jobs.process import ProgressFile, birth, read_progress, send
from tests.jobs.conftest import ended
from tests.jobs.term_runner import COMMAND

DAMAGED = [b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"state": "do', b"[" * 100_000, b"\0" * 4096]
WRONG = [b'{"state": 7}', b'{"report": {}}', b'{"state": "processing", "report": 3}', b'{"state": "no such state"}']


@pytest.fixture
def jobs_dir(tmp_path):
    return tmp_path / "index" / "jobs"


def begun(desk, jobs_dir):
    """A job that is worked on, as far as the store knows, and its folder."""
    job_id = desk.enqueue(["news.jsonl"], prune=False, force=False).job.id
    assert desk._store.begin_next().id == job_id
    folder = JobFolder(jobs_dir / job_id)
    folder.path.mkdir()
    return job_id, folder


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_named(tmp_path, content):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(DamagedFileError, match=r"a\.json is damaged"):
        read_whole(tmp_path / "a.json")
    with pytest.raises(DamagedFileError, match=r"a\.json is damaged"):
        Task.read(tmp_path / "a.json")


def test_what_is_no_file_is_damaged_too(tmp_path):
    (tmp_path / "a.json").mkdir()
    (tmp_path / "b.json").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "c.json")
    for name in ("a.json", "b.json", "c.json"):
        with pytest.raises(DamagedFileError, match=name):
            read_whole(tmp_path / name)


@pytest.mark.parametrize("content", [*DAMAGED, b'{"done": "many"}', b'{"rate": {}}'])
def test_progress_that_can_not_be_read_is_a_note_of_this_job(open_desk, jobs_dir, content):
    desk = open_desk(start=False)
    job_id, folder = begun(desk, jobs_dir)
    folder.progress.write_bytes(content)
    view = desk.view(job_id)
    assert view.job.state is JobState.PROCESSING
    assert "progress.json is damaged" in view.progress.note
    assert [each.job.id for each in desk.list(limit=5)] == [job_id]


@pytest.mark.parametrize("content", [*DAMAGED, *WRONG])
def test_a_job_whose_result_can_not_be_read_is_begun_again_and_then_fails_with_the_reason(open_desk, jobs_dir, content):
    desk = open_desk(start=False)
    job_id, folder = begun(desk, jobs_dir)
    for _ in range(2):
        folder.path.mkdir(exist_ok=True)
        folder.result.write_bytes(content)
        (job,) = desk._store.processing()
        desk.dispatcher._look_after(job)
        if desk._store.job(job_id).state is JobState.ENQUEUED:
            desk._store.begin_next()
    job = desk.view(job_id).job
    assert (job.state, job.attempts) == (JobState.FAILED, 2)
    assert "result.json is damaged" in job.outcome.detail


def broken_stores():
    """What may lie in the place of a store: no database, one cut in half, one with torn pages, one of another program."""

    def other(file):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY, name TEXT)")

    return {
        "no database": lambda file: file.write_bytes(b"jobs, jobs, jobs " * 500),
        "cut": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
        "torn": lambda file: file.write_bytes(file.read_bytes()[:4096] + b"\xa5" * (file.stat().st_size - 4096)),
        "another program's": lambda file: (file.unlink(), other(file)),
    }


@pytest.mark.parametrize("how", broken_stores())
def test_a_store_that_can_not_be_read_is_named_with_the_way_out_and_left_as_it_is(open_desk, jobs_dir, how, caplog):
    open_desk(start=False).enqueue(["news.jsonl"], prune=False, force=False)
    file = jobs_dir / STORE
    broken_stores()[how](file)
    before = file.read_bytes()
    desk = open_desk(start=False)
    assert "jobs.sqlite" in caplog.text
    for ask in (
        desk.counts,
        lambda: desk.list(limit=5),
        lambda: desk.enqueue(["news.jsonl"], prune=False, force=False),
    ):
        with pytest.raises(StorageError, match="damaged") as told:
            ask()
        assert str(file) in told.value.message
        assert "Move" in told.value.next_step
    caplog.clear()
    for _ in range(5):
        desk.dispatcher._trying(desk.dispatcher._tick)
    assert caplog.text.count("jobs can't go on for now") == 1
    assert file.read_bytes() == before


@pytest.mark.slow
def test_an_empty_result_ends_neither_the_dispatcher_nor_its_job(open_desk, jobs_dir):
    desk = open_desk(start=False)
    job_id, folder = begun(desk, jobs_dir)
    folder.result.touch()
    folder.progress.touch()
    after = desk.enqueue(["news.jsonl"], prune=False, force=True).job.id
    desk.dispatcher.start()
    assert [ended(desk, each).job.state for each in (job_id, after)] == [JobState.SUCCEEDED] * 2


def test_a_folder_in_the_place_of_a_result_is_cleared_away(open_desk, jobs_dir):
    desk = open_desk(start=False)
    job_id, folder = begun(desk, jobs_dir)
    (folder.result / "x").mkdir(parents=True)
    desk.dispatcher._look_after(desk._store.job(job_id))
    assert desk.view(job_id).job.state is JobState.ENQUEUED
    assert not folder.result.exists()


@pytest.mark.parametrize("column", ["request", "outcome"])
@pytest.mark.parametrize("content", ["", "{", "[]", '{"sources": 3}', '{"state": "?"}'])
def test_a_row_that_can_not_be_read_is_a_job_that_says_so(open_desk, jobs_dir, column, content):
    desk = open_desk(start=False)
    broken = desk.enqueue(["news.jsonl"], prune=False, force=False).job.id
    whole = desk.enqueue(["news.jsonl"], prune=False, force=False).job.id
    with closing(sqlite3.connect(jobs_dir / "jobs.sqlite")) as connection, connection:
        connection.execute(f"UPDATE jobs SET {column} = ? WHERE id = ?", (content, broken))  # noqa: S608  a name above
    assert {view.job.id for view in desk.list(limit=5)} == {broken, whole}
    desk.dispatcher._tick()
    job = desk.view(broken).job
    assert job.state is JobState.FAILED
    assert "is damaged" in job.outcome.detail
    assert desk.view(whole).job.state is JobState.ENQUEUED


def test_a_row_in_no_state_is_a_failed_job_that_says_so(open_desk, jobs_dir):
    desk = open_desk(start=False)
    broken = desk.enqueue(["news.jsonl"], prune=False, force=False).job.id
    with closing(sqlite3.connect(jobs_dir / "jobs.sqlite")) as connection, connection:
        connection.execute("UPDATE jobs SET state = 'under way' WHERE id = ?", (broken,))
    (job,) = [view.job for view in desk.list(limit=5)]
    assert job.state is JobState.FAILED
    assert "is damaged" in job.outcome.detail


@pytest.mark.slow
def test_no_fault_ends_the_dispatcher(open_desk):
    desk = open_desk(start=False)
    tick, faults = desk.dispatcher._tick, [ZeroDivisionError("a test")]

    def faulty():
        if faults:
            raise faults.pop()
        tick()

    desk.dispatcher._tick = faulty
    desk.dispatcher.start()
    job_id = desk.enqueue(["news.jsonl"], prune=False, force=False).job.id
    assert ended(desk, job_id).job.state is JobState.SUCCEEDED


def traced(script, *arguments):
    """The calls by which a script flushes and renames, in order, as strace sees them."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    command = ["strace", "-f", "-qq", "-y", "-e", "trace=fsync,rename,renameat,renameat2"]
    done = subprocess.run(
        [*command, sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode != 0:
        pytest.skip(f"strace may not trace here: {done.stderr.strip()}")
    return [
        line[line.index(next(call for call in ("fsync(", "rename") if call in line)) :]
        for line in done.stderr.splitlines()
    ]


def test_what_a_job_leaves_is_on_disk_before_it_has_its_name(tmp_path):
    """In this order: the content is flushed, then the file is renamed, then the folder is flushed."""
    script = (
        "from pathlib import Path; import sys; from service.jobs.folder import write_whole;"
        "write_whole(Path(sys.argv[1]), {'a': 1})"
    )
    calls = traced(script, tmp_path / "result.json")
    assert [call[:5] for call in calls] == ["fsync", "renam", "fsync"]


def test_what_was_uploaded_is_on_disk_before_the_job_is(tmp_path):
    script = (
        "from pathlib import Path; import sys; from indexer.settings import IndexerSettings;"
        "from service.jobs.queue import JobQueue as JobDesk; from service.settings import ServiceSettings;"
        "desk = JobDesk.open(Path(sys.argv[1]), ServiceSettings(), IndexerSettings()); folder = desk.upload_folder();"
        "folder.upload.write_text('{}'); desk.enqueue_upload(folder, prune=False, force=False)"
    )
    calls = traced(script, tmp_path / "index")
    flushed = [call for call in calls if "upload.jsonl" in call]
    assert len(flushed) == 1
    assert any("jobs.sqlite" in call or "jobs>" in call for call in calls[calls.index(flushed[0]) + 1 :])


@pytest.fixture
def stranger():
    """A process group that is none of ours to end."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True) as process:
        yield process
        process.kill()


def test_a_number_that_another_process_has_by_now_gets_no_signal(tmp_path, stranger):
    """What a job said of itself before it died: its number has gone to somebody else."""
    folder = JobFolder(tmp_path)
    lock = take_lock(folder.lock)
    try:
        for born in ("1", "", birth(os.getpid())):
            write_whole(folder.progress, {"pid": stranger.pid, "born": born})
            assert not send(folder, signal.SIGKILL, None)
        assert stranger.poll() is None
        write_whole(folder.progress, {"pid": stranger.pid, "born": birth(stranger.pid)})
        assert send(folder, signal.SIGKILL, None)
        assert stranger.wait(10) == -signal.SIGKILL
    finally:
        os.close(lock)


def test_where_no_process_holds_the_job_s_lock_nobody_gets_a_signal(tmp_path, stranger):
    folder = JobFolder(tmp_path)
    write_whole(folder.progress, {"pid": stranger.pid, "born": birth(stranger.pid)})
    assert not send(folder, signal.SIGKILL, None)
    assert stranger.poll() is None


def test_a_child_that_has_ended_gets_no_signal(tmp_path):
    with subprocess.Popen(["true"], start_new_session=True) as child:
        time.sleep(0.2)
        assert not send(JobFolder(tmp_path), signal.SIGTERM, child)


def test_progress_says_which_process_it_is(tmp_path):
    ProgressFile(tmp_path / "progress.json")
    told = read_progress(tmp_path / "progress.json")
    assert (told.pid, told.born) == (os.getpid(), birth(os.getpid()))
    assert told.born


@pytest.mark.slow
def test_a_service_that_stops_does_not_wait_for_a_process_that_nobody_can_tell(open_desk, orders, jobs_dir):
    (orders / "wait").touch()
    desk = open_desk(start=False, job_stop_seconds=0.2, command=COMMAND)
    desk.enqueue(["news.jsonl"], prune=False, force=False)
    desk.dispatcher._tick()
    (job,) = desk._store.processing()
    child, desk.dispatcher._child = desk.dispatcher._child, None
    until_written(JobFolder(jobs_dir / job.id))
    os.kill(child.pid, signal.SIGSTOP)
    try:
        JobFolder(jobs_dir / job.id).progress.write_bytes(b"")
        began = time.monotonic()
        desk.dispatcher._hand_over()
        assert time.monotonic() - began < 5
        assert desk.view(job.id).job.state is JobState.PROCESSING
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()


def until_written(folder):
    end = time.monotonic() + 30
    while read_progress(folder.progress).pid == 0:
        assert time.monotonic() < end
        time.sleep(0.02)
