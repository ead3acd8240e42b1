"""What the command says of itself, and how it says that something is wrong."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from service.cli.app import app
from tests.cli.command import xunwen

COMMANDS = sorted(typer.main.get_command(app).commands)


def test_help_says_where_to_start() -> None:
    done = xunwen("--help")
    assert done.code == 0
    assert "Start: xunwen index PATH..." in " ".join(done.out.split())
    assert all(re.search(rf"\b{command}\b", done.out) for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_by_example(command: str) -> None:
    done = xunwen(command, "--help")
    assert done.code == 0
    assert re.search(rf"Examples?: .*xunwen {command}", " ".join(done.out.split()))


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["nonsense"], id="no such command"),
        pytest.param(["ask", "--nonsense"], id="no such option"),
        pytest.param(["ask"], id="neither question nor batch"),
        pytest.param(["ask", "捐款", "--batch", "questions.jsonl"], id="both question and batch"),
        pytest.param(["search", "捐款", "--limit", "0"], id="limit too small"),
        pytest.param(["search", "捐款", "--mode", "psychic"], id="no such mode"),
        pytest.param(["index"], id="no path"),
    ],
)
def test_wrong_usage_is_2_before_anything_is_opened(arguments: list[str], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = xunwen(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Error" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "捐款", "--index", "nowhere"], "There is no index in nowhere. Build one: xunwen index PATH..."),
        (["status", "--index", "nowhere"], "There is no index in nowhere. Build one"),
        (["serve", "--index", "nowhere", "--port", "0"], "There is no index in nowhere. Build one: xunwen index"),
        (["verify", "--index", "[/red]"], "There is no index in [/red]. Build one"),
        (["index", "nowhere", "-q"], "There is no file or folder 'nowhere'. Check the path"),
        (["extract", "nowhere"], "There is no file or folder 'nowhere'. Check the path"),
        (["index", ".", "-q", "--model", "./no"], "There is no model folder ./no. Give a folder that exists"),
        (["index", ".", "-q", "--chunk-tokens", "1"], "Setting chunk_tokens can't be 1:"),
        (["serve", "--port", "70000"], "Setting port can't be 70000:"),
        (["status", "--index", "a\x1b[2J\nb"], r"There is no index in a\x1b[2J\nb. Build one"),
    ],
)
def test_a_failure_is_1_and_one_line_with_the_next_step(arguments, message: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in xunwen(*arguments).error


def test_a_setting_of_the_environment_is_named(monkeypatch) -> None:
    monkeypatch.setenv("XUNWEN_THREADS", "many")
    assert "XUNWEN_THREADS" in xunwen("ask", "捐款").error


def test_a_folder_may_be_called_like_markup(archive: Path, tmp_path: Path) -> None:
    index = tmp_path / "[red]" / "[" / "red]"
    done = xunwen("index", archive, "-q", "--index", index)
    assert (done.code, done.err) == (0, "")
    assert f"--index {index}" in done.out


def test_help_brings_neither_torch_nor_faiss() -> None:
    """Importing the command line takes no heavy library: `xunwen --help` answers at once."""
    code = (
        "import service.cli.app, sys\n"
        "print({'torch', 'faiss', 'sentence_transformers', 'transformers', 'openvino', 'bm25s'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ADMIN_KEY", "hunter2", "Setting admin_key can't be what it is: value should have at least 16"),
        ("LLM_URL", "ftp://bob:hunter2@llm.example", "XUNWEN_LLM_URL is not the address of a web server."),
        ("CORS_ORIGINS", "hunter2", 'A setting is not JSON: error parsing value for field "cors_origins"'),
    ],
)
def test_an_error_about_a_setting_repeats_no_secret(name, value, message, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(f"XUNWEN_{name}", value)
    monkeypatch.setenv("XUNWEN_LLM_MODEL", "m")
    done = xunwen("serve", "--index", str(tmp_path))
    assert done.code == 1
    assert message in " ".join(done.err.split())
    assert "hunter2" not in done.err
    assert "Traceback" not in done.err
