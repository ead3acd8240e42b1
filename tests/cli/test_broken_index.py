"""A build that fails leaves the snapshot before it as it was; a snapshot that is not whole is refused, not served."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from indexer.index.locks import build_lock
from indexer.index.snapshot import current_name, snapshots_folder
from indexer.index.vectors import Vectors
from tests.archives import FLOOD
from tests.cli.command import xunwen
from tests.cli.conftest import write_records
from tests.tiny_model import make_tiny_model

ROOT = Path(__file__).parents[2]
AS_A_USER_AT_A_TERMINAL = """
import ctypes, os, signal, sys
# Ctrl-C counts, also where these tests run in the background of a shell, which has their children ignore it.
signal.signal(signal.SIGINT, signal.SIG_DFL)
if sys.platform == "linux" and os.geteuid() == 0:
    # Root gives up reading and writing what it has no right to (CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH).
    PR_CAPBSET_DROP = 24
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Becomes another program. Not done between fork and exec in a test's own process: threads of gRPC that other tests left write there."""


@pytest.fixture
def index(shared_index: Path, tmp_path: Path) -> Path:
    """An index of the four records, of this test alone."""
    return shutil.copytree(shared_index, tmp_path / "index")


def test_one_changed_byte_in_any_file_is_refused_by_every_command(index: Path) -> None:
    folder = snapshots_folder(index) / current_name(index)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole = file.read_bytes()
        file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        for arguments in (("verify",), ("ask", "捐款", "--mode", "lexical")):
            error = xunwen(*arguments, "--index", index).error
            assert file.name in error
            assert f"Build it again of all its sources: xunwen index PATH... --index {index} --prune" in error
        file.write_bytes(whole)
    assert xunwen("verify", "--index", index).code == 0


