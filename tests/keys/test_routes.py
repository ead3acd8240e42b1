"""Over HTTP: who may do what, how often, and that nothing is reachable that the configuration does not say."""

import re

import httpx2
import pytest

from indexer.core.errors import SettingError
from service.http.authorization import needed
from service.keys.scopes import READING, Scope
from tests.http.test_problems import problem
from tests.http.test_serving import running
from tests.http.village import VillageEngine
from tests.keys.conftest import bearer

ADMIN = "sixteen characters at least"
SEARCH = {"query": "丰收节"}
ASK = {"question": "共有多少户人家？"}
OPEN = [
    "/healthz",
    "/readyz",
    "/version",
    "/openapi.json",
    "/docs",
    "/operator",
    "/static/base.css",
    "/widget/related-reading.js",
]
ROUTES = [
    ("POST", "/v1/search", SEARCH, {Scope.SEARCH}),
    ("POST", "/v1/ask", ASK, {Scope.ASK}),
    ("GET", "/v1/articles/bridge", None, {Scope.ARTICLES}),
    ("GET", "/v1/articles/fair%2F1/related", None, {Scope.ARTICLES}),
    ("POST", "/v1/related", {"text": "新桥"}, {Scope.ARTICLES}),
    ("GET", "/", None, {Scope.ARTICLES}),
    ("GET", "/?q=%E6%A1%A5", None, {Scope.ARTICLES, Scope.ASK}),
    ("GET", "/articles/bridge", None, {Scope.ARTICLES}),
    ("GET", "/articles/bridge?q=a", None, {Scope.ARTICLES, Scope.ASK}),
    ("GET", "/insights", None, {Scope.ARTICLES}),
    ("GET", "/names/a", None, {Scope.ARTICLES}),
    ("GET", "/topics/bridge", None, {Scope.ARTICLES}),
    ("GET", "/timeline?q=a", None, {Scope.ARTICLES, Scope.ASK}),
    ("GET", "/embed/related/bridge", None, {Scope.ARTICLES}),
    ("GET", "/v1/index/snapshots", None, {Scope.ADMIN}),
    ("GET", "/v1/index/golden", None, {Scope.ADMIN}),
    ("GET", "/v1/index/jobs/any/page?name=a", None, {Scope.JOBS}),
    ("GET", "/demo/", None, {Scope.ARTICLES}),
    ("GET", "/metrics", None, {Scope.METRICS}),
    ("GET", "/v1/alerts", None, {Scope.ALERTS}),
    ("GET", "/v1/alerts/4b1f/feed", None, {Scope.ALERTS}),
    ("GET", "/v1/queries", None, {Scope.QUERIES}),
    ("GET", "/v1/index/jobs", None, {Scope.JOBS}),
    ("POST", "/v1/index/rollback", {}, {Scope.ADMIN}),
    ("GET", "/v1/what/comes/later", None, READING),
    ("GET", "//v1/search", None, READING),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "scopes"), ROUTES, ids=[f"{method} {path}" for method, path, *_ in ROUTES]
)
def test_a_route_needs_its_scopes_and_no_others(guarded, store, method, path, body, scopes):
    client = guarded(demo_site=True, admin_key=ADMIN)
    refused = client.request(method, path, json=body)
    problem(refused, 401)
    assert refused.headers["www-authenticate"] == 'Bearer realm="xunwen"'
    others = frozenset(Scope) - scopes - {Scope.ADMIN}
    _, lacking = store.create("others", others)
    told = problem(client.request(method, path, json=body, headers=bearer(lacking)), 403)
    assert f"lacks the scope {' '.join(sorted(scopes))}" in told["detail"]
    _, right = store.create("right", frozenset(scopes))
    for headers in (bearer(right), {"X-API-Key": right}, bearer(ADMIN)):
        assert client.request(method, path, json=body, headers=headers).status_code not in {401, 429}
    # A service without a folder takes no jobs from anybody, and keeps no alerts and no log.
    if not path.startswith(("/v1/index", "/v1/alerts", "/v1/queries")):
        assert client.request(method, path, json=body, headers=bearer(right)).status_code != 403


@pytest.mark.parametrize("path", OPEN)
def test_what_tells_nothing_of_articles_is_open(guarded, path):
    assert guarded().get(path).status_code == 200


