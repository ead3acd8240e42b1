"""Desks over an index in a temporary folder, with the deterministic double as the model."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from indexer.settings import IndexerSettings
from service.jobs.job import JobState
from service.jobs.queue import JobQueue, JobView
from service.settings import ServiceSettings
from tests.archives import RECORDS
from tests.jobs.term_runner import COMMAND

OpenDesk = Callable[..., JobQueue]


def until(condition: Callable[[], object], *, seconds: float = 90) -> None:
    """Wait for what a test is about to look at."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def ended(desk: JobQueue, job_id: str) -> JobView:
    """A job after its end."""
    until(lambda: desk.view(job_id).job.state.ended)
    return desk.view(job_id)


def working(desk: JobQueue, job_id: str) -> JobView:
    """A job while its process lives and has said so."""

    def begun() -> bool:
        progress = desk.view(job_id).progress
        return progress is not None and progress.pid > 0

    until(begun)
    assert desk.view(job_id).job.state is JobState.PROCESSING
    return desk.view(job_id)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder that jobs may read, with four articles."""
    folder = tmp_path / "archive"
    folder.mkdir()
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS)
    (folder / "news.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Where `term_runner` finds its orders."""
    folder = tmp_path / "index" / "jobs" / "orders"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def open_desk(tmp_path: Path, archive: Path) -> Iterator[OpenDesk]:
    """Opens desks over one index; their dispatchers are stopped at the end."""
    with ExitStack() as stack:

        def opened(*, start: bool = True, command: tuple[str, ...] = COMMAND, **settings: object) -> JobQueue:
            chosen = ServiceSettings(**{"job_folders": (archive,), "job_stop_seconds": 2, **settings})
            desk = JobQueue.open(tmp_path / "index", chosen, IndexerSettings(), command=command)
            if start:
                desk.dispatcher.start()
            stack.callback(desk.dispatcher.stop)
            return desk

        yield opened
