"""Streamable HTTP: tools and resources of a small real index, under keys, bounds and limits."""

import contextlib
import io
from collections.abc import Awaitable, Callable
from contextlib import ExitStack

import anyio
import httpx2
import jsonschema
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

from service.http.app import create_app
from service.http.serve import serving
from service.keys.key import Bounds
from service.keys.scopes import READING, Scope
from service.keys.store import KeyStore
from service.settings import ServiceSettings
from tests.archives import DONATION, FLOOD, LIBRARY
from tests.docs.pages import ROOT, blocks
from tests.http.test_problems import problem
from tests.http.village import VillageEngine
from tests.keys.conftest import bearer
from tests.openai.conftest import open_engine as open_engine

QUESTION = "柳河村全村共捐款多少元？"
MODES = ["legacy", "auto"]


@pytest.fixture(scope="module")
def open_service(open_engine):
    """Addresses of services over the four records."""
    with ExitStack() as stack:

        def opened(engine: object = None, **settings: object) -> str:
            app = create_app((lambda: engine) if engine else open_engine, ServiceSettings(**settings))
            return stack.enter_context(serving(app))

        yield opened


@pytest.fixture(scope="module")
def site(open_service):
    return open_service()


@pytest.fixture
def store(tmp_path) -> KeyStore:
    return KeyStore(tmp_path / "keys.json")


def asking(site: str, use: Callable[[Client], Awaitable[object]], *, key: str = "", mode: str = "auto") -> object:
    """What comes of the use of a client."""

    async def main() -> object:
        async with (
            httpx2.AsyncClient(headers=bearer(key) if key else {}, timeout=20) as http,
            Client(streamable_http_client(f"{site}/mcp", http_client=http), mode=mode) as client,
        ):
            return await use(client)

    return anyio.run(main)


def called(site: str, tool: str, *, key: str = "", mode: str = "auto", **arguments: object) -> dict:
    """What a tool returns, which is what its schema says."""

    async def use(client: Client) -> dict:
        schemas = {each.name: each.output_schema for each in (await client.list_tools()).tools}
        result = await client.call_tool(tool, arguments)
        assert not result.is_error, result.content[0].text
        jsonschema.validate(result.structured_content, schemas[tool])
        return result.structured_content

    return asking(site, use, key=key, mode=mode)


def failed(site: str, tool: str, *, key: str = "", **arguments: object) -> str:
    """What a call says that fails."""

    async def use(client: Client) -> str:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        return result.content[0].text

    return asking(site, use, key=key)


def holds(passage: dict, record: dict) -> bool:
    """Whether a passage quotes a record to the character."""
    place = record["body"][passage["start"] : passage["end"]]
    return passage["article"]["id"] == record["id"] and place == passage["quote"] != ""


@pytest.mark.parametrize("mode", MODES)
def test_an_assistant_finds_the_tools_and_how_they_are_called(site, mode):
    async def use(client: Client) -> None:
        assert client.server_info.name == "xunwen"
        assert "no instructions" in client.instructions
        tools = (await client.list_tools()).tools
        assert [each.name for each in tools] == ["search", "ask", "read_article", "related"]
        for tool in tools:
            assert tool.annotations.read_only_hint
            assert tool.description
            jsonschema.Draft202012Validator.check_schema(tool.input_schema)
            assert tool.input_schema["additionalProperties"] is False

    asking(site, use, mode=mode)


@pytest.mark.parametrize("mode", MODES)
def test_an_answer_has_its_quote(site, mode):
    found = called(site, "ask", question=QUESTION, mode=mode)
    assert (found["status"], found["answer"]["text"], found["explanation"]) == ("answered", "三万二千元", "")
    assert all(holds(each, DONATION) for each in found["citations"])
    assert found["citations"][0]["uri"] == "xunwen://articles/donation"
    assert found["closest"] == []


def test_silence_says_why_and_names_what_comes_closest(site):
    found = called(site, "ask", question="谁发现了海王星？ intitle:白鹭镇")
    assert (found["status"], found["answer"], found["citations"]) == ("abstained", None, [])
    assert (found["reason"], found["explanation"]) == ("no_evidence", "有句子可能回答了这个问题，但把握不够。")
    assert [holds(each, FLOOD) for each in found["closest"]] == [True]


def test_a_search_gives_passages_within_its_filters(site):
    found = called(site, "search", query="roof 捐款", limit=3)
    records = {record["id"]: record for record in (DONATION, LIBRARY)}
    assert {each["article"]["id"] for each in found["passages"]} >= set(records)
    assert all(holds(each, records.get(each["article"]["id"], FLOOD)) for each in found["passages"][:2])
    only = called(site, "search", query="roof 捐款", languages=["en"])
    assert [each["article"]["id"] for each in only["passages"]] == ["library"]


def test_an_article_is_read_in_parts(site):
    whole = called(site, "read_article", article_id="donation")
    assert (whole["text"], whole["characters"], whole["end"]) == (
        DONATION["body"],
        len(DONATION["body"]),
        len(DONATION["body"]),
    )
    part = called(site, "read_article", article_id="donation", start=3, characters=4)
    assert (part["text"], part["start"], part["end"]) == (DONATION["body"][3:7], 3, 7)
    assert called(site, "read_article", article_id="donation", start=9999)["text"] == ""