def test_every_route_of_the_app_is_open_by_name_or_needs_a_scope(guarded):
    paths = set(guarded(demo_site=True).get("/openapi.json").json()["paths"])
    free = {path for path in paths if not needed({"path": path, "method": "GET", "query_string": b""})}
    assert free == {"/healthz", "/readyz", "/version"}


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1", 200), ("localhost", 200), ("::1", 200), ("0.0.0.0", 403), ("::", 403)],  # noqa: S104  what is tested
)
def test_anybody_may_read_where_only_this_machine_listens(open_client, host, status):
    client = open_client(host=host, allowed_hosts=("*",))
    for response in (client.post("/v1/search", json=SEARCH), client.get("/metrics")):
        assert response.status_code == status
    if status == 403:
        assert "xunwen keys create" in client.post("/v1/search", json=SEARCH).json()["detail"]
        assert (
            open_client(host=host, allowed_hosts=("*",), anonymous=("search",))
            .post("/v1/search", json=SEARCH)
            .is_success
        )


def test_a_single_route_can_be_open_and_its_neighbours_closed(guarded, store):
    client = guarded(anonymous_routes=("GET /v1/suggest", "/v1/articles/*/related", "POST /v1/events"))
    assert client.get("/v1/suggest", params={"q": "新"}).is_success
    assert client.head("/v1/suggest", params={"q": "新"}).is_success
    # This index has no related reading, which is told to whoever may ask.
    assert client.get("/v1/articles/fair%2F1/related").status_code == 503
    problem(client.post("/v1/search", json=SEARCH), 403)
    problem(client.get("/v1/articles/bridge"), 403)
    problem(client.get("/v1/articles/bridge/related/more"), 403)
    problem(client.post("/v1/suggest", json={}), 403)
    _, secret = store.create("asks", frozenset({Scope.ASK}))
    assert "lacks the scope search" in problem(client.get("/v1/suggest", headers=bearer(secret)), 403)["detail"]
    # What others keep for a caller without a key.
    assert "private" not in client.get("/v1/suggest", params={"q": "新"}).headers.get("cache-control", "")
    described = client.get("/openapi.json").json()["paths"]
    assert {} in described["/v1/suggest"]["get"]["security"]
    assert {} not in described["/v1/search"]["post"]["security"]


def test_a_page_is_open_with_its_questions_and_tells_nothing_else(guarded):
    client = guarded(anonymous_routes=("/",))
    for query in ({}, {"q": "桥"}):
        response = client.get("/", params=query)
        assert response.is_success
    problem(client.get("/articles/bridge"), 403)
    problem(client.post("/v1/ask", json=ASK), 403)


@pytest.mark.parametrize("name", ["/v1/articles/{article_id}/related", "GET /v1/articles/*/related"])
def test_a_route_is_named_as_its_description_has_it_or_with_an_asterisk(guarded, name):
    client = guarded(anonymous_routes=(name,))
    assert client.get("/v1/articles/bridge/related").status_code == 503
    problem(client.get("/v1/articles/bridge"), 403)


@pytest.mark.parametrize("name", ["suggest", "PATCH /v1/suggest", "/v1/serach", "/healthz", "GET  /v1/suggest", ""])
def test_an_open_route_that_leads_nowhere_is_named(guarded, name):
    with pytest.raises(SettingError, match="anonymous_routes") as raised:
        guarded(anonymous_routes=(name,)).get("/healthz")
    assert (name.rpartition(" ")[2] or "''") in str(raised.value)


def test_a_key_that_is_over_is_told_so(guarded, store):
    client = guarded()
    key, secret = store.create("desk", READING)
    assert client.post("/v1/search", json=SEARCH, headers=bearer(secret)).is_success
    store.revoke(key.id)
    assert "was revoked" in problem(client.post("/v1/search", json=SEARCH, headers=bearer(secret)), 401)["detail"]
    assert "not known" in problem(client.get("/metrics", headers=bearer(secret[:-2] + "zz")), 401)["detail"]


def test_what_is_no_key_of_ours_is_anybody(guarded):
    client = guarded(anonymous=("search",))
    for headers in (
        {"Authorization": "Basic dXNlcjpwYXNz"},
        bearer("sk-none"),
        {"Authorization": "Bearer 密".encode()},
    ):
        assert client.post("/v1/search", json=SEARCH, headers=headers).is_success


def test_damaged_keys_are_told_to_those_who_send_one(guarded, store):
    client = guarded(anonymous=("search",))
    _, secret = store.create("desk", READING)
    store.file.write_text("{")
    assert problem(client.post("/v1/ask", json=ASK, headers=bearer(secret)), 503)["type"].endswith("storage")
    assert client.post("/v1/search", json=SEARCH).is_success


