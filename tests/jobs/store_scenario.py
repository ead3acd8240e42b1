"""Hands in three jobs and does them all: `python -m tests.jobs.store_scenario FOLDER`. May be killed and run again.

What the store has confirmed is written to FOLDER/confirmed, a line each, for the test to hold against the store.
"""

import os
import sys
from pathlib import Path

from service.jobs.job import JobOutcome, JobRequest, JobState
from service.jobs.store import JobStore

KEYS = ("morning", "noon", "night")


def main(folder: Path) -> None:
    journal = os.open(folder / "confirmed", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def confirm(what: str, job_id: str) -> None:
        os.write(journal, f"{what} {job_id}\n".encode())

    store = JobStore(folder / "jobs.sqlite")
    for key in KEYS:
        confirm("enqueued", store.enqueue(JobRequest(()), key=key, body_sha256=key).id)
    for interrupted in store.processing():
        store.put_back(interrupted.id)
    while (job := store.begin_next()) is not None:
        confirm("begun", job.id)
        if store.end(job.id, JobOutcome(JobState.SUCCEEDED, snapshot=f"of {job.id}")):
            confirm("succeeded", job.id)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
