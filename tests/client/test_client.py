"""The client of Python gives what a service answers as the results of the library, or as its errors."""

import asyncio
import inspect
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import xunwen
from service.http.ask_schemas import AskedResponse
from service.http.related_schemas import RelatedResponse
from service.http.search_schemas import ArticleResponse, SearchResponse
from service.http.suggest_schemas import SuggestResponse
from tests.client.conftest import DONATED
from tests.http.test_serving import running
from tests.http.village import VillageEngine
from xunwen.client import AsyncClient, Client, FinalEvent, HitsEvent, ServiceError, UnreachableError
from xunwen.client.events import CitationEvent

UNLIKE = {"took_ms", "read", "understood", "generated", "matches", "facets", "histogram", "names", "curated"}
"""What two exchanges differ in, or what is said of a request."""


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address) as opened:
        yield opened


def without(body: dict) -> dict:
    return {name: value for name, value in body.items() if name not in UNLIKE}


def test_hits_say_all_that_the_service_says(client, raw):
    fields = {"limit": 3, "group_by": "story", "explain": True, "mode": "hybrid"}
    told = raw.post("/v1/search", json={"query": "捐款", **fields}).json()
    found = client.search("捐款", **fields)
    assert found.hits
    again = SearchResponse.of(found, explain=True).model_dump(mode="json")
    assert without(again) == without(told)


def test_answers_say_all_that_the_service_says(client, raw):
    told = raw.post("/v1/ask", json={"question": DONATED}).json()
    found = client.ask(DONATED)
    assert isinstance(found, xunwen.AskResult)
    assert (found.answer.text, found.answer.figure.lowest) == ("三万二千元", 32000)
    assert without(AskedResponse.of(found).model_dump(mode="json")) == without(told)


def test_a_quote_stands_in_its_article(client):
    cited = client.ask(DONATED).citations[0]
    assert client.article(cited.article.id).body[cited.start : cited.end] == cited.quote


def test_articles_lists_and_suggestions_say_all_that_the_service_says(client, raw):
    (first, *_) = client.search("捐款").hits
    place = f"/v1/articles/{first.article.id}"
    whole = raw.get(place).json()
    assert (
        ArticleResponse.in_snapshot(client.article(first.article.id), whole["snapshot"]).model_dump(mode="json")
        == whole
    )
    listed = raw.get(f"{place}/related", params={"limit": 2}).json()
    found = client.related(first.article.id, limit=2)
    assert [item.article.id for item in found.items] == [each["article"]["id"] for each in listed["related"]]
    # A snippet is cut out of the body, which lists come without.
    same = RelatedResponse.of(found).model_dump(mode="json", exclude={"related"})
    assert same == {name: value for name, value in listed.items() if name != "related"}
    near = raw.post("/v1/related", json={"title": "捐款", "text": "全村捐款"}).json()
    assert client.related_to(title="捐款", text="全村捐款").read_characters == near["read_characters"]
    while not (typed := raw.get("/v1/suggest", params={"q": "柳"}).json())["ready"]:
        pass
    assert SuggestResponse.of(client.suggest("柳")).model_dump(mode="json") == typed


def test_counts_stand_beside_the_hits(client):
    found = client.search("捐款", facets=["languages"], histogram="year")
    assert found.tally is not None
    assert found.tally.articles >= 1
    assert dict(found.tally.facets["languages"])["zh"] >= 1
    assert client.search("捐款").tally is None


def test_filters_and_history_are_sent(client):
    only = xunwen.Filters(languages=("en",))
    assert {hit.article.language for hit in client.search("roof library", filters=only).hits} == {"en"}
    found = client.ask("2022年呢？", history=["柳河村2021年捐款多少元？"])
    assert found.understood == "柳河村2022年捐款多少元？"
    found = client.ask("2022年呢？", history=[xunwen.Turn("柳河村2021年捐款多少元？", "三万二千元")])
    assert found.understood == "柳河村2022年捐款多少元？"


def test_filters_that_no_service_takes_are_refused(client):
    with pytest.raises(xunwen.QueryError, match="operators"):
        client.search("捐款", filters=xunwen.Filters(not_article_ids=("a",)))