def test_a_key_of_pages_is_none_of_programs(guarded, store):
    site = "https://news.example"
    client = guarded(widget_origins=(site,), cors_origins=(site,))
    _, secret = store.create("widget", READING, origins=(site,))
    sent = bearer(secret)
    for origin in (None, "https://evil.example", "null"):
        headers = sent if origin is None else {**sent, "Origin": origin}
        assert site in problem(client.post("/v1/search", json=SEARCH, headers=headers), 403)["detail"]
    response = client.post("/v1/search", json=SEARCH, headers={**sent, "Origin": site})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, site)
    asked = {"Origin": site, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    preflight = client.options("/v1/articles/bridge/related", headers=asked)
    assert preflight.status_code == 200
    assert "authorization" in preflight.headers["access-control-allow-headers"].lower()


def test_who_has_asked_too_often_is_told_when_to_come_back(guarded, store):
    client = guarded(key_per_minute=5, address_per_minute=2, anonymous=("search",))
    _, secret = store.create("desk", READING)
    _, other = store.create("busy desk", READING, per_minute=7)

    def asked(times, headers=None):
        return [client.post("/v1/search", json=SEARCH, headers=headers) for _ in range(times)]

    for headers, most in ((bearer(secret), 5), (bearer(other), 7), (None, 2)):
        responses = asked(most + 1, headers)
        assert [each.status_code for each in responses] == [200] * most + [429]
        first, last = responses[0], responses[-1]
        assert first.headers["ratelimit-policy"] == f'"minute";q={most};w=60'
        assert re.fullmatch(rf'"minute";r={most - 1};t=\d+', first.headers["ratelimit"])
        assert problem(last, 429)["type"] == "urn:xunwen:problem:rate-limited"
        assert 1 <= int(last.headers["retry-after"]) <= 60 / most + 1
        assert last.headers["ratelimit"].startswith('"minute";r=0;')
    assert client.get("/healthz").status_code == 200
    assert [each.status_code for each in asked(3, bearer(ADMIN))] == [429] * 3
    trusted = guarded(address_per_minute=1, admin_key=ADMIN)
    assert {trusted.post("/v1/search", json=SEARCH, headers=bearer(ADMIN)).status_code for _ in range(3)} == {200}


def test_guesses_count(guarded):
    client = guarded(address_per_minute=3, anonymous=())
    statuses = [
        client.get("/metrics", headers=bearer(f"xw_0123456789ab_{'a' * 42}{each}")).status_code for each in "abcd"
    ]
    assert statuses == [401] * 3 + [429]


def test_only_trusted_proxies_tell_the_address():
    """Each reader behind a trusted proxy has a limit of its own; who writes the header themselves has not."""

    def statuses(url, readers):
        asked = ({"X-Forwarded-For": each} for each in readers)
        return [httpx2.post(f"{url}/v1/search", json=SEARCH, headers=each).status_code for each in asked]

    with running(VillageEngine(), address_per_minute=1) as url:
        assert statuses(url, ["192.0.2.1", "192.0.2.2"]) == [200, 429]
    with running(VillageEngine(), address_per_minute=1, trusted_proxies=("127.0.0.0/8", "10.0.0.0/8")) as url:
        assert statuses(url, ["192.0.2.1", "192.0.2.2", "192.0.2.1"]) == [200, 200, 429]
        # What the reader wrote in front of it is not believed, nor is one of our proxies taken for the reader.
        assert statuses(url, ["198.51.100.9, 192.0.2.1", "192.0.2.3, 10.0.0.1", "192.0.2.3"]) == [429, 200, 429]
        assert statuses(url, ["2001:db8::1", "2001:db8::2", "[2001:db8:0:1::1]:443"]) == [200, 429, 200]


def test_openapi_says_who_may(guarded):
    document = guarded(anonymous=("search",)).get("/openapi.json").json()
    assert set(document["components"]["securitySchemes"]) == {"bearer", "header"}
    search, ask = (document["paths"][path]["post"] for path in ("/v1/search", "/v1/ask"))
    assert search["security"] == [{"bearer": []}, {"header": []}, {}]
    assert (ask["security"], ask["x-scopes"]) == ([{"bearer": []}, {"header": []}], ["ask"])
    assert {"401", "403", "429"} <= set(ask["responses"])
    assert document["paths"]["/healthz"]["get"]["security"] == []
