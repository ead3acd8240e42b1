"""`xunwen ask --generate`: what a model writes is printed above the quoted answer, and is never needed for it."""

import pytest

from service.http.ask_schemas import AskedResponse
from tests.archives import build
from tests.cli.command import xunwen
from tests.doubles import TermEmbedder
from tests.generate.model_server import Reply

QUESTION = "柳河村全村共捐款多少元？"
TRUE = "全村共捐款32000元。[[1|全村共捐款三万二千元]]"


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    index = tmp_path_factory.mktemp("generate-command") / "index"
    build(index, TermEmbedder())
    return index


@pytest.fixture
def ask(index, model, monkeypatch):
    """Asks by words alone, so that no embedding model is loaded."""
    monkeypatch.setenv("XUNWEN_LLM_URL", model.url)
    monkeypatch.setenv("XUNWEN_LLM_MODEL", "tiny")
    return lambda *options: xunwen("ask", QUESTION, "--index", index, "--mode", "lexical", "--generate", *options)


def test_the_written_answer_is_printed_with_its_quotes_above_the_quoted_one(ask, model):
    model.replies = [Reply(f"{TRUE} 全村共捐款九百万元。")]
    done = ask()
    assert done.code == 0, done.err
    written, quoted = done.out.index("全村共捐款32000元。 [1]"), done.out.index("passages")
    assert written < done.out.index("[1] “全村共捐款三万二千元”") < quoted
    assert "Removed because it could not be verified: 1 sentence(s) (uncited)." in done.out
    assert "九百万元" not in done.out


def test_json_is_the_response_of_the_service(ask, model):
    model.replies = [Reply(TRUE)]
    (body,) = ask("--json").results
    assert (body["generated"]["status"], body["generated"]["text"]) == ("written", "全村共捐款32000元。")
    assert AskedResponse.model_validate(body).model_dump(mode="json") == body


def test_each_question_of_a_file_is_written(ask, index, model, tmp_path):
    model.replies = [Reply(TRUE)]
    file = tmp_path / "questions.jsonl"
    file.write_text(
        '{"id": "a", "text": "全村共捐款多少元？"}\n{"id": "b", "text": "全村捐款多少？"}\n', encoding="utf-8"
    )
    done = xunwen("ask", "--batch", file, "--index", index, "--mode", "lexical", "--generate")
    assert [(each["id"], each["generated"]["text"]) for each in done.results] == [
        ("a", "全村共捐款32000元。"),
        ("b", "全村共捐款32000元。"),
    ]


def test_a_server_that_fails_leaves_the_quoted_answer(ask, model):
    model.replies = [Reply(status=400)]
    done = ask()
    assert done.code == 0
    assert "The language model's server refused the request." in done.out
    assert "三万二千元" in done.out


def test_without_a_model_the_command_says_what_to_set(ask, monkeypatch):
    monkeypatch.delenv("XUNWEN_LLM_URL")
    monkeypatch.delenv("XUNWEN_LLM_MODEL")
    done = ask()
    assert done.error == (
        "No language model is configured. Set XUNWEN_LLM_URL (http://127.0.0.1:8080/v1) and XUNWEN_LLM_MODEL."
    )
