"""The whole way with nothing doubled but the model: a built index, opened, searched and quoted over HTTP."""

from hashlib import sha256

import pytest

from indexer.index.snapshot import VECTORS, snapshots_folder
from service.http.index_engine import SearcherEngine
from service.search.batching import BatchingEmbedder
from service.search.searcher import Searcher
from tests.archives import DONATION, build
from tests.doubles import MarkingReader, TermEmbedder
from tests.http.test_problems import problem

QUESTION = "柳河村全村共捐款多少元？"


@pytest.fixture
def index(tmp_path):
    build(tmp_path, TermEmbedder())
    return tmp_path


def opening(index, embedder=None, reader=None):
    return lambda: SearcherEngine(Searcher.open(index, BatchingEmbedder(embedder or TermEmbedder()), reader))


def test_a_hit_is_the_text_of_its_article_at_its_place(open_client, index):
    client = open_client(opening(index))
    body = client.post("/v1/search", json={"query": QUESTION, "limit": 3}).json()
    assert body["hits"][0]["article"]["id"] == "donation"
    assert (body["mode"], body["degraded"]) == ("hybrid", [])
    for hit in body["hits"]:
        article = client.get(f"/v1/articles/{hit['article']['id']}").json()
        chunk = hit["chunk"]
        assert article["body"][chunk["start"] : chunk["end"]] == chunk["text"]
        assert article["snapshot"] == body["snapshot"]


def test_an_answer_is_quoted_to_the_character(open_client, index):
    client = open_client(opening(index, reader=MarkingReader("三万二千元")))
    body = client.post("/v1/ask", json={"question": QUESTION}).json()
    assert (body["status"], body["answer"]["text"], body["wanted"]) == ("answered", "三万二千元", "figure: money")
    citation = body["citations"][0]
    assert "三万二千元" in citation["quote"]
    assert DONATION["body"][citation["start"] : citation["end"]] == citation["quote"]
    assert citation["sha256"] == sha256(citation["quote"].encode()).hexdigest()


def test_filters_reach_the_snapshot(open_client, index):
    client = open_client(opening(index))
    for filters, expected in [
        ({"sources": ["江城晚报"]}, {"flood"}),
        ({"languages": ["en"]}, {"library"}),
        ({"published_from": "2021-03-05", "published_to": "2021-07-20"}, {"donation", "flood"}),
        ({"article_ids": ["nobody"]}, set()),
    ]:
        body = client.post("/v1/search", json={"query": "七月二十日 捐款 library", "filters": filters}).json()
        assert {hit["article"]["id"] for hit in body["hits"]} == expected


def test_every_date_that_the_service_takes_the_searcher_takes(open_client, index):
    client = open_client(opening(index))
    for day in [
        "2021-03-05",
        "2021-03-05T09:30",
        "2021-03-05T09:30:00.5",
        "2021-03-05T01:30:00Z",
        "2021-03-05T09:30+08:00",
    ]:
        body = {"query": "捐款", "filters": {"published_from": day}}
        assert client.post("/v1/search", json=body).status_code == 200


def test_pages_of_hits_continue_the_ranking(open_client, index):
    client = open_client(opening(index))
    whole = client.post("/v1/search", json={"query": "镇 村", "limit": 4}).json()["hits"]
    pages = [
        client.post("/v1/search", json={"query": "镇 村", "limit": 2, "offset": at}).json()["hits"] for at in (0, 2)
    ]
    assert [hit["rank"] for hit in whole] == [1, 2, 3, 4]
    assert pages[0] + pages[1] == whole


def test_an_empty_folder_is_told(open_client, tmp_path):
    problem(open_client(opening(tmp_path)).get("/readyz"), 503)


def test_a_damaged_snapshot_is_told_and_not_served(open_client, index):
    (vectors,) = snapshots_folder(index).glob(f"*/{VECTORS}")
    damaged = bytearray(vectors.read_bytes())
    damaged[-1] ^= 1
    vectors.chmod(0o644)
    vectors.write_bytes(damaged)
    client = open_client(opening(index))
    readyz, search = client.get("/readyz"), client.post("/v1/search", json={"query": QUESTION})
    assert problem(readyz, 503)["detail"] == problem(search, 503)["detail"]
    assert VECTORS in readyz.json()["detail"]


def test_another_model_is_refused(open_client, index):
    client = open_client(opening(index, TermEmbedder(fingerprint="another")))
    assert "was built with" in problem(client.get("/readyz"), 503)["detail"]
