"""`xunwen eval` from the command line."""

from pathlib import Path

import pytest

from indexer.core.errors import SettingError
from service.cli.evaluate import chosen_modes
from service.results import Mode
from tests.archives import build
from tests.cli.command import xunwen
from tests.doubles import TermEmbedder
from tests.evaluate.village import QUESTIONS, write_rows


def test_modes_are_named_once_each_in_order() -> None:
    assert chosen_modes("lexical, dense,lexical") == (Mode.LEXICAL, Mode.DENSE)


@pytest.mark.parametrize("text", ["sparse", "", "dense,,x"])
def test_a_mode_that_is_none_is_named(text: str) -> None:
    with pytest.raises(SettingError, match="Name one or more of hybrid, dense, lexical"):
        chosen_modes(text)


def test_words_alone_need_no_model(tmp_path: Path) -> None:
    """An index of any model is asked lexically, and both reports are written."""
    index, html, json = tmp_path / "index", tmp_path / "report.html", tmp_path / "report.json"
    build(index, TermEmbedder())
    own = write_rows(tmp_path / "own.jsonl", QUESTIONS)
    done = xunwen("eval", own, "--index", index, "--modes", "lexical", "--answers", "--html", html, "--json", json)
    assert done.code == 0, done.err
    assert "4 questions of 4 articles" in done.out
    assert "unanswerable" in done.out
    assert '"value": 1.0' in json.read_text(encoding="utf-8")
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_faults_are_one_line_with_the_next_step(tmp_path: Path) -> None:
    missing = xunwen("eval", tmp_path)
    assert missing.code == 1
    assert "has no queries.jsonl" in " ".join(missing.err.split())
    (tmp_path / "own.jsonl").write_text("{broken\n", encoding="utf-8")
    broken = xunwen("eval", tmp_path / "own.jsonl", "--index", tmp_path)
    assert broken.code == 1
    assert "own.jsonl:1 is not JSON" in broken.err
    assert xunwen("eval").code == 2