def test_a_stream_comes_piece_by_piece_and_ends_with_all_of_it(client):
    events = list(client.stream(DONATED))
    assert isinstance(events[0], HitsEvent)
    assert isinstance(events[1], CitationEvent)
    assert isinstance(events[-1], FinalEvent)
    assert events[-1].result.answer == client.ask(DONATED).answer
    assert events[1].citation == events[-1].result.citations[0]


def test_from_an_event_loop_the_same_is_given(address, client):
    async def asked():
        async with AsyncClient(address) as other:
            events = [event async for event in other.stream(DONATED)]
            first = (await other.search("捐款")).hits[0]
            return events, await other.ask(DONATED), first, await other.article(first.article.id)

    events, found, first, whole = asyncio.run(asked())
    assert found.answer == client.ask(DONATED).answer
    assert events[-1].result.answer == found.answer
    assert first == client.search("捐款").hits[0]
    assert whole == client.article(first.article.id)


def test_both_clients_have_the_same_methods():
    def methods(kind):
        return {name for name in vars(kind) if not name.startswith("_")}

    assert {"close" if name == "aclose" else name for name in methods(AsyncClient)} == methods(Client)


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda client: client.ask(" "), xunwen.QueryError),
        (lambda client: client.search("x" * 5000), xunwen.QueryError),
        (lambda client: client.article("none/such"), xunwen.UnknownArticleError),
        (lambda client: next(client.stream(" ")), xunwen.QueryError),
    ],
    ids=["a blank question", "a long query", "an unknown article", "a blank stream"],
)
def test_problems_are_the_errors_of_the_library(client: Client, ask: Callable[[Client], object], error: type):
    with pytest.raises(error) as raised:
        ask(client)
    assert raised.value.message


def test_an_id_with_a_slash_is_one_article():
    with running(VillageEngine()) as url, Client(url) as client:
        assert client.article("fair/1").title == "村里办起了丰收节"
        with pytest.raises(xunwen.SnapshotError, match="without related"):
            client.related("fair/1")


def test_a_key_is_sent_and_a_wrong_one_told():
    with running(VillageEngine(), admin_key="sixteen characters at least") as url, Client(url, key="wrong") as client:
        with pytest.raises(ServiceError) as raised:
            client.jobs()
        assert (raised.value.status, raised.value.kind) == (401, "unauthorized")
        assert raised.value.request_id


def test_where_nothing_answers_that_is_told():
    with Client("http://127.0.0.1:9", timeout=2) as client, pytest.raises(UnreachableError, match="readyz"):
        client.ask("谁？")
    with pytest.raises(xunwen.SettingError):
        Client("news.example")


@pytest.mark.parametrize("said", [b"<html>hello</html>", b"[]", b'{"hits": 3}'])
def test_what_no_service_says_is_told(said):
    class Other(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Other)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        with (
            Client(f"http://127.0.0.1:{server.server_port}") as client,
            pytest.raises(ServiceError, match="none of a Xunwen service"),
        ):
            client.suggest("a")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_client_imports_none_of_what_an_index_stands_on():
    heavy = "numpy scipy torch faiss fastapi starlette pydantic transformers openvino lxml opencc bm25s"
    code = f"import sys, xunwen.client; print([name for name in '{heavy}'.split() if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_both_clients_have_the_same_methods_with_the_same_arguments():
    """Each is described once; `help` shows it on the class as on a client."""
    client, awaited = Client(), AsyncClient()
    for name in (
        "search",
        "ask",
        "article",
        "related",
        "related_to",
        "suggest",
        "index",
        "upload",
        "jobs",
        "job",
        "cancel",
    ):
        described = inspect.signature(getattr(Client, name))
        assert inspect.signature(getattr(client, name)) == inspect.signature(getattr(awaited, name)) == described
        assert getattr(client, name).__doc__ == getattr(awaited, name).__doc__ == getattr(Client, name).__doc__
        assert inspect.iscoroutinefunction(getattr(awaited, name))
    assert str(inspect.signature(client.related).parameters["page"]) == "page: int = 1"
