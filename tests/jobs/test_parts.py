"""The small parts of jobs: which sources are allowed, how progress is told, how files are replaced."""

import json
import os
from pathlib import Path

import pytest

from service.jobs.folder import read_whole, take_lock, write_whole
from service.jobs.job import ForbiddenSourceError, allowed_sources
from service.jobs.process import ProgressFile, read_progress


@pytest.fixture
def tree(tmp_path):
    """A folder that jobs may read, with ways out of it."""
    for name in ("open/2024", "secret"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("open/a.jsonl", "open/2024/b.jsonl", "secret/c.jsonl"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "open" / "way-out").symlink_to(tmp_path / "secret")
    (tmp_path / "open" / "way-in").symlink_to(tmp_path / "open" / "2024")
    (tmp_path / "open" / "circle").symlink_to(tmp_path / "open" / "circle")
    (tmp_path / "opener").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a.jsonl", "open/a.jsonl"),
        (".", "open"),
        ("2024/../a.jsonl", "open/a.jsonl"),
        ("way-in/b.jsonl", "open/2024/b.jsonl"),
    ],
)
def test_a_source_under_the_folder_is_resolved(tree, source, found):
    assert allowed_sources([source], [tree / "open"]) == (tree / found,)
    assert allowed_sources([str(tree / "open" / source)], [tree / "open"]) == (tree / found,)


@pytest.mark.parametrize(
    "source", ["../secret/c.jsonl", "way-out/c.jsonl", "way-out", "circle", "nothing", "..", "/", "a\0b", "../opener"]
)
def test_a_source_that_leads_out_or_nowhere_is_refused_in_the_same_words(tree, source):
    with pytest.raises(ForbiddenSourceError) as refused:
        allowed_sources([source], [tree / "open"])
    assert refused.value.message == f"{source!r} is not a file or folder that jobs may read."


def test_without_folders_nothing_may_be_read(tree):
    with pytest.raises(ForbiddenSourceError, match="XUNWEN_JOB_FOLDERS"):
        allowed_sources([str(tree / "open" / "a.jsonl")], [])


def test_progress_tells_rate_and_time_left(tmp_path):
    now = [100.0]
    progress = ProgressFile(tmp_path / "progress.json", clock=lambda: now[0])
    progress.stage("embed", 1000, "chunks")
    now[0] += 4
    progress.advance(100)
    told = read_progress(tmp_path / "progress.json")
    assert (told.stage, told.done, told.total, told.unit, told.pid) == ("embed", 100, 1000, "chunks", os.getpid())
    assert (told.rate, told.seconds_left) == (25.0, 36.0)  # 100 in 4 s; 900 more at 25 a second


def test_a_rate_is_that_of_the_last_half_minute(tmp_path):
    now = [0.0]
    progress = ProgressFile(tmp_path / "progress.json", clock=lambda: now[0])
    progress.stage("embed", None, "chunks")
    for _ in range(60):  # a minute at 100 a second, then one at 10
        now[0] += 1
        progress.advance(100)
    for _ in range(60):
        now[0] += 1
        progress.advance(10)
    told = progress.now()
    assert (told.rate, told.seconds_left, told.done) == (10.0, None, 6600)


def test_progress_is_written_at_most_four_times_a_second(tmp_path):
    now = [0.0]
    progress = ProgressFile(tmp_path / "progress.json", clock=lambda: now[0])
    progress.stage("read", 10, "bytes")
    now[0] = 0.2
    progress.advance(1)
    assert read_progress(tmp_path / "progress.json").done == 0
    now[0] = 0.3
    progress.page(read=False)
    told = read_progress(tmp_path / "progress.json")
    assert (told.done, told.pages, told.unread) == (1, 1, 1)


def test_a_json_file_is_replaced_whole(tmp_path):
    write_whole(tmp_path / "a.json", {"one": 1})
    write_whole(tmp_path / "a.json", {"two": "二"}, lasting=False)
    assert read_whole(tmp_path / "a.json") == {"two": "二"}
    assert read_whole(tmp_path / "b.json") is None
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == {"two": "二"}


def test_a_lock_is_held_once_and_ends_with_its_descriptor(tmp_path):
    held = take_lock(tmp_path / "lock")
    assert take_lock(tmp_path / "lock") is None
    os.close(held)
    again = take_lock(tmp_path / "lock")
    assert again is not None
    os.close(again)


def test_where_jobs_are_kept_nothing_else_is_read(tmp_path):
    assert allowed_sources([], [tmp_path]) == ()
    assert Path(allowed_sources(["."], [tmp_path])[0]) == tmp_path.resolve()
