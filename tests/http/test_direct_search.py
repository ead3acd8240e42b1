"""A search answered directly, and one that goes the framework's way, are the same to the byte, as is what is refused."""

import json

import pytest

from service.http.direct_search import DirectSearch

JSON = {"Content-Type": "application/json", "X-Request-ID": "same"}
BODIES = [
    '{"query": "八十户"}',
    '{"query": "八十户", "limit": 2, "offset": 1, "mode": "lexical", "explain": true}',
    '{"query": "source:山村周报 户", "group_by": "story", "facets": ["source"], "histogram": "day"}',
    '{"query": "户", "filters": {"sources": ["山村周报"], "published_from": "2023-10-01"}}',
    '{"query": "one", "query": "户"}',
    '{"query": "户", "limit": 2.0}',
    '{"query": "户", "limit": "2"}',
    '{"query": "户", "limit": 100000}',
    '{"query": "户", "limit": NaN}',
    '{"query": "户", "limite": 2}',
    '{"query": "户", "mode": "best"}',
    '{"query": "  "}',
    '{"query": "\\ud800"}',
    '{"question": "户"}',
    "{}",
    "[]",
    '"户"',
    "null",
    "",
    "{",
    "[" * 100_000,
    b"\xff\xfe\xfd",
    '{"query": "户"}'.encode("utf-16"),
]
HEADERS = [
    {"Content-Type": "application/json; charset=utf-8"},
    {"Content-Type": "APPLICATION/JSON"},
    {"Content-Type": "application/vnd.api+json"},
    {"Content-Type": "application/x/y+json"},
    {"Content-Type": "text/plain"},
    {},
]


@pytest.fixture
def both(open_client):
    """A client of a service as it is, and one of a service without the direct way."""
    direct, other = open_client(), open_client()
    router = other.app.router
    router.routes[:] = [each for each in router.routes if not isinstance(each, DirectSearch)]
    assert len(router.routes) == len(direct.app.router.routes) - 1
    return direct, other


def told(response):
    """What a client can tell of a response, but for when it was made."""
    headers = {name: value for name, value in response.headers.items() if name != "date"}
    return response.status_code, response.content, headers


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_responses_are_the_same_to_the_byte(both, body):
    content = body.encode() if isinstance(body, str) else body
    one, other = (told(client.post("/v1/search", content=content, headers=JSON)) for client in both)
    assert one == other


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_whatever_the_body_is_declared_as(both, headers):
    content = json.dumps({"query": "户"}).encode()
    one, other = (
        told(client.post("/v1/search", content=content, headers={**headers, "X-Request-ID": "same"})) for client in both
    )
    assert one == other


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS"])
def test_other_methods_are_refused_as_before(both, method):
    one, other = (told(client.request(method, "/v1/search", headers={"X-Request-ID": "same"})) for client in both)
    assert one == other


def test_both_ways_count_as_one_route(both):
    for client in both:
        client.post("/v1/search", json={"query": "户"})
        client.post("/v1/search", json={"query": ""})
        figures = client.get("/metrics").text
        for status in (200, 422):
            assert f'xunwen_requests_total{{method="POST",route="/v1/search",status="{status}"}} 1.0' in figures


def test_the_description_has_the_route_once_and_links_lead_to_it(both):
    direct, other = both
    assert direct.get("/openapi.json").json() == other.get("/openapi.json").json()
    assert direct.app.url_path_for("search") == "/v1/search"
