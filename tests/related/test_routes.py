"""Related reading over HTTP: lookups that caches may keep, texts, origins, and the module itself."""

import gzip
import time
from importlib.resources import files

import pytest

from tests.archives import build, record_pages
from tests.doubles import TermEmbedder
from tests.related.archive import records

ROUTE = "/v1/articles/bridge-3/related"
SITE = "https://news.example"


@pytest.fixture
def client(open_service):
    return open_service()


def ids(response):
    return [each["article"]["id"] for each in response.json()["related"]]


def test_a_page_of_the_list_says_where_in_it_it_is(client):
    body = client.get(f"{ROUTE}?limit=1&page=2").json()
    whole = client.get(f"{ROUTE}?limit=30").json()
    assert (body["article_id"], body["page"], body["limit"], body["total"]) == ("bridge-3", 2, 1, whole["total"])
    assert body["pages"] == whole["total"]
    assert body["related"] == whole["related"][1:2]
    article = client.get(f"/v1/articles/{body['related'][0]['article']['id']}").json()
    snippet = body["related"][0]["snippet"]
    assert article["body"][snippet["start"] : snippet["end"]] == snippet["text"]


def test_after_the_last_page_comes_the_first(client):
    pages = client.get(f"{ROUTE}?limit=1").json()["pages"]
    assert pages > 1
    assert client.get(f"{ROUTE}?limit=1&page={pages + 1}").json() == client.get(f"{ROUTE}?limit=1").json()


def test_who_has_the_list_already_gets_no_body(client):
    first = client.get(ROUTE)
    assert first.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=86400"
    tag = first.headers["etag"]
    again = client.get(ROUTE, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"{ROUTE}?page=2&limit=1", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("query", "pointer"), [("limit=0", "#/limit"), ("limit=31", "#/limit"), ("page=0", "#/page"), ("page=x", "#/page")]
)
def test_a_limit_or_page_that_is_none_is_told(client, query, pointer):
    response = client.get(f"{ROUTE}?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


def test_an_unknown_article_is_a_problem_with_404(client):
    response = client.get("/v1/articles/nowhere/related")
    assert response.status_code == 404
    assert response.json()["type"] == "urn:xunwen:problem:unknown-article"


@pytest.fixture
def oddly_named(open_service, tmp_path):
    """Articles whose ids end as the route does: beside one of the shorter id, and alone."""
    told = [
        {**record, "id": name}
        for record, name in zip(records(), ["fair", "fair/related", "lone/related"], strict=False)
    ]
    build(tmp_path / "index", TermEmbedder(), record_pages(told))
    return open_service(tmp_path / "index")


@pytest.mark.parametrize("path", ["fair%2Frelated", "fair%2frelated", "lone%2Frelated", "lone/related"])
def test_an_article_whose_id_ends_in_related_is_fetched(oddly_named, path):
    body = oddly_named.get(f"/v1/articles/{path}").json()
    assert body["id"] == path.replace("%2F", "/").replace("%2f", "/")
    assert body["body"]


@pytest.mark.parametrize(
    ("path", "whose"),
    [("fair/related", "fair"), ("fair%2Frelated/related", "fair/related"), ("lone/related/related", "lone/related")],
)
def test_and_so_is_the_list_of_each(oddly_named, path, whose):
    assert oddly_named.get(f"/v1/articles/{path}").json()["article_id"] == whose


def test_what_neither_is_an_article_nor_has_a_list_is_told(oddly_named):
    for path in ("nowhere/related", "nowhere%2Frelated"):
        assert oddly_named.get(f"/v1/articles/{path}").status_code == 404


def test_a_lookup_takes_less_than_three_milliseconds(open_service, village_index):
    """Of the engine and the JSON, without the test client around them; the median, as the machine has others at work."""
    from service.http.related_schemas import RelatedResponse

    engine = open_service().app.state.readiness.engine()
    took = []
    for _ in range(50):
        begun = time.perf_counter()
        RelatedResponse.of(engine.related("bridge-3", limit=30, page=1)).model_dump_json()
        took.append(time.perf_counter() - begun)
    assert sorted(took)[25] < 0.003


def test_a_text_or_an_address_gets_a_list_too(client):
    by_address = client.post("/v1/related", json={"url": "https://news.example/bridge-3.html"})
    assert by_address.json() == client.get(ROUTE).json()
    by_text = client.post("/v1/related", json={"title": "大桥", "text": "白石桥横跨清水河。", "limit": 2})
    assert by_text.json()["article_id"] == ""
    assert ids(by_text)[0].startswith("bridge")


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"url": " "}, 422), ({"url": "https://other.example/"}, 404), ({"text": "x", "extra": 1}, 422)],
    ids=["nothing", "blank", "unknown address", "unknown field"],
)
def test_a_text_that_can_not_be_read_is_a_problem(client, body, status):
    assert client.post("/v1/related", json=body).status_code == status


def test_only_configured_origins_may_read_and_only_these_routes(open_service):
    client = open_service(widget_origins=(SITE,))
    asked = {"Origin": SITE}
    assert client.get(ROUTE, headers=asked).headers["access-control-allow-origin"] == SITE
    assert "access-control-allow-origin" not in client.get(ROUTE, headers={"Origin": "https://evil.example"}).headers
    assert "access-control-allow-origin" not in client.get("/v1/articles/bridge-1", headers=asked).headers
    preflight = client.options(
        "/v1/related",
        headers={**asked, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"},
    )
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (200, SITE)


def test_both_kinds_of_origins_live_side_by_side(open_service):
    client = open_service(widget_origins=(SITE,), cors_origins=("https://app.example",))
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    for origin, path, status in [
        (SITE, "/v1/related", 200),
        ("https://app.example", "/v1/related", 200),
        ("https://app.example", "/v1/search", 200),
        (SITE, "/v1/search", 400),
    ]:
        assert client.options(path, headers={"Origin": origin, **preflight}).status_code == status, (origin, path)


def test_without_configured_origins_no_other_site_may_read(client):
    assert "access-control-allow-origin" not in client.get(ROUTE, headers={"Origin": SITE}).headers


def test_the_module_is_served_to_any_site_and_kept_by_caches(client):
    first = client.get("/widget/related-reading.js", headers={"Origin": "https://any.example"})
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["access-control-allow-origin"] == "*"
    assert "max-age=3600" in first.headers["cache-control"]
    again = client.get("/widget/related-reading.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_module_as_written_is_at_most_8_kb_gzipped():
    source = files("service.web.widget").joinpath("related-reading.js").read_bytes()
    assert len(gzip.compress(source, 9, mtime=0)) <= 8000
    assert b"innerHTML" not in source
