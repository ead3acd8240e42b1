"""A key that sees some sources only sees nothing of the others, by whatever route."""

import pytest

from service.http.index_engine import SearcherEngine
from service.keys.key import Bounds
from service.keys.scopes import READING, Scope
from service.search.searcher import Searcher
from tests.archives import DONATION, FLOOD, LIBRARY, build, record_pages
from tests.doubles import MarkingReader, TermEmbedder
from tests.keys.conftest import bearer

COPY = {**FLOOD, "id": "flood-copy", "source": "抄报", "url": "https://copy.example/flood"}
SECRETS = ("江城晚报", "flood", "library", "copy")


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bounds") / "index"
    build(folder, TermEmbedder(), record_pages([DONATION, FLOOD, LIBRARY, COPY]))
    return folder


@pytest.fixture
def desk(guarded, store, index):
    """A client, the headers of a key that sees one source, and those of one that sees all."""
    client = guarded(
        lambda: SearcherEngine(Searcher.open(index, TermEmbedder(), MarkingReader("三万二千元"))), demo_site=True
    )
    _, bounded = store.create("desk", READING, bounds=Bounds(sources=(DONATION["source"],)))
    _, whole = store.create("all", READING)
    return client, bearer(bounded), bearer(whole)


def found(response):
    return {hit["article"]["id"] for hit in response.json()["hits"]}


@pytest.mark.parametrize("mode", ["dense", "lexical", "hybrid", "reranked"])
@pytest.mark.parametrize(
    "more", [{}, {"sort": "newest"}, {"group_by": "story"}, {"filters": {"sources": ["江城晚报"]}}]
)
def test_both_legs_search_inside_the_bounds(desk, mode, more):
    client, bounded, whole = desk
    for route, field in (("search", "query"), ("ask", "question")):
        body = {field: "七月二十日 洪水 捐款", "mode": mode, "limit": 20}
        body |= more if route == "search" else {name: value for name, value in more.items() if name == "filters"}
        seen = client.post(f"/v1/{route}", json=body, headers=bounded)
        expected = set() if "filters" in more else {"donation"}
        assert found(seen) <= expected
        if not {"filters", "sort"} & set(more):  # by date, who holds half of the words
            assert found(seen)
            assert found(client.post(f"/v1/{route}", json=body, headers=whole)) - {"donation"}


def test_counts_and_operators_stay_inside(desk):
    client, bounded, whole = desk
    body = {"query": "捐款 OR 洪水 OR library", "facets": ["sources", "languages"], "histogram": "month"}
    seen = client.post("/v1/search", json=body, headers=bounded).json()
    assert [each["value"] for each in seen["facets"]["sources"]] == [DONATION["source"]]
    assert seen["matches"] == 1
    assert found(client.post("/v1/search", json={"query": "洪水 source:江城晚报"}, headers=bounded)) == set()
    assert client.post("/v1/search", json=body, headers=whole).json()["matches"] > 1


def test_articles_outside_are_not_there(desk):
    client, bounded, whole = desk
    paths = ("/v1/articles/{}", "/articles/{}", "/demo/{}", "/v1/articles/{}/related")
    for path in (each.format("flood") for each in paths):
        missing = client.get(path.replace("flood", "nobody"), headers=bounded)
        hidden = client.get(path, headers=bounded)
        assert client.get(path, headers=whole).status_code == 200
        assert (hidden.status_code, missing.status_code) == (404, 404)
        for name in ("flood", "nobody"):
            hidden_text, missing_text = hidden.text.replace("flood", "X"), missing.text.replace("nobody", "X")
            assert name not in hidden_text.replace("nobody", "")
        strip = str.maketrans("", "", "0123456789abcdef")
        assert hidden_text.translate(strip) == missing_text.translate(strip)


def test_pages_lists_and_copies_name_nobody_outside(desk):
    client, bounded, _ = desk
    page, article = client.get("/", headers=bounded).text, client.get("/articles/donation", headers=bounded).text
    asked = client.get("/", params={"q": "捐款"}, headers=bounded).text
    front = client.get("/demo/", headers=bounded).text
    for text in (page, article, asked, front):
        assert DONATION["title"] in text.replace("<mark>", "").replace("</mark>", "")
        assert not [name for name in SECRETS if f"/{name}" in text or f">{name}<" in text]
    related = client.get("/v1/articles/donation/related", headers=bounded).json()
    assert (related["total"], related["related"]) == (0, [])


def test_an_address_outside_is_unknown(desk):
    client, bounded, whole = desk
    known = {"url": COPY["url"]}
    assert client.post("/v1/related", json=known, headers=whole).status_code == 200
    assert client.post("/v1/related", json=known, headers=bounded).status_code == 404
    told = client.post("/v1/related", json={**known, "text": FLOOD["body"]}, headers=bounded).json()
    assert told["article_id"] == ""
    assert {each["article"]["id"] for each in told["related"]} <= {"donation"}


def test_the_archive_at_a_glance_is_of_all_and_refused(desk):
    client, bounded, _ = desk
    for path in ("/insights", "/insights/report.html"):
        refused = client.get(path, headers=bounded)
        assert refused.status_code == 403
        assert "some of them only" in refused.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/index/snapshots/difference?before=a&after=b"),
        ("GET", "/v1/index/golden"),
        ("GET", "/v1/index/jobs"),
        ("GET", "/v1/index/jobs/any/page?name=flood.html"),
        ("POST", "/v1/index/jobs"),
        ("POST", "/v1/index/rollback"),
    ],
)
def test_building_an_index_is_of_all_and_refused(guarded, store, index, method, path):
    client = guarded(lambda: SearcherEngine(Searcher.open(index, TermEmbedder())))
    for scope in (Scope.JOBS, Scope.ADMIN):
        _, bounded = store.create("desk", frozenset({scope}), bounds=Bounds(sources=(DONATION["source"],)))
        refused = client.request(method, path, json={} if method == "POST" else None, headers=bearer(bounded))
        assert refused.status_code == 403
        if scope is Scope.ADMIN or "jobs" in path:
            assert "some of them only" in refused.json()["detail"]


def test_copies_outside_are_not_listed(guarded, store, index):
    client = guarded(lambda: SearcherEngine(Searcher.open(index, TermEmbedder())))
    _, secret = store.create("evening", READING, bounds=Bounds(sources=("江城晚报",)))
    _, whole = store.create("all", READING)
    body = {"query": "七月二十日 洪水", "group_by": "story"}
    seen, all_seen = (
        client.post("/v1/search", json=body, headers=bearer(each)).json()["hits"] for each in (secret, whole)
    )
    assert [hit["copies"] for hit in seen] == [[]]
    assert any(hit["copies"] for hit in all_seen)


def test_what_a_key_is_answered_no_shared_cache_keeps(desk):
    client, bounded, whole = desk
    for headers in (bounded, whole):
        response = client.get("/v1/articles/donation/related", headers=headers)
        assert response.headers["cache-control"].startswith("private, ")
        assert "Authorization" in response.headers["vary"]
