"""Killed at any instant, a push leaves the store as it was and a pull the index; run again, each goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.index.snapshot import POINTER, current_name, verify
from indexer.store.layout import BLOBS, current
from indexer.store.pull import INCOMING, pull
from indexer.store.push import push
from tests.store.conftest import publish_files

FIRST, SECOND = "20260101T000000.000Z", "20260102T000000.000Z"
_FILES = 120

COMMAND = """
import sys, time
from pathlib import Path
from indexer.store.open import open_store
from indexer.store.{what} import {what}
objects = open_store(sys.argv[2])
def far_away(method):
    def slow(*given):
        time.sleep(0.02)
        return method(*given)
    return slow
for name in ("upload", "blocks"):
    setattr(type(objects), name, far_away(getattr(type(objects), name)))
{what}(Path(sys.argv[1]), objects, parallel=1)
"""
"""A store that is not beside the processor: of a hundred files there is time to be killed in, however late a busy machine looks."""


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """An index of many files, so that there is time to be killed in."""
    index = publish_files(tmp_path / "built", FIRST, {"a": b"first"})
    return publish_files(index, SECOND, {f"file-{number}": os.urandom(20_000) for number in range(_FILES)})


def killed(what: str, index: Path, location: str, far_enough: Callable[[], bool]) -> None:
    """Runs it in a process of its own, which is killed as soon as it is far enough."""
    command = [sys.executable, "-c", COMMAND.format(what=what), str(index), location]
    with subprocess.Popen(command) as process:
        until = time.monotonic() + 60
        while not far_enough() and time.monotonic() < until:
            assert process.poll() is None, "it was done before it was killed"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


def test_a_push_that_is_killed_goes_on(many, location, objects, tmp_path):
    older = publish_files(tmp_path / "older", FIRST, {"a": b"first"})
    push(older, objects)
    killed("push", many, location, lambda: len(objects.list(BLOBS)) > 10)
    assert current(objects).name == FIRST
    assert pull(tmp_path / "pulled", objects).snapshot == FIRST
    there = len(objects.list(BLOBS))
    done = push(many, objects)
    assert done.files == _FILES + 1
    assert done.uploaded == _FILES + 1 - (there - 2)  # all but what the first left, less the older one's two
    assert pull(tmp_path / "pulled", objects).snapshot == SECOND
    verify(tmp_path / "pulled")


def test_a_pull_that_is_killed_goes_on(many, location, objects, tmp_path):
    place = tmp_path / "pulled"
    push(publish_files(tmp_path / "older", FIRST, {"a": b"first"}), objects)
    pull(place, objects)
    push(many, objects)

    def whole() -> int:
        return len([each for each in (place / INCOMING).glob("*") if each.suffix != ".part"])

    killed("pull", place, location, lambda: (place / INCOMING).is_dir() and whole() > 10)
    assert current_name(place) == FIRST
    there = whole()
    done = pull(place, objects)
    assert (done.snapshot, done.downloaded) == (SECOND, _FILES - there)
    assert verify(place).name == SECOND
    assert (place / POINTER).read_bytes() == (many / POINTER).read_bytes()
