"""Mode reranked on the command line, where the model's reader is missing: named, and searched by both legs."""

import json as jsonlib
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.rerank.reader import Excerpt, GoOn, Judgement, to_the_end
from tests.cli.command import xunwen
from tests.cli.conftest import write_records
from tests.doubles import MarkingReader


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_records(tmp_path / "own.jsonl", {"id": "1", "text": "捐款", "answers": ["三万二千元"]})


@pytest.mark.parametrize("strict", [["--strict"], []], ids=["option", "environment"])
def test_an_answer_names_the_reader_that_it_goes_without(
    strict: list[str], shared_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In its JSON, in each line of a batch, in the last line of the terminal; or it is an error."""
    command = ("ask", "捐款", "--index", shared_index)
    (result,) = xunwen(*command, "--json").results
    (fault,) = result["degraded"]
    assert (result["mode"], fault.startswith("reader: ")) == ("hybrid", True)
    batch = write_records(tmp_path / "batch.jsonl", {"text": "捐款"}, {"text": "暴雨"})
    assert [each["degraded"] for each in xunwen("ask", "--batch", batch, "--index", shared_index).results] == [
        [fault]
    ] * 2
    shown = xunwen(*command)
    assert (shown.code, shown.err, shown.out.splitlines()[-1]) == (0, "", f"degraded: {fault}")
    if not strict:
        monkeypatch.setenv("XUNWEN_STRICT", "1")
    assert fault in xunwen(*command, *strict).error
    assert fault in xunwen("ask", "--batch", batch, "--index", shared_index, *strict).error
    assert xunwen(*command, "--mode", "lexical", *strict).code == 0


def test_a_strict_service_does_not_start(shared_index: Path) -> None:
    assert "reader: " in xunwen("serve", "--index", shared_index, "--port", "0", "--strict").error


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


@pytest.mark.parametrize(
    ("modes", "measured"), [("lexical,reranked", ["lexical", "hybrid"]), ("reranked,hybrid", ["hybrid"])]
)
def test_what_can_be_measured_without_a_reader_is_and_the_rest_is_told(
    modes: str, measured: list[str], questions: Path, shared_index: Path, tmp_path: Path
) -> None:
    json, html = tmp_path / "report.json", tmp_path / "report.html"
    command = ("eval", questions, "--index", shared_index, "--modes", modes)
    done = xunwen(*command, "--json", json, "--html", html)
    report = jsonlib.loads(json.read_text(encoding="utf-8"))
    (fault,) = report["degraded"]
    assert fault.startswith("reader: ")
    assert done.out.splitlines()[-1] == f"degraded: {fault}"
    assert "degraded: reader: " in html.read_text(encoding="utf-8")
    assert (done.code, report["modes"], report["reader"]) == (0, measured, "")
    refused = xunwen(*command, "--strict")
    assert (refused.code, refused.out) == (1, "")
    assert fault in refused.err


def test_answers_are_judged_as_they_are_given(
    questions: Path, shared_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `ask` where nobody names a mode: read, or in the default mode of the settings; else in the leading one named."""
    monkeypatch.setattr("service.cli.evaluate.load_reader", lambda *_: MarkingReader("三万二千元"))
    json = tmp_path / "report.json"

    def answered_with(*options: str) -> str:
        assert xunwen("eval", questions, "--index", shared_index, "--answers", "--json", json, *options).code == 0
        (found,) = jsonlib.loads(json.read_text(encoding="utf-8"))["sets"]
        return str(found["answered_with"])

    assert answered_with() == "reranked, with a reader"
    assert answered_with("--modes", "dense,hybrid") == "hybrid, without a reader"
    monkeypatch.setenv("XUNWEN_DEFAULT_MODE", "lexical")
    assert answered_with() == "lexical, without a reader"


def test_a_command_reads_to_the_end_however_long_it_takes(archive: Path, tmp_path: Path, monkeypatch) -> None:
    """Twelve candidates and ten to read, of which five are slower than the service's 150 ms."""

    class SlowReader(MarkingReader):
        def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
            def slowly(begun: int, done: int) -> bool:
                time.sleep(0.04)
                return go_on(begun, done)

            return super().judge(question, excerpts, slowly)

    monkeypatch.setattr("service.api.index.load_reader", lambda *_: SlowReader("第三册"))
    notes = [{"id": f"n{n}", "title": "", "body": f"老槐树和捐款，第{n}册。", "lang": "zh"} for n in range(12)]
    index = tmp_path / "index"
    assert xunwen("index", write_records(tmp_path / "notes.jsonl", *notes), "--index", index, "--json").code == 0
    (result,) = xunwen("ask", "老槐树和捐款", "--index", index, "--json").results
    assert (result["mode"], result["read"], result["degraded"]) == ("reranked", 10, [])
    monkeypatch.setenv("XUNWEN_READ_MS", "150")
    command = ("ask", "老槐树和捐款", "--index", index)
    (result,) = xunwen(*command, "--json").results
    told = "reading: the reader had time for 5 of 10 candidates"
    assert (result["read"], result["degraded"]) == (5, [told])
    assert xunwen(*command).out.splitlines()[-1] == f"degraded: {told}"
    assert told in xunwen(*command, "--strict").error
