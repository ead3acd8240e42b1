"""Mode reranked on the command line, where the model's reader is missing: named, and searched by both legs."""

from pathlib import Path

import pytest

from tests.cli.command import xunwen


@pytest.mark.parametrize("command", ["search", "ask"])
def test_a_model_without_a_reader_is_told(command: str, shared_index: Path) -> None:
    (result,) = xunwen(command, "捐款", "--index", shared_index, "--mode", "reranked", "--json").results
    assert (result["mode"], result["read"]) == ("hybrid", 0)
    (fault,) = result["degraded"]
    assert fault.startswith("reader: ")


def test_the_default_mode_is_the_services(shared_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNWEN_DEFAULT_MODE", "lexical")
    (result,) = xunwen("search", "捐款", "--index", shared_index, "--json").results
    assert result["mode"] == "lexical"
    (result,) = xunwen("search", "捐款", "--index", shared_index, "--mode", "dense", "--json").results
    assert result["mode"] == "dense"


def test_reranked_search_is_not_measured_without_a_reader(shared_index: Path, tmp_path: Path) -> None:
    questions = tmp_path / "own.jsonl"
    questions.write_text('{"id": "1", "text": "捐款", "answers": ["三万二千元"]}\n', encoding="utf-8")
    done = xunwen("eval", questions, "--index", shared_index, "--modes", "hybrid,reranked")
    assert done.code == 1
    assert "reader" in done.err