def test_a_snapshot_of_another_model_is_refused_by_name(index: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("XUNWEN_BACKEND", "sentence-transformers")  # to convert another model takes seconds
    other = make_tiny_model(tmp_path / "other", seed=1)
    error = xunwen("ask", "捐款", "--index", index, "--model", other).error
    assert f"but the model loaded is {other} " in error
    assert f"Use --model {os.environ['XUNWEN_MODEL']}, or build the index again" in error
    assert xunwen("ask", "捐款", "--index", index, "--model", other, "--mode", "lexical", "--json").code == 0


def test_the_second_of_two_builds_is_told_who_has_the_index(index: Path, archive: Path) -> None:
    before = current_name(index)
    with build_lock(index):
        error = xunwen("index", archive, "--index", index, "-q").error
    assert error.startswith(f"{index} is being built by process {os.getpid()} on ")
    assert error.endswith("Wait for it to end, then run this again.")
    assert current_name(index) == before
    assert xunwen("index", archive, "--index", index, "-q").code == 0


@pytest.mark.parametrize("size", [20_000, 3_000, 100])
def test_a_full_disk_leaves_the_snapshot_before(size: int, index: Path, tmp_path: Path) -> None:
    """Files that may not grow, as on a disk without space: the error says so and nothing is left behind."""
    before = current_name(index)
    more = write_records(tmp_path / "more.jsonl", *({"id": f"r{n}", "text": f"第{n}条消息"} for n in range(300)))
    with _largest_file(size):
        error = xunwen("index", more, "--index", index, "-q").error
    assert error.startswith(f"The index in {index} can't be written: ")
    assert "Check its rights and the space on its disk" in error
    assert [folder.name for folder in snapshots_folder(index).iterdir()] == [before]
    assert xunwen("verify", "--index", index).code == 0
    assert xunwen("index", more, "--index", index, "-q").code == 0


def test_vectors_that_do_not_fit_the_disk_are_an_error(tmp_path: Path) -> None:
    """FAISS's own writer leaves a short file and says nothing when only the last block does not fit."""
    vectors = Vectors.empty(64)
    vectors.add(np.ones((1000, 64), dtype=np.float32))
    with _largest_file(128_000), pytest.raises(OSError, match="too large"):
        vectors.save(tmp_path / "short")
    vectors.save(tmp_path / "whole")
    assert len(Vectors.open(tmp_path / "whole")) == 1000


def test_a_damaged_cache_is_named_and_may_be_deleted(index: Path, archive: Path) -> None:
    cache = index / "embeddings.sqlite"
    for file in index.glob("embeddings.sqlite*"):
        file.unlink()
    cache.write_bytes(b"no database" * 100)
    error = xunwen("index", archive, "--index", index, "-q", "--force").error
    assert error.endswith(f"Delete {cache}; the next build embeds anew.")
    cache.unlink()
    assert xunwen("index", archive, "--index", index, "-q", "--force").code == 0


def test_a_file_where_the_index_should_be_is_an_error(archive: Path) -> None:
    error = xunwen("index", archive, "--index", archive, "-q").error
    assert error.startswith(f"The index in {archive} can't be written: ")


@pytest.mark.slow
def test_what_may_not_be_read_is_skipped_and_what_may_not_be_written_is_told(
    archive: Path, index: Path, tmp_path: Path
) -> None:
    """A folder without rights, as a user has it whom they bind."""
    locked = tmp_path / "pages" / "locked"
    locked.mkdir(parents=True)
    write_records(tmp_path / "pages" / "open.jsonl", FLOOD)
    locked.chmod(0)
    before = current_name(index)
    (index / "snapshots").chmod(0o500)
    try:
        read = _process("extract", locked.parent, "--json")
        written = _process("index", archive, "--index", index, "-q")
    finally:
        locked.chmod(0o700)
        (index / "snapshots").chmod(0o700)
    assert (read.returncode, read.stderr) == (0, "")
    assert f'"{locked}", "skipped": "unreadable", "detail": "Permission denied"' in read.stdout
    assert FLOOD["body"].split("\n")[0] in read.stdout
    (line,) = written.stderr.splitlines()
    assert (written.returncode, written.stdout) == (1, "")
    assert line.startswith(f"error: The index in {index} can't be written: Permission denied.")
    assert current_name(index) == before


@pytest.mark.slow
def test_ctrl_c_is_one_line_and_the_next_build_goes_on(tmp_path: Path) -> None:
    """What was embedded before is not embedded again."""
    records = ({"id": f"r{n}", "text": f"第{n}条消息说的是{n * 7919}"} for n in range(4_000))
    file = write_records(tmp_path / "a.jsonl", *records)
    index = tmp_path / "index"
    process = _start("index", file, "--index", index, "-q")
    _wait_for_embeddings(index / "embeddings.sqlite", process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    line = "error: Interrupted. Run it again; an index build goes on where it was stopped.\n"
    assert (process.returncode, out, err) == (130, "", line)
    assert list((index / "snapshots").iterdir()) == []
    (report,) = xunwen("index", file, "--index", index, "--json").results
    assert report["reused"] >= 512
    assert report["embedded"] + report["reused"] == report["chunks"] == 4_000


def _wait_for_embeddings(cache: Path, process: subprocess.Popen[str]) -> None:
    """Until something is in the cache."""
    while process.poll() is None:
        try:
            connection = sqlite3.connect(f"{cache.absolute().as_uri()}?mode=ro", uri=True)
            try:
                if connection.execute("SELECT count(*) FROM embeddings").fetchone()[0]:
                    return
            finally:
                connection.close()
        except sqlite3.OperationalError:
            pass  # not there yet
        time.sleep(0.002)


def _start(*arguments: object) -> subprocess.Popen[str]:
    """The command as a process of its own, whose file rights count even where the tests run as root."""
    command = [sys.executable, "-c", AS_A_USER_AT_A_TERMINAL, sys.executable, "-m", "service", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _process(*arguments: object) -> subprocess.CompletedProcess[str]:
    process = _start(*arguments)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@contextmanager
def _largest_file(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
