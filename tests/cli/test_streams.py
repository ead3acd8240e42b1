"""Streams that are closed, full, or in an encoding of last century end in a line, not in a traceback."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import xunwen

ROOT = Path(__file__).parents[2]


def test_json_is_json_in_any_encoding_of_the_terminal(shared_index: Path) -> None:
    (expected,) = xunwen("ask", "捐款", "--index", shared_index, "--json").results
    done = xunwen("ask", "捐款", "--index", shared_index, "--json", encoding="ascii")
    assert {**done.results[0], "took_ms": None} == {**expected, "took_ms": None}


def test_what_the_terminal_has_no_sign_for_is_written_as_its_number(shared_index: Path) -> None:
    done = xunwen("ask", "捐款", "--index", shared_index, encoding="latin-1")
    assert done.code == 0
    assert r"\u6350\u6b3e" in done.out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "out", "err"),
    [
        pytest.param("extract ARCHIVE --json | head -1", '"id": "donation"', "", id="closed pipe"),
        pytest.param("extract ARCHIVE | head -1", "柳河村", "", id="closed pipe, for a person"),
        pytest.param("extract - <&-", "", "No article was found.", id="stdin closed"),
        pytest.param("extract ARCHIVE --json <&-", '"id": "flood"', "", id="stdin closed, not needed"),
        pytest.param("status --index INDEX --json >&-", "", "error: Standard output is closed.", id="stdout closed"),
        pytest.param("status --index INDEX --json 2>&-", '"articles": 4', "", id="stderr closed"),
        pytest.param("status --index INDEX --json >/dev/full", "", "error: No space left on device.", id="stdout full"),
    ],
)
def test_no_stream_ends_in_a_traceback(line: str, out: str, err: str, archive: Path, shared_index: Path) -> None:
    command = line.replace("ARCHIVE", shlex.quote(str(archive))).replace("INDEX", shlex.quote(str(shared_index)))
    if "/dev/full" in line and not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    done = subprocess.run(
        ["bash", "-c", f"{shlex.quote(sys.executable)} -m service {command}"],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert out in done.stdout
    assert err in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 2
