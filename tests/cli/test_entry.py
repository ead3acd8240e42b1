"""The first moments of the command: in any locale the text that was meant, and at Ctrl-C one line."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import write_records

ROOT = Path(__file__).parents[2]
INTERRUPTED = "error: Interrupted. Run it again; an index build goes on where it was stopped.\n"
# Without coercion to C.UTF-8 and without UTF-8 mode: what old images and cron jobs run in.
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def started(*arguments: object, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "service", *(os.fsencode(str(each)) for each in arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def done(*arguments: object, stdin: bytes = b"", **environment: str) -> tuple[int, str, str]:
    with started(*arguments, **environment) as process:
        out, err = process.communicate(stdin, timeout=120)
    return process.returncode, out.decode(), err.decode()


@pytest.mark.slow
def test_a_question_is_understood_where_the_locale_knows_ascii_only(shared_index: Path) -> None:
    code, out, err = done("search", "柳河村捐款", "--index", shared_index, **ASCII)
    assert (code, err) == (0, "")
    assert "柳河村" in out


@pytest.mark.slow
def test_names_of_files_options_variables_and_standard_input_are_utf8_too(shared_index: Path, tmp_path: Path) -> None:
    page = write_records(tmp_path / "文件夹.jsonl", {"id": "a", "title": "题目", "text": "柳河村党员带头捐款。" * 5})
    code, out, err = done("extract", page, "--json", **ASCII)
    assert (code, err, json.loads(out)["title"]) == (0, "", "题目")
    asked = '{"id": "一", "text": "捐款"}\n'.encode()
    (tmp_path / "问题.jsonl").write_bytes(asked)
    for batch in ("-", tmp_path / "问题.jsonl"):
        code, out, err = done("search", "--batch", batch, "--index", shared_index, "--json", stdin=asked, **ASCII)
        assert (code, err, json.loads(out)["id"]) == (0, "", "一")
    code, _, err = done("search", "捐款", "--index", shared_index, **ASCII, XUNWEN_MODEL="没有的模型")
    assert code == 1
    assert "没有的模型" in err


@pytest.mark.slow
def test_a_question_that_is_not_utf8_gets_a_clear_error(shared_index: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "service", "search", "捐款".encode("gbk"), "--index", os.fsencode(shared_index)],
        cwd=ROOT,
        env={**os.environ, **ASCII},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (1, b"")
    assert err == b"error: The question is not valid Unicode. Write it in UTF-8.\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "module",
    [
        pytest.param("typer", id="before the command's own imports"),
        pytest.param("indexer.cli.index", id="in the middle of them"),
        pytest.param("service.cli.related", id="near their end"),
        pytest.param("pydantic", id="in those of its settings"),
        pytest.param("faiss", id="in those of a command"),
    ],
)
def test_ctrl_c_while_modules_are_imported_ends_in_one_line(shared_index: Path, module: str) -> None:
    """Python says on stderr what it has imported: right after the module the signal is sent."""
    with started("search", "捐款", "--index", shared_index, "--json", PYTHONPROFILEIMPORTTIME="1") as process:
        said = []
        for line in process.stderr:
            if not line.startswith(b"import time:"):
                said.append(line)
            elif line.split(b"|")[-1].strip() == module.encode():
                process.send_signal(signal.SIGINT)
        out = process.stdout.read()
    assert (process.returncode, out, b"".join(said).decode()) == (130, b"", INTERRUPTED)


@pytest.mark.slow
def test_who_ignores_the_signal_goes_on_ignoring_it(shared_index: Path) -> None:
    """As under nohup, and as what a shell script begins with &."""
    with subprocess.Popen(
        ["sh", "-c", f"trap '' INT; exec {sys.executable} -m service search 捐款 --index {shared_index} --json"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        for line in process.stderr:
            if line.split(b"|")[-1].strip() in {b"typer", b"faiss"}:
                process.send_signal(signal.SIGINT)
        out = process.stdout.read()
    assert process.returncode == 0
    assert json.loads(out)["hits"]
