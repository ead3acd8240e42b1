"""Builds that are stopped, short of disk or robbed of their sources end clearly, and leave the last snapshot as it was."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.core.article import Page
from indexer.core.errors import IndexBusyError, InputError, StorageError
from indexer.core.process import Silent
from indexer.index.locks import build_lock
from indexer.index.snapshot import current_name, snapshot_names, verify
from indexer.input.pages import read_pages
from indexer.pipeline.build import build_index
from indexer.pipeline.context import BuildPlan
from tests.archives import RECORDS, UNDATED, build, record_pages
from tests.cli.conftest import write_records
from tests.doubles import TermEmbedder

ROOT = Path(__file__).parents[2]
MANY = [{"id": f"r{number}", "body": f"第{number}号短讯说的是{number * 7919}。"} for number in range(300)]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build(tmp_path / "index", TermEmbedder())
    return tmp_path / "index"


@pytest.mark.slow
def test_sigterm_ends_a_build_with_a_summary(tmp_path: Path, model_environment: dict[str, str]) -> None:
    """As Ctrl-C does (tests/cli), with the exit code that shells give to SIGTERM."""
    # Every text is another one, so that each is embedded: the cache is written to while much is left to stop.
    file = write_records(
        tmp_path / "a.jsonl",
        *({"id": f"r{number}", "body": f"第{number}号短讯说的是{number * 7919}。"} for number in range(6000)),
    )
    command = [sys.executable, "-m", "service", "index", str(file), "--index", str(tmp_path / "index")]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **model_environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    log = tmp_path / "index" / "embeddings.sqlite-wal"
    while process.poll() is None and not (log.exists() and log.stat().st_size > 50_000):
        time.sleep(0.002)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (143, "")
    summary, error = err.splitlines()[-2:]
    # A quick machine is at the titles by the time the signal arrives.
    assert summary.startswith(
        ("Stopped in stage embed: 6,000 pages read, ", "Stopped in stage embed titles: 6,000 pages read, ")
    )
    assert summary.endswith(" of 6,000 chunks have their vectors. Nothing was published.")
    assert error == "error: Terminated. Run it again; an index build goes on where it was stopped."
    assert snapshot_names(tmp_path / "index") == []


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="only root may mount a small disk")
def test_a_full_disk_ends_a_build_and_a_larger_one_lets_it_go_on(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk can't be mounted here")
    try:
        build(disk, TermEmbedder())
        before = current_name(disk)
        with pytest.raises(StorageError, match=r"can't be written: .*(No space left|is full|disk I/O)"):
            build(disk, TermEmbedder(), record_pages(MANY))
        assert (current_name(disk), snapshot_names(disk)) == (before, [before])
        verify(disk)
        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        report = build(disk, TermEmbedder(), record_pages(MANY))
        assert (report.published, report.articles) == (True, 304)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.parametrize("kilobytes", [4, 16, 40, 64, 100])
def test_files_that_may_not_grow_end_a_build(kilobytes: int, index: Path) -> None:
    before = current_name(index)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1000, hard))
    try:
        with pytest.raises(StorageError, match="Check its rights and the space on its disk"):
            build(index, TermEmbedder(), record_pages(MANY * 3))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert snapshot_names(index) == [before] == [verify(index).name]


def test_a_file_that_vanishes_while_it_is_read_is_a_skip(index: Path, tmp_path: Path) -> None:
    """Its articles of the last snapshot stay, and those of the other files are taken."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("a", "b"):
        write_records(folder / f"{name}.jsonl", {"id": name, "body": f"文件{name}里的短讯。"})

    def pages(_: object) -> Iterator[Page]:
        for page in read_pages([folder]):
            (folder / "b.jsonl").unlink(missing_ok=True)
            yield page

    report = build_index(pages, index, TermEmbedder(), chunk_tokens=40, progress=Silent())
    assert (report.new, report.kept) == (1, 4)
    assert [(skip.name, str(skip.reason)) for skip in report.skips] == [(str(folder / "b.jsonl"), "unreadable")]


def test_a_source_that_fails_leaves_the_last_snapshot(index: Path) -> None:
    def pages(_: object) -> Iterator[Page]:
        yield from record_pages([UNDATED])
        raise OSError(5, "Input/output error")

    before = current_name(index)
    with pytest.raises(InputError, match=r"The sources can't be read on: .*Input/output error"):
        build_index(pages, index, TermEmbedder(), chunk_tokens=40, progress=Silent())
    assert snapshot_names(index) == [before]


def test_the_second_builder_is_told_who_when_and_what(index: Path) -> None:
    told = rf"is being built by process {os.getpid()} on \S+ since 20\d\d-\S+ \(xunwen index news\)\. Wait"
    with build_lock(index, "xunwen index news"), pytest.raises(IndexBusyError, match=told):
        build(index, TermEmbedder())


def test_a_holder_that_was_killed_holds_nothing(index: Path) -> None:
    code = "import os,sys,pathlib; from indexer.index.locks import build_lock\nwith build_lock(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    done = subprocess.run([sys.executable, "-c", code, str(index)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert build(index, TermEmbedder(), record_pages(RECORDS), plan=BuildPlan(force=True)).published
