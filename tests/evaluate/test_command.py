"""`xunwen eval` from the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from indexer.domain import Mode
from indexer.errors import SettingError
from service.evaluate.command import chosen_modes
from tests.archives import build
from tests.doubles import TermEmbedder
from tests.evaluate.village import QUESTIONS, write_rows


def xunwen_eval(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service", "eval", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_modes_are_named_once_each_in_order() -> None:
    assert chosen_modes("lexical, dense,lexical") == (Mode.LEXICAL, Mode.DENSE)


@pytest.mark.parametrize("text", ["sparse", "", "dense,,x"])
def test_a_mode_that_is_none_is_named(text: str) -> None:
    with pytest.raises(SettingError, match="Name one or more of hybrid, dense, lexical"):
        chosen_modes(text)


@pytest.mark.slow
def test_words_alone_need_no_model(tmp_path: Path) -> None:
    """An index of any model is asked lexically, and both reports are written."""
    index, html, json = tmp_path / "index", tmp_path / "report.html", tmp_path / "report.json"
    build(index, TermEmbedder())
    own = write_rows(tmp_path / "own.jsonl", QUESTIONS)
    done = xunwen_eval(own, "--index", index, "--modes", "lexical", "--answers", "--html", html, "--json", json)
    assert done.returncode == 0, done.stderr
    assert "4 questions of 4 articles" in done.stdout
    assert "unanswerable" in done.stdout
    assert '"value": 1.0' in json.read_text(encoding="utf-8")
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.slow
def test_faults_are_one_line_with_the_next_step(tmp_path: Path) -> None:
    missing = xunwen_eval(tmp_path)
    assert missing.returncode == 1
    assert "has no queries.jsonl" in " ".join(missing.stderr.split())
    (tmp_path / "own.jsonl").write_text("{broken\n", encoding="utf-8")
    broken = xunwen_eval(tmp_path / "own.jsonl", "--index", tmp_path)
    assert broken.returncode == 1
    assert "own.jsonl:1 is not JSON" in broken.stderr
    assert xunwen_eval().returncode == 2