def test_related_articles_come_with_what_connects_them(site):
    found = called(site, "related", article_id="donation", limit=2)
    listed = httpx2.get(f"{site}/v1/articles/donation/related", params={"limit": 2}).json()
    assert found["total"] == listed["total"]
    assert [each["article"]["id"] for each in found["articles"]] == [
        each["article"]["id"] for each in listed["related"]
    ]


@pytest.mark.parametrize("mode", MODES)
def test_every_article_is_a_resource(site, mode):
    async def use(client: Client) -> None:
        listed = await client.list_resources()
        titles = {each.uri: each.title for each in listed.resources}
        assert titles["xunwen://articles/flood"] == FLOOD["title"]
        assert len(titles) == 4
        assert listed.next_cursor is None
        (template,) = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "xunwen://articles/{id}"
        (contents,) = (await client.read_resource("xunwen://articles/flood")).contents
        assert (contents.text, contents.mime_type) == (FLOOD["body"], "text/plain")
        assert contents.meta["xunwen/article"]["source"] == FLOOD["source"]
        for missing in ("xunwen://articles/nobody", "file:///etc/passwd"):
            with pytest.raises(MCPError):
                await client.read_resource(missing)

    asking(site, use, mode=mode)


def test_resources_come_in_pages(site, monkeypatch):
    monkeypatch.setattr("service.http.mcp.server._ON_A_PAGE", 3)

    async def use(client: Client) -> None:
        first = await client.list_resources()
        second = await client.list_resources(cursor=first.next_cursor)
        assert (len(first.resources), len(second.resources), second.next_cursor) == (3, 1, None)
        with pytest.raises(MCPError, match="from its beginning"):
            await client.list_resources(cursor="another@3")

    asking(site, use)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": " "}, "question"),
        ("ask", {"question": "户" * 1001}, "1,001 characters"),
        ("ask", {}, "question"),
        ("search", {"query": "桥", "limit": 21}, "limit"),
        ("search", {"query": "桥", "source": ["山村周报"]}, "source"),
        ("search", {"query": "桥", "published_from": "yesterday"}, "ISO 8601"),
        ("read_article", {"article_id": "nobody"}, "nobody"),
        ("related", {"article_id": "nobody"}, "nobody"),
    ],
)
def test_a_call_that_cannot_be_made_says_why(site, tool, arguments, said):
    assert said in failed(site, tool, **arguments)


def test_an_unknown_tool_is_an_error_of_the_protocol(site):
    async def use(client: Client) -> None:
        with pytest.raises(MCPError, match="no tool 'delete'"):
            await client.call_tool("delete", {})

    asking(site, use)


@pytest.mark.parametrize("mode", MODES)
def test_a_bug_tells_no_secrets(open_service, mode):
    site = open_service(VillageEngine(fault=RuntimeError("secret")))

    async def use(client: Client) -> None:
        with pytest.raises(MCPError, match="the log has its cause") as caught:
            await client.call_tool("search", {"query": "桥"})
        assert "secret" not in str(caught.value.error)

    asking(site, use, mode=mode)


def test_a_bounded_key_sees_its_articles_only(open_service, store):
    _, bounded = store.create("desk", READING, bounds=Bounds(sources=(FLOOD["source"],)))
    site = open_service(keys_file=store.file, anonymous=())

    async def use(client: Client) -> set[str]:
        return {each.name for each in (await client.list_resources()).resources}

    for mode in MODES:
        found = called(site, "search", query=QUESTION, key=bounded, mode=mode)
        assert {each["article"]["id"] for each in found["passages"]} == {"flood"}
        assert asking(site, use, key=bounded, mode=mode) == {"flood"}
    assert "donation" in failed(site, "read_article", article_id="donation", key=bounded)


def test_who_may_not_is_not_let_in(open_service, store):
    _, lacking = store.create("lacking", {Scope.ASK})
    site = open_service(keys_file=store.file, anonymous=())
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    problem(httpx2.post(f"{site}/mcp", json=body), 401)
    told = problem(httpx2.post(f"{site}/mcp", json=body, headers=bearer(lacking)), 403)
    assert "articles search" in told["detail"]


def test_pages_of_other_sites_are_refused(site, open_service):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Accept": "application/json, text/event-stream", "Origin": "https://other.example"}
    problem(httpx2.post(f"{site}/mcp", json=body, headers=headers), 403)
    for url, origin in [(site, site), (open_service(cors_origins=("https://other.example",)), "https://other.example")]:
        assert httpx2.post(f"{url}/mcp", json=body, headers={**headers, "Origin": origin}).status_code == 200


def test_limits_and_methods_are_those_of_any_path(open_service):
    site = open_service(address_per_minute=1)
    assert httpx2.get(f"{site}/mcp").status_code == 405
    problem(httpx2.post(f"{site}/mcp", json={}), 429)


def test_questions_are_counted(site):
    def answered() -> float:
        lines = httpx2.get(f"{site}/metrics").text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("xunwen_answers_total"))

    before = answered()
    called(site, "ask", question=QUESTION)
    assert answered() == before + 1
    assert 'route="/mcp"' in httpx2.get(f"{site}/metrics").text


def test_the_code_of_the_page_runs(site):
    (code,) = blocks(ROOT / "docs" / "mcp.md", "python")
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        exec(compile(code.replace("http://127.0.0.1:8000", site), "docs/mcp.md", "exec"), {})  # noqa: S102  the page's own code
    assert shown.getvalue().startswith(("answered", "abstained"))
