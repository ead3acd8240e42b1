"""A service over an index in a real Milvus answers as one over the snapshot in a folder, follows what is published, and outlives its Milvus."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from indexer.settings import IndexerSettings
from service.http.app import create_app
from service.http.index_engine import EngineOpener
from service.http.job_routes import IndexOperations
from service.results import Filters
from service.search.opening import open_index
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from tests.archives import DONATION, FLOOD, LIBRARY, RECORDS, build, record_pages
from tests.doubles import MarkingReader, TermEmbedder
from tests.milvus.asking import asking, is_whole, told, until, until_served
from tests.milvus.server import LiteServer

pytest.importorskip("pymilvus", reason="the extra milvus is not installed")

from indexer.milvus import client
from indexer.milvus.address import read_address
from indexer.milvus.generations import Generations
from indexer.milvus.publish import PublishOptions, publish
from indexer.milvus.typed_words import TYPED_WORDS
from service.api.publishing import texts_for
from service.search.milvus.index import MilvusIndex

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("patient")]

MORE = tuple(
    {
        **each,
        "id": f"{each['id']}-{number}",
        "source": f"{'甲乙丙'[number % 3]}报",
        "keywords": ["要闻", ("汛情", "捐款")[number % 2]],
        "url": f"http://{('www.', 'sport.', 'a.')[number % 3]}news.example/{'sport' if number % 2 else 'a'}/{number}",
        "published_at": f"2021-0{1 + number % 8}-1{number % 10}",
        "body": f"{each['body']}\n第{number}号通讯员{number * 7919}补充：一共{number * 100 + 50}人参加。",
    }
    for number, each in enumerate((DONATION, FLOOD, LIBRARY) * 3)
)
FIRST = (*RECORDS, *MORE)
SECOND = tuple(
    {
        **each,
        "body": f"{each['body']}\n以上是修订后的全文。"
        if each["lang"] == "zh"
        else f"{each['body']}\nThis is the revised text.",
    }
    for each in FIRST
)

SWAPS, CLIENTS = (100, 16) if os.environ.get("XUNWEN_TEST_MILVUS") == "all" else (10, 3)
"""`make milvus` asks for the larger ones."""
QUESTIONS = (
    "柳河村全村共捐款多少元？",
    "白鹭镇转移了多少群众？",
    "How much did the council spend on the new roof?",
    "补充说一共多少人参加",
    "library roof",
    "暴雨",
)


def published(folder: Path, address: str, records: tuple[dict[str, object], ...]) -> int:
    """Builds an index of records, and publishes it; the generation."""
    build(folder, TermEmbedder(), record_pages(records))
    milvus = client.Milvus(read_address(address), timeout=30)
    done = publish(folder, milvus, options=PublishOptions(lease=3600, keep=9), extra=texts_for(folder))
    milvus.close()
    return done.generation


@contextmanager
def serving(where: Path | str) -> Iterator[TestClient]:
    """A service over a folder or an address, ready."""
    # Nor is anything left unread for lack of time.
    settings = ServiceSettings(poll_seconds=0.05, read_ms=60_000)
    reader = MarkingReader()
    opener = EngineOpener(
        Path(where), settings, IndexerSettings(), load=lambda _: TermEmbedder(), load_reader=lambda *_: reader
    )
    app = create_app(opener, settings, operations=IndexOperations(read_pointer=opener.pointer))
    with TestClient(app, raise_server_exceptions=False) as service:
        assert app.state.readiness.wait(90)
        yield service


def requests() -> Iterator[tuple[str, dict[str, Any]]]:
    """What both services are asked: every filter, every group, every mode, both orders by date, counts, answers."""
    narrowed: tuple[dict[str, Any], ...] = (
        {},
        {"languages": ["zh"]},
        {"sources": ["甲报", "江城晚报"]},
        {"published_from": "2021-03-01", "published_to": "2021-07-31"},
        {"published_from": "2021-03-05T09:00:00+08:00"},
        {"keywords": ["捐款"]},
        {"authors": ["周晓岚"]},
        {"sites": ["news.example/sport", "a.news.example"]},
    )
    for question, filters in product(QUESTIONS, narrowed):
        yield "/v1/search", {"query": question, "filters": filters, "explain": True}
    for question, group_by in product(QUESTIONS, ("article", "story")):
        yield "/v1/search", {"query": question, "group_by": group_by, "limit": 50}
    for question, mode in product(QUESTIONS, ("lexical", "dense", "reranked")):
        yield "/v1/search", {"query": question, "mode": mode, "offset": 1, "limit": 5}
    for question, sort in product(QUESTIONS, ("newest", "oldest")):
        facets = ["sources", "languages", "authors", "keywords"]
        yield "/v1/search", {"query": question, "sort": sort, "facets": facets, "histogram": "month"}
    for words in (
        '"共捐款"',
        "intitle:捐款",
        "捐款 -口罩",
        "source:甲报 捐款",
        "author:周晓岚 捐款",
        "keyword:汛情 暴雨",
        "site:news.example 捐款",
        "site:sport.news.example/a 捐款",
        "捐款 -site:sport.news.example",
        "site:a.news.example",
    ):
        yield "/v1/search", {"query": words, "group_by": "article"}
    for question, filters in product(QUESTIONS, narrowed[:4]):
        yield "/v1/ask", {"question": question, "filters": filters}


@pytest.fixture(scope="module")
def place(lite: LiteServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, tuple[int, int]]:
    """An address with two generations, the second edited throughout and current, its folder, and their numbers."""
    folder, address = tmp_path_factory.mktemp("served") / "index", lite.address("served")
    return address, folder, (published(folder, address, FIRST), published(folder, address, SECOND))


def test_every_answer_is_the_one_of_the_snapshot(place):
    address, folder, _ = place
    different = []
    count = 0
    with serving(folder) as local, serving(address) as remote:
        for path, body in requests():
            count += 1
            one, other = told(local.post(path, json=body)), told(remote.post(path, json=body))
            if one != other:
                different.append((path, body, one, other))
        for each in (*RECORDS, *MORE):
            for path in (f"/v1/articles/{each['id']}", f"/v1/articles/{each['id']}/related"):
                count += 1
                one, other = told(local.get(path)), told(remote.get(path))
                if one != other:
                    different.append((path, {}, one, other))
        assert remote.get("/v1/articles/none").status_code == 404
    assert count > 100
    assert not different, different[0]


def test_sites_are_those_of_the_snapshot_where_no_hosts_were_published_and_one_look_brings_few(place, monkeypatch):
    """As a generation of before there were any lies there; a look brings fewer articles than the sites have."""
    monkeypatch.setattr("service.search.milvus.archive_sites.MOST", 4)
    _, folder, _ = place
    hosts = "news.example", "sport.news.example/a", "a.news.example", "nowhere.example"
    with closing(open_index(folder)) as index, _without_hosts(place[0]) as remote:
        local = Searcher(index, TermEmbedder())
        for host in hosts:
            filters = Filters(sites=(host,))
            expected = {hit.article.id for hit in local.search("柳河村", filters=filters, limit=90).hits}
            assert {hit.article.id for hit in remote.search("柳河村", filters=filters, limit=90).hits} == expected
            assert bool(expected) is (host != "nowhere.example")


@contextmanager
def _without_hosts(address: str) -> Iterator[Searcher]:
    """A searcher over a generation whose hosts were not published."""
    milvus = client.Milvus(read_address(address), timeout=30)
    index = MilvusIndex(milvus, Generations(milvus).current() or 0)
    index.values = replace(index.values, host=None)
    with closing(index):
        yield Searcher(index, TermEmbedder())


def test_the_pages_of_the_archive_are_there(place):
    with serving(place[0]) as remote:
        for path in ("/", "/?q=捐款", "/insights", "/readyz", "/version"):
            assert remote.get(path).status_code == 200, path


def test_swaps_under_load_mix_nothing_and_lose_nothing(place):
    address, _, generations = place
    with serving(address) as service:
        swap_under_load(service, address, generations, {"query": "柳河村全村共捐款多少元？", "limit": 3})


def swap_under_load(service: TestClient, address: str, generations: tuple[int, int], asked: dict[str, Any]) -> None:
    """Switches to and fro while clients ask; every answer is wholly of one generation, and nobody meets an error."""
    milvus = client.Milvus(read_address(address), timeout=30)
    there = Generations(milvus)
    names = {each: there.record(each).snapshot for each in generations}
    expected: dict[str, str] = {}
    for each in generations:
        there.switch(each)
        until_served(service, names[each])
        response = service.post("/v1/search", json=asked)
        expected[response.json()["snapshot"]] = told(response)
    assert expected.keys() == set(names.values())
    assert len(set(expected.values())) == 2
    with asking(service, asked, clients=CLIENTS) as heard:
        for swap in range(SWAPS):
            target, before = generations[swap % 2], len(heard.answers)
            there.switch(target)
            # On a busy machine switches may be quicker than clients: each is waited for until one of them has met it.
            until(lambda name=names[target], before=before: heard.is_told(name, since=before))
    milvus.close()
    assert not heard.errors, heard.errors[0]
    assert not heard.degraded, heard.degraded[0]
    assert {name for name, _ in heard.answers} == set(names.values())
    assert all(expected[name] == answer for name, answer in heard.answers)
    assert len(heard.answers) >= SWAPS


def test_a_milvus_that_is_killed_is_told_and_is_answered_from_again_when_it_is_back(tmp_path):
    with LiteServer(tmp_path / "milvus") as server:
        address = server.address("killed")
        published(tmp_path / "index", address, RECORDS)
        _is_killed_and_back(server, address)


def _is_killed_and_back(server: LiteServer, address: str) -> None:
    with serving(address) as client:
        asked = {"query": "柳河村全村共捐款多少元？"}
        until(lambda: is_whole(client.post("/v1/search", json=asked)))
        before = told(client.post("/v1/search", json=asked))
        server.kill()
        problem = client.post("/v1/search", json={"query": "白鹭镇转移了多少群众？"})
        assert problem.status_code == 503
        assert "can't be used" in problem.json()["detail"]
        until(lambda: client.get("/readyz").status_code == 503)
        assert client.get("/healthz").status_code == 200
        server.start()
        until(lambda: client.get("/readyz").status_code == 200)
        # The first searches load what they ask: where that takes longer than a call may, as on a busy machine, a leg is missing, and told.
        until(lambda: is_whole(client.post("/v1/search", json=asked)))
        assert told(client.post("/v1/search", json=asked)) == before
        assert client.post("/v1/search", json={"query": "白鹭镇转移了多少群众？"}).status_code == 200


def test_a_service_waits_for_what_is_published_first(lite, tmp_path):
    address = lite.address("later")
    with serving(address) as client:
        assert client.get("/readyz").status_code == 503
        assert "xunwen publish" in client.get("/readyz").json()["detail"]
        published(tmp_path / "index", address, RECORDS)
        until(lambda: client.get("/readyz").status_code == 200)
        assert client.post("/v1/search", json={"query": "捐款"}).json()["hits"]


def test_a_generation_without_what_is_typed_says_how_it_gets_it(lite, folder):
    """As one of before there was any; everything else is answered, and the next publication mends it."""
    address = lite.address("typed")
    generation = published(folder, address, FIRST)
    with closing(client.Milvus(read_address(address), timeout=30)) as milvus:
        generations = Generations(milvus)
        generations.write(generation, TYPED_WORDS, "")
        with serving(address) as service:
            refused = service.get("/v1/suggest", params={"q": "柳"})
            assert (refused.status_code, refused.json()["type"]) == (503, "urn:xunwen:problem:index-unavailable")
            assert "xunwen publish --full" in refused.json()["detail"]
            found = service.post("/v1/search", json={"query": "libary roof"}).json()
            assert found["hits"]
            assert [each.partition(":")[0] for each in found["degraded"]] == ["wording"]
        publish(folder, milvus, options=PublishOptions(full=True), extra=texts_for(folder))
    with serving(address) as service:
        assert service.get("/v1/suggest", params={"q": "柳"}).json()["suggestions"]
        assert service.post("/v1/search", json={"query": "libary roof"}).json()["did_you_mean"] == "library roof"


def test_what_is_suggested_after_an_edit_are_the_articles_of_today(lite, folder):
    """Rows of an epoch keep their numbers, which are not the places of the articles in the snapshot."""
    address = lite.address("edited")
    published(folder, address, FIRST)
    left = tuple(each for each in FIRST if each["id"] != FIRST[0]["id"])
    published(folder, address, left)
    with serving(folder) as one, serving(address) as other:
        text = {"title": "柳河村捐款", "text": "全村共捐款三万二千元，口罩一千余个。"}
        for typed in ("柳", "library", "baolu", "暴雨"):
            asked = [each.get("/v1/suggest", params={"q": typed, "limit": 20}).json() for each in (one, other)]
            assert asked[0] == asked[1]
            assert asked[0]["suggestions"] or typed == "baolu"
        lists = [each.post("/v1/related", json=text).json()["related"] for each in (one, other)]
        assert [each["article"]["id"] for each in lists[0]] == [each["article"]["id"] for each in lists[1]] != []
        for here, there in zip(*lists, strict=True):
            assert there["score"] == pytest.approx(here["score"], abs=0.05), "key terms are weighed as when written"
