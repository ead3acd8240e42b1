"""The store under SIGKILL: at each of its writes, and at random. Nothing confirmed is lost, nothing is done twice."""

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from service.jobs.job import JobState
from service.jobs.store import JobStore
from tests.jobs.store_scenario import KEYS

SCENARIO = (sys.executable, "-m", "tests.jobs.store_scenario")
CALLS = "pwrite64,write,fdatasync,fsync,ftruncate,unlink,unlinkat,openat"
ALL_POINTS = bool(os.environ.get("XUNWEN_TEST_ALL_CRASHES"))
"""`make crash` sets it; otherwise a sample of the points is tried."""
SAMPLE = 14


def traced(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the scenario under strace, which sees the system calls on the store's files only."""
    files = [f"--trace-path={folder / name}" for name in ("jobs.sqlite", "jobs.sqlite-journal")]
    command = ["strace", "-f", "-qq", *files, "-e", f"trace={CALLS}", *arguments, *SCENARIO, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def points_of(folder: Path) -> list[tuple[str, int]]:
    """Every call that the scenario makes on the store's files: its name, and the how-manieth of that name it is."""
    folder.mkdir()
    done = traced(folder, "-o", str(folder / "calls"))
    if done.returncode != 0:
        pytest.skip(f"strace may not trace here: {done.stderr.strip()}")
    names = re.findall(r"^(?:\d+ +)?(\w+)\(", (folder / "calls").read_text(), re.MULTILINE)
    return [(name, names[: place + 1].count(name)) for place, name in enumerate(names)]


def check(folder: Path) -> set[str]:
    """Holds the store against what it has confirmed; returns the jobs that are done."""
    confirmed = (
        Counter((folder / "confirmed").read_text().splitlines()) if (folder / "confirmed").exists() else Counter()
    )
    store = JobStore(folder / "jobs.sqlite")
    with closing(sqlite3.connect(folder / "jobs.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    jobs = {job.id: job for job in store.jobs()}
    assert len(jobs) <= len(KEYS)
    assert store.counts()["processing"] <= 1
    for line, times in confirmed.items():
        what, job_id = line.split()
        assert job_id in jobs, line
        if what == "succeeded":
            assert (times, jobs[job_id].state) == (1, JobState.SUCCEEDED)
    return {job.id for job in jobs.values() if job.state is JobState.SUCCEEDED}


def finish(folder: Path) -> None:
    """The next run does what is left, and nothing that was done."""
    done = check(folder)
    confirmed = folder / "confirmed"
    before = confirmed.read_text().splitlines() if confirmed.exists() else []
    subprocess.run([*SCENARIO, str(folder)], check=True, timeout=60)
    begun = {line.split()[1] for line in confirmed.read_text().splitlines()[len(before) :] if line.startswith("begun")}
    assert not begun & done
    assert len(check(folder)) == len(KEYS)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_killed_at_a_write_the_store_opens_and_the_jobs_are_done_once(tmp_path):
    points = points_of(tmp_path / "whole")
    assert len(points) > 60  # three jobs, three changes each, several calls a change
    chosen = points if ALL_POINTS else points[:: len(points) // SAMPLE]
    for call, nth in chosen:
        folder = tmp_path / f"{call}-{nth}"
        folder.mkdir()
        killed = traced(folder, "-o", "/dev/null", "-e", f"inject={call}:signal=KILL:when={nth}")
        assert killed.returncode in {-signal.SIGKILL, 128 + signal.SIGKILL}, (call, nth, killed)
        finish(folder)


@pytest.mark.slow
def test_killed_at_random_the_store_opens_and_the_jobs_are_done_once(tmp_path):
    chance = random.Random(20240518)  # noqa: S311  a fixed seed
    for number in range(ALL_POINTS * 40 + 5):
        folder = tmp_path / str(number)
        folder.mkdir()
        running = subprocess.Popen([*SCENARIO, str(folder)])
        deadline = time.monotonic() + 20
        while not (folder / "jobs.sqlite").exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.15))
        running.kill()
        running.wait()
        finish(folder)
