"""GET /v1/suggest, and another wording in the answers to searches and questions."""

import pytest
from starlette.testclient import TestClient

from service.http.app import create_app
from service.http.index_engine import SearcherEngine
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from tests.doubles import TermEmbedder


@pytest.fixture(scope="module")
def client(villages):
    app = create_app(lambda: SearcherEngine(Searcher.open(villages, TermEmbedder())), ServiceSettings())
    with TestClient(app, raise_server_exceptions=False) as client:
        assert app.state.readiness.wait(90)
        while not client.get("/v1/suggest", params={"q": "捐"}).json()["ready"]:
            pass
        yield client


def suggested(client, **parameters):
    return client.get("/v1/suggest", params=parameters)


def test_suggestions_name_texts_kinds_and_articles(client, searcher):
    body = suggested(client, q="chongqing").json()
    assert body["snapshot"] == searcher.index.name
    assert body["did_you_mean"] is None
    assert {"text": "重庆洪水退去", "kind": "title", "articles": 1, "article_id": "c"} in body["suggestions"]


def test_limits_and_filters_hold(client):
    assert len(suggested(client, q="柳", limit=1).json()["suggestions"]) == 1
    assert suggested(client, q="重庆洪水", source="青禾日报").json()["suggestions"] == []
    both = suggested(client, q="重庆洪水", source=["青禾日报", "江城晚报"]).json()["suggestions"]
    assert [each["article_id"] for each in both] == ["c"]


@pytest.mark.parametrize(
    "parameters", [{}, {"q": "捐", "limit": 0}, {"q": "捐", "limit": 21}, {"q": "捐" * 201}, {"q": "捐", "limit": "x"}]
)
def test_what_can_not_be_used_is_told(client, parameters):
    answer = suggested(client, **parameters)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "field", "typed", "meant"),
    [
        ("/v1/search", "query", "捐宽", "捐款"),
        ("/v1/search", "query", "捐宽 source:青禾日报", "捐款 source:青禾日报"),
        ("/v1/search", "query", "捐款", None),
        ("/v1/ask", "question", "liuhe cun juankuan", "柳禾村 捐款"),
        ("/v1/ask", "question", "柳禾村捐款多少元", None),
    ],
)
def test_another_wording_is_offered_and_not_searched(client, path, field, typed, meant):
    body = client.post(path, json={field: typed}).json()
    assert body["did_you_mean"] == meant
    if "understood" in body:
        assert body["understood"]["words"] == typed.removesuffix(" source:青禾日报")


def test_sorted_by_date_it_is_offered_as_well(client):
    body = client.post("/v1/search", json={"query": "捐宽", "sort": "newest"}).json()
    assert body["did_you_mean"] == "捐款"
