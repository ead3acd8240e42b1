"""What changed between the reports of an event, asked for: over HTTP, with filters and clocks, and where nothing did."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from indexer.cli.terminal import out
from indexer.core.article import Degradation, Part
from indexer.core.errors import IndexUnavailableError
from service.cli.terminal import print_answer
from service.http.app import create_app
from service.http.ask_schemas import AskedResponse, AskResponse
from service.http.index_engine import SearcherEngine
from service.http.openai.message import MessageWriter
from service.results import NO_FILTERS, AskResult, Filters
from service.settings import ServiceSettings
from service.web.strings import PageLanguage
from tests.archives import RECORDS
from tests.topics.test_topics import FIRST, SECOND, THIRD
from tests.web.conftest import Kept
from tests.web.site import engine_over

QUESTION = "青河县煤矿透水事故遇难人数怎么变了？"
FIELDS = ("id", "title", "source", "published_at", "body")
REPORTS = [{name: getattr(each, name) for name in FIELDS} | {"lang": "zh"} for each in (FIRST, SECOND, THIRD)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearcherEngine]:
    opened = engine_over(tmp_path_factory.mktemp("changes") / "index", (*RECORDS, *REPORTS))
    yield opened
    opened.close()


def ask(engine: SearcherEngine, question: str, filters: Filters = NO_FILTERS, as_of: str = "") -> AskResult:
    return engine.ask(question, limit=5, mode=None, filters=filters, as_of=as_of)


def steps(found: AskResult) -> list[list[tuple[str, str]]] | None:
    if found.changes is None:
        return None
    return [[(each.article.id, each.figure.text) for each in change.said] for change in found.changes]


TOLL = [("一", "3人"), ("二", "8人"), ("三", "8人")]
BELOW = [("一", "41人"), ("二", "36人")]


def test_what_was_asked_for_comes_first_with_every_report_that_states_it(engine: SearcherEngine) -> None:
    assert steps(ask(engine, QUESTION)) == [TOLL, BELOW]
    assert steps(ask(engine, "青河县煤矿事故在井下的人数有什么变化")) == [BELOW, TOLL]


def test_who_asks_something_else_is_told_of_no_changes(engine: SearcherEngine) -> None:
    assert steps(ask(engine, "青河县煤矿透水事故有多少人遇难？")) is None


def test_reports_that_may_not_answer_are_no_part_of_it(engine: SearcherEngine) -> None:
    """Published later than what was known, or by another source than was asked for."""
    assert steps(ask(engine, QUESTION, as_of="2023-03-01")) == []
    assert steps(ask(engine, QUESTION, as_of="2023-03-02")) == [TOLL[:2], BELOW]
    assert steps(ask(engine, QUESTION, Filters(sources=("一报", "三报")))) == [[TOLL[0], TOLL[2]]]


def test_an_event_of_one_report_has_none(engine: SearcherEngine) -> None:
    found = ask(engine, "柳河村捐款数额前后有变化吗？")
    assert (steps(found), found.reason) == ([], found.reason)
    assert found.reason != "changed"


def test_over_http_each_figure_stands_in_its_article_and_in_its_quote(engine: SearcherEngine) -> None:
    bodies = {record["id"]: str(record["body"]) for record in REPORTS}
    with TestClient(create_app(lambda: Kept(engine), ServiceSettings(poll_seconds=0))) as client:
        assert client.app.state.readiness.wait(90)
        told = client.post("/v1/ask", json={"question": QUESTION}).json()
        other = client.post("/v1/ask", json={"question": "青河县煤矿透水事故有多少人遇难？"}).json()
    assert other["changes"] is None
    assert [each["text"] for each in told["changes"][0]["stated"]] == ["3人", "8人", "8人"]
    assert told["took_ms"]["changes"] > 0
    for change in told["changes"]:
        for said in change["stated"]:
            cited = said["citation"]
            body = bodies[cited["article"]["id"]]
            assert body[said["start"] : said["end"]] == said["text"] == said["figure"]["text"]
            assert body[cited["start"] : cited["end"]] == cited["quote"]
            assert cited["start"] <= said["start"] < said["end"] <= cited["end"]


def test_where_no_sentence_answers_the_reason_says_that_the_reports_do(engine: SearcherEngine) -> None:
    found = ask(engine, "两次报道青河县柳沟煤矿的数字有什么不同")
    assert found.changes
    assert (found.answer, found.reason, found.alternatives) == (None, "changed", ())


def test_on_a_terminal_each_report_has_a_line(engine: SearcherEngine) -> None:
    def shown(question: str) -> str:
        with out.capture() as captured:
            print_answer(question, AskResponse.of(ask(engine, question)))
        return captured.get()

    told = shown(QUESTION)
    assert re.search(r"3人 = 3 person — 青河县柳沟煤矿透水[^→]*→ 8人 = 8 person — 青河县柳沟煤矿透水事故", told)
    assert [len(re.findall(mark, told)) for mark in ("→ 8人", "= 8人", "→ 36人")] == [1, 1, 1], told
    nothing = "No other report of its event gives another figure for one thing."
    assert nothing not in told
    assert nothing in shown("柳河村捐款数额前后有变化吗？")


def test_clients_of_openai_and_assistants_are_told_too(engine: SearcherEngine) -> None:
    question = "两次报道青河县柳沟煤矿的数字有什么不同"
    asked = AskedResponse.of(ask(engine, question))
    text = "".join(MessageWriter(PageLanguage.ZH, lambda article: article.id).answer(asked))
    assert re.match(r"没有哪一句话直接回答；前后报道的变化如下。\n3人 \[1\] → 8人 \[2\] = 8人 \[3\]", text)
    assert "“3月1日，青河县煤矿发生透水事故，已造成3人遇难，另有41人在井下。”" in text
    with TestClient(create_app(lambda: Kept(engine), ServiceSettings(poll_seconds=0))) as client:
        assert client.app.state.readiness.wait(90)
        call = {"name": "ask", "arguments": {"question": question}}
        sent = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        headers = {"Accept": "application/json, text/event-stream"}
        told = client.post("/mcp", json=sent, headers=headers).json()["result"]["structuredContent"]
    assert [[each["text"] for each in change] for change in told["changes"]] == [
        ["3人", "8人", "8人"],
        ["41人", "36人"],
    ]


def test_reports_that_can_not_be_looked_up_are_told_and_not_taken_for_none(
    engine: SearcherEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(article_id: str) -> tuple[str, ...]:
        raise IndexUnavailableError(f"The machine with {article_id} does not answer.")

    monkeypatch.setattr(engine, "reports", lost)
    found = ask(engine, QUESTION)
    first = found.search.hits[0].article.id
    assert found.changes is None
    assert Degradation(Part.EVENT, f"The machine with {first} does not answer.") in found.search.degraded
