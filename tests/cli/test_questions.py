"""Questions as people and programs get them wrong; the batch keeps going, or says at which line it stopped."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.core.errors import QueryError
from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from service.answer.ask import ask
from service.results import Filters, Mode
from service.search.searcher import Searcher
from tests.archives import RECORDS
from tests.cli.command import xunwen

BODIES = {record["id"]: record["body"] for record in RECORDS}


@pytest.mark.parametrize(
    ("question", "message"),
    [
        pytest.param("", "The question is empty. Write what you want to know.", id="nothing"),
        pytest.param(" \u3000\n", "The question is empty.", id="blank"),
        pytest.param("？！。，", "The question has no words, only punctuation.", id="punctuation"),
        pytest.param("\x01\x02\x1b", "The question has no words, only punctuation.", id="control characters"),
        pytest.param("\0", "The question has no words, only punctuation.", id="NUL"),
        pytest.param("捐款\udcff", "The question is not valid Unicode. Write it in UTF-8.", id="bytes of argv"),
        pytest.param("捐" * 1_000_000, "The question is too long: 1,000,000 characters; the most is 1,000.", id="1 M"),
    ],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_what_is_no_question_is_refused_in_one_line(
    command: str, question: str, message: str, shared_index: Path
) -> None:
    assert xunwen(command, question, "--index", shared_index, "--json").error.startswith(message)


@pytest.mark.parametrize("question", ["😀🚒", "捐\0款", "捐款\x1b[2J", "-1", "[red]捐款[/blue]", "捐" * 1000])
def test_what_can_be_searched_is_searched(question: str, shared_index: Path) -> None:
    (result,) = xunwen("ask", "--index", shared_index, "--json", "--", question).results
    assert {hit["article"]["id"] for hit in result["hits"]} <= BODIES.keys()
    shown = xunwen("ask", "--index", shared_index, "--", question)
    assert (shown.code, shown.err) == (0, "")


def test_the_limit_of_the_service_is_the_limit_here(shared_index: Path, monkeypatch) -> None:
    """One setting, XUNWEN_MAX_QUERY_CHARACTERS, for HTTP and the command line."""
    monkeypatch.setenv("XUNWEN_MAX_QUERY_CHARACTERS", "4")
    assert xunwen("ask", "捐款几何", "--index", shared_index, "--json").code == 0
    assert "5 characters; the most is 4." in xunwen("ask", "捐款几何？", "--index", shared_index).error


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--source", "江城晚报"], {"flood"}),
        (["--source", "江城晚报", "--source", "青禾日报"], {"flood", "donation"}),
        (["--language", "en"], {"library"}),
        (["--from", "2021-03-05", "--to", "2021-07-20"], {"donation", "flood"}),
        (["--from", "2021-03-05T09:30:01+08:00", "--to", "9999-12-31"], {"flood", "library"}),
        (["--from", "0001-01-01"], {"donation", "flood", "library"}),
        (["--article", "undated"], {"undated"}),
        (["--source", "nobody"], set()),
    ],
)
def test_filters_leave_only_what_passes(options: list[str], expected: set[str], shared_index: Path) -> None:
    (result,) = xunwen("search", "村 镇 library", "--index", shared_index, "--json", *options).results
    assert {hit["article"]["id"] for hit in result["hits"]} == expected


@pytest.mark.parametrize("command", ["search", "ask"])
def test_an_unknown_article_is_told(command: str, shared_index: Path) -> None:
    done = xunwen(command, "捐款", "--article", "nobody", "--index", shared_index, "--json")
    assert done.code == 1
    assert done.error.startswith("There is no article 'nobody' in this snapshot. Each hit shows its article's id")


def test_nothing_to_answer_from_abstains(shared_index: Path) -> None:
    (result,) = xunwen("ask", "捐款", "--source", "nobody", "--index", shared_index, "--json").results
    assert (result["status"], result["answer"], result["citations"]) == ("abstained", None, [])
    shown = xunwen("ask", "捐款", "--source", "nobody", "--index", shared_index)
    assert "Nothing in the archive answers this." in shown.out


@pytest.mark.parametrize("date", ["nope", "2021-02-30", "", "２０２１-０１-０１"])
def test_a_date_is_iso_8601(date: str, shared_index: Path) -> None:
    done = xunwen("search", "捐款", "--from", date, "--index", shared_index, "--json")
    if date:
        assert done.error.startswith(f"{date!r} is not a date. Write 2020-02-21")
    else:
        assert done.code == 0


def test_a_batch_is_one_result_a_line_in_order_with_its_id(shared_index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    questions = [("q2", "全村共捐款多少元？"), (7, "白鹭镇转移多少人？"), (None, "library"), ("q2", "老槐树")]
    lines = [json.dumps({"id": identity, "text": text, "else": 1}, ensure_ascii=False) for identity, text in questions]
    batch.write_text("\ufeff" + "\n\n".join(lines), encoding="utf-8")
    results = xunwen("ask", "--batch", batch, "--index", shared_index).results
    assert [result["id"] for result in results] == ["q2", 7, None, "q2"]
    assert [result["hits"][0]["article"]["id"] for result in results] == ["donation", "flood", "library", "undated"]
    (alone,) = xunwen("ask", questions[0][1], "--index", shared_index, "--json").results
    assert {**results[0], "took_ms": None} == {"id": "q2", **alone, "took_ms": None}


def test_a_batch_from_standard_input_numbers_questions_without_id(shared_index: Path) -> None:
    lines = '\n{"text": "捐款"}\n{"text": "暴雨"}'.encode()
    results = xunwen("search", "--batch", "-", "--index", shared_index, stdin=lines).results
    assert [result["id"] for result in results] == [2, 3]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(b"nonsense", "is not JSON", id="no JSON"),
        pytest.param(b"\xff\xfe{}", "is not JSON", id="no UTF-8"),
        pytest.param(b"[" * 100_000, "is not JSON", id="nested too deeply"),
        pytest.param(b"[1]", "has no question", id="a list"),
        pytest.param(b'{"id": 2}', "has no question", id="no text"),
        pytest.param(b'{"text": null}', "has no question", id="text is null"),
        pytest.param(b'{"text": 5}', "has no question", id="text is a number"),
        pytest.param(b'{"text": " "}', "The question is empty", id="blank"),
        pytest.param(b'{"text": "\\ud800"}', "The question is not valid Unicode", id="half a character"),
        pytest.param(b'{"text": "' + b"x" * 1_000_000 + b'"}', "The question is too long: 1,000,000 ch", id="1 MB"),
    ],
)
def test_a_batch_stops_at_a_line_that_it_names_and_keeps_what_it_said(
    line: bytes, message: str, shared_index: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_bytes('{"id": "first", "text": "捐款"}\n'.encode() + line + b"\n")
    done = xunwen("search", "--batch", batch, "--index", shared_index)
    assert (done.code, [result["id"] for result in done.results]) == (1, ["first"])
    (said,) = done.err.splitlines()
    assert f"{batch}:2" in said
    assert message in said


def test_an_id_of_half_a_character_comes_back(shared_index: Path, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": "\\ud800", "text": "捐款"}')
    (result,) = xunwen("search", "--batch", tmp_path / "q.jsonl", "--index", shared_index).results
    assert result["id"] == "\ud800"


@pytest.fixture(scope="module")
def searcher(shared_index: Path, model_environment: dict[str, str]) -> Searcher:
    given = IndexerSettings(model=model_environment["XUNWEN_MODEL"], cache_dir=model_environment["XUNWEN_CACHE_DIR"])
    return Searcher.open(shared_index, load_embedder(given))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.text(st.characters(), max_size=80), st.sampled_from(Mode))
def test_any_text_gives_a_result_or_a_query_error(searcher: Searcher, question: str, mode: Mode) -> None:
    """Through the real tokenizer and both legs; what is quoted stands where it says."""
    try:
        result = ask(searcher, question, mode=mode)
    except QueryError:
        assert not any(character.isalnum() for character in question) or any(
            0xD800 <= ord(c) < 0xE000 for c in question
        )
        return
    for citation in (*result.citations, *(other.citation for other in result.alternatives)):
        assert BODIES[citation.article.id][citation.start : citation.end] == citation.quote
    for hit in result.search.hits:
        assert all(0 <= span.start < span.end <= len(hit.chunk.text) for span in hit.highlights)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.text(max_size=30) | st.dates().map(str) | st.datetimes(timezones=st.timezones() | st.none()).map(str))
def test_any_text_as_a_date_gives_a_result_or_a_query_error(searcher: Searcher, date: str) -> None:
    for filters in (Filters(published_from=date), Filters(published_to=date)):
        with suppress(QueryError):
            hits = searcher.search("村", filters=filters, mode=Mode.LEXICAL).hits
            assert {hit.article.id for hit in hits} <= BODIES.keys()


def test_a_search_understands_operators_unless_all_is_words(shared_index):
    found = xunwen("search", "捐款 source:没有", "--index", shared_index, "--mode", "lexical", "--json").results[0]
    assert (found["hits"], found["understood"]["words"]) == ([], "捐款")
    found = xunwen(
        "search", "捐款 source:没有", "--words", "--index", shared_index, "--mode", "lexical", "--json"
    ).results[0]
    assert found["hits"]
    assert found["understood"] == {"words": "捐款 source:没有", "operators": [], "question": "", "otherwise": []}


def test_a_site_is_an_option_and_an_operator(shared_index):
    asked = ("--index", shared_index, "--mode", "lexical", "--json")
    everything = xunwen("search", "捐款", *asked).results[0]["hits"]
    assert xunwen("search", "捐款", "--site", "elsewhere.example", *asked).results[0]["hits"] == []
    assert xunwen("search", "捐款 site:elsewhere.example", *asked).results[0]["hits"] == []
    assert xunwen("search", "捐款 -site:elsewhere.example", *asked).results[0]["hits"] == everything != []


def test_an_answer_obeys_the_operators_of_its_question(shared_index):
    told = ("--index", shared_index, "--mode", "lexical")
    answered = xunwen("ask", "捐了多少钱？ source:没有", *told, "--json").results[0]
    assert (answered["hits"], answered["answer"]) == ([], None)
    assert [each["name"] for each in answered["understood"]["operators"]] == ["source"]
    assert xunwen("ask", "捐了多少钱？ source:没有", "--words", *told, "--json").results[0]["hits"]
    assert "only source 没有; --words takes all as words" in xunwen("ask", "捐了多少钱？ source:没有", *told).out
