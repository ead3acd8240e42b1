"""A history over HTTP, from Python and on the command line: bounded, understood, and shown back."""

import pytest

import xunwen
from service.http.app import create_app
from service.settings import ServiceSettings
from tests.cli.command import xunwen as command
from tests.http.village import VillageEngine

# The client of a ready service over the village.
from tests.http.conftest import client, open_client  # noqa: F401  isort:skip

HISTORY = [{"question": "2022年丰收节有多少户摆摊？"}]


def test_the_question_that_was_understood_is_shown_and_answered(client):  # noqa: F811
    told = client.post("/v1/ask", json={"question": "2023年呢？", "history": HISTORY}).json()
    assert told["understood"]["question"] == told["understood"]["words"] == "2023年丰收节有多少户摆摊？"
    assert told["hits"][0]["article"]["id"] == "fair/1"


def test_without_a_history_nothing_is_told(client):  # noqa: F811
    assert client.post("/v1/ask", json={"question": "2023年呢？"}).json()["understood"]["question"] == ""


@pytest.mark.parametrize(
    ("history", "pointer"),
    [
        (HISTORY * 11, "#/history"),
        ([{"question": " "}], "#/history/0/question"),
        ([{"question": "x" * 5000}], "#/history/0/question"),
        ([{"question": "谁？", "answer": "x" * 2001}], "#/history/0/answer"),
        (["谁？"], "#/history/0"),
    ],
)
def test_a_history_is_bounded_and_the_error_says_where(client, history, pointer):  # noqa: F811
    response = client.post("/v1/ask", json={"question": "2023年呢？", "history": history})
    assert response.status_code == 422
    assert [each["pointer"] for each in response.json()["errors"]] == [pointer]


def test_the_stream_tells_it_too(client):  # noqa: F811
    body = {"question": "2023年呢？", "history": HISTORY, "stream": True}
    assert "2023年丰收节有多少户摆摊？" in client.post("/v1/ask", json=body).text


def test_limits_of_the_service_stand_in_its_schema():
    app = create_app(VillageEngine, ServiceSettings(max_query_characters=77))
    schemas = app.openapi()["components"]["schemas"]
    assert schemas["TurnBody"]["properties"]["question"]["maxLength"] == 77
    assert schemas["AskRequest"]["properties"]["history"]["maxItems"] == 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An index of one article."""
    place = tmp_path_factory.mktemp("conversation") / "index"
    record = {"id": "fair", "title": "丰收节", "body": "2023年丰收节有八十户摆摊。", "published_at": "2023-10-08"}
    xunwen.build_index([record], place)
    return place


def test_python_and_the_command_line_understand_alike(folder):
    with xunwen.Index.open(folder, mode="lexical") as index:
        found = index.ask("2023年呢？", history=["2022年丰收节有多少户摆摊？"])
        assert found.understood == "2023年丰收节有多少户摆摊？"
        assert index.ask("2023年呢？").understood == ""
        for history in ([" "], [xunwen.Turn("谁？", "x" * 2001)], ["谁？"] * 11, ["x" * 5000]):
            with pytest.raises(xunwen.QueryError):
                index.ask("2023年呢？", history=history)
    place = ["--index", folder, "--mode", "lexical"]
    (told,) = command("ask", "2023年呢？", "--history", "2022年丰收节有多少户摆摊？", "--json", *place).results
    assert told["understood"]["question"] == found.understood
    shown = command("ask", "2023年呢？", "--history", "2022年丰收节有多少户摆摊？", *place)
    assert "understood as: 2023年丰收节有多少户摆摊？" in shown.out


def test_a_chat_goes_on_line_by_line(folder):
    lines = "2022年丰收节有多少户摆摊？\n\n2023年呢？\n".encode()
    done = command("chat", "--index", folder, "--mode", "lexical", stdin=lines)
    assert done.code == 0, done
    assert "understood as: 2023年丰收节有多少户摆摊？" in done.out
