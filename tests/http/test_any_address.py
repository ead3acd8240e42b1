"""Requests that nobody means: whatever an address or a body holds, each page and route says something clear about it."""

import json
import string
import time
from collections.abc import Iterator
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from indexer.index.rollback import rollback
from indexer.settings import IndexerSettings
from service.http.app import create_app
from service.http.index_engine import EngineOpener
from service.http.job_routes import IndexOperations
from service.jobs.queue import JobQueue
from service.settings import ServiceSettings
from tests.archives import build
from tests.doubles import TermEmbedder
from tests.shipped_reader import shipped_reader

_KEY = "sixteen characters at least"
_VALUES = (
    "",
    "%20",
    "-1",
    "0",
    "1.5",
    "1e309",
    "nan",
    "1_000",
    "%2B5",
    "9" * 5000,
    "-" + "9" * 5000,
    "0" * 5000 + "7",
    f"{2**63}",
    "%00",
    "a%00b",
    "%FF%FE",
    "%ED%A0%80",
    "%",
    "%zz",
    "%EF%BC%91%EF%BC%92",
    "%D9%A3",
    "%C2%B2",
    "%F0%9F%9A%92",
    "9999-99-99",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2020-W01-1",
    "%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%90-01-01",
    f"{'9' * 5000}-{'9' * 5000}",
    "0-" + "9" * 5000,
    "%E2%80%AE",
    "<script>",
    "..%2F..%2Fetc%2Fpasswd",
    "a&" * 2000,
    "x" * 20_000,
)
"""Percent-encoded: huge, negative and broken numbers, digits of other scripts, NUL, what is no UTF-8, days that are none."""

_PAGES = (
    *(f"/?q=%E6%8D%90%E6%AC%BE&{name}=" for name in ("n", "source", "lang", "from", "to", "lang-ui")),
    "/?q=",
    *(f"/articles/flood?q=%E6%8D%90&{name}=" for name in ("cite", "n", "from", "to", "lang-ui")),
    "/articles/",
    "/demo/?lang-ui=",
    "/demo/flood?cite=",
    "/demo/",
    "/static/",
    "/insights?lang-ui=",
    "/insights/report.html?lang-ui=",
)
_ROUTES = (
    "/v1/articles/",
    *(f"/v1/articles/flood/related?{name}=" for name in ("limit", "page")),
    "/v1/index/jobs?limit=",
    "/v1/index/jobs/",
    "/metrics?name=",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Of a service with all that it can show: pages, demo site and jobs."""
    index = tmp_path_factory.mktemp("any") / "index"
    build(index, TermEmbedder())
    chosen = ServiceSettings(admin_key=_KEY, demo_site=True, poll_seconds=0)
    opener = EngineOpener(index, chosen, IndexerSettings(), load=lambda _: TermEmbedder(), load_reader=shipped_reader)
    operations = IndexOperations(
        open_desk=lambda wake: JobQueue.open(index, chosen, IndexerSettings(), on_success=wake),
        go_back=lambda to: rollback(index, to),
    )
    app = create_app(opener, chosen, operations=operations)
    with TestClient(app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {_KEY}"}) as opened:
        assert app.state.readiness.wait(90)
        yield opened


@pytest.mark.parametrize("value", _VALUES, ids=lambda value: f"{value[:20]} of {len(value)}")
def test_every_page_takes_any_value(client: TestClient, value: str) -> None:
    for place in _PAGES:
        response = client.get(place + value, headers={"Accept": "text/html"})
        assert response.status_code in {200, 202, 404, 422}, (place, response.status_code)
        assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("value", _VALUES, ids=lambda value: f"{value[:20]} of {len(value)}")
def test_every_route_takes_any_value(client: TestClient, value: str) -> None:
    for place in _ROUTES:
        response = client.get(place + value)
        assert response.status_code in {200, 404, 422}, (place, response.status_code)
        if response.status_code != 200:
            assert response.headers["content-type"] == "application/problem+json"
    for option in ("prune", "force"):
        response = client.post(f"/v1/index/jobs?{option}={value}", headers={"Content-Type": "text/plain"})
        assert response.status_code in {415, 422}, (option, response.status_code)


_NUMBERS = (
    "9" * 4000,
    "-" + "9" * 4000,
    f"{2**63}",
    "1e400",
    "-0",
    "NaN",
    "-Infinity",
    "1.0",
    '"7"',
    "true",
    "null",
    "[]",
)


@pytest.mark.parametrize("number", _NUMBERS, ids=lambda value: f"{value[:20]} of {len(value)}")
def test_every_number_of_a_body_may_be_any(client: TestClient, number: str) -> None:
    for path, field, names in (
        ("/v1/search", "query", ("limit", "offset")),
        ("/v1/ask", "question", ("limit",)),
        ("/v1/related", "text", ("limit", "page")),
    ):
        for name in names:
            body = f'{{"{field}": "捐款", "{name}": {number}}}'
            response = client.post(path, content=body.encode(), headers={"Content-Type": "application/json"})
            assert response.status_code in {200, 422}, (path, name, response.text)


_ANSWERED_WITHIN = 25.0
"""Seconds: far more than any answer takes here, and less than the service gives itself before it answers 503."""

_RAW_VALUES = st.one_of(
    st.text(string.ascii_letters + string.digits + "-.", max_size=12).map(str.encode), st.binary(max_size=24)
)
_NAMES = st.sampled_from(
    ("q", "n", "source", "lang", "from", "to", "lang-ui", "cite", "limit", "page", "prune", "force")
)
_PLACES = st.sampled_from(
    (
        *(
            "/",
            "/articles/",
            "/demo/",
            "/static/",
            "/insights",
            "/insights/report.html",
            "/metrics",
            "/version",
            "/docs",
        ),
        *("/v1/", "/v1/articles/", "/v1/articles/flood/related", "/v1/search", "/v1/index/jobs", "/v1/index/jobs/"),
    )
)
_METHODS = st.sampled_from(("GET", "GET", "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"))


def says_something_clear(client: TestClient, method: str, address: str, **how: object) -> None:
    """An answer or what is wrong with the request, soon: no fault of the service, and nothing that never ends."""
    begun = time.monotonic()
    response = client.request(method, address, follow_redirects=False, **how)
    assert time.monotonic() - begun < _ANSWERED_WITHIN, (method, address)
    assert 200 <= response.status_code < 500, (method, address, response.status_code, response.text)
    kind = response.headers.get("content-type", "")
    if response.status_code >= 400 and method != "HEAD":
        assert kind == "application/problem+json" or kind.startswith("text/html"), (method, address, kind)
    if response.status_code >= 400 and address.startswith("/v1/") and method != "HEAD":
        told = response.json()
        assert (kind, told["status"]) == ("application/problem+json", response.status_code)


@given(
    method=_METHODS,
    place=_PLACES,
    behind=st.binary(max_size=24),
    parameters=st.lists(st.tuples(_NAMES, _RAW_VALUES), max_size=4),
)
@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_address_is_answered(
    client: TestClient, method: str, place: str, behind: bytes, parameters: list[tuple[str, bytes]]
) -> None:
    query = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in parameters)
    says_something_clear(client, method, f"{place}{quote_from_bytes(behind)}?{query}")


_WORDS = st.one_of(
    st.sampled_from(
        (
            "捐款多少？",
            "flood",
            "zh",
            "2021-03-05",
            "9999-12-31",
            "0001-01-01T00:00:00+14:00",
            "hybrid",
            "story",
            "\ud800",
        )
    ),
    st.text(max_size=20),
)
_NUMBER_TEXTS = st.one_of(
    st.sampled_from(_NUMBERS),
    st.integers().map(str),
    st.floats().map(str),
    st.integers(1, 5000).map(lambda most: "8" * most),
)
_JSON = st.recursive(
    st.one_of(_NUMBER_TEXTS, _WORDS.map(json.dumps), st.sampled_from(("null", "true", "{", '"', "\ufeff{}"))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda values: f"[{','.join(values)}]"),
        st.dictionaries(_WORDS, inner, max_size=3).map(
            lambda given: "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in given.items()) + "}"
        ),
        st.integers(1, 2000).map(lambda depth: "[" * depth + "]" * depth),
    ),
    max_leaves=6,
)
_FIELDS = {
    "/v1/search": ("query", "limit", "offset", "mode", "group_by", "explain", "filters"),
    "/v1/ask": ("question", "limit", "mode", "filters", "as_of", "generate", "explain"),
    "/v1/related": ("text", "title", "language", "url", "limit", "page"),
    "/v1/index/jobs": ("sources", "prune", "force"),
    "/v1/index/rollback": ("to",),
}
_FILTERS = ("article_ids", "sources", "languages", "published_from", "published_to")


def _object(fields: dict[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{value}' for name, value in fields.items()) + "}"


@st.composite
def _bodies(draw: st.DrawFn) -> tuple[str, str]:
    """A route, and JSON that is like what it takes: its fields, each with any value or with one that is right."""
    route = draw(st.sampled_from(tuple(_FIELDS)))
    first, *others = _FIELDS[route]
    fields = {first: draw(st.one_of(st.just('"捐款"'), _JSON))}
    for name in draw(st.lists(st.sampled_from(others), unique=True)) if others else []:
        fields[name] = draw(_JSON)
    if "filters" in fields and draw(st.booleans()):
        fields["filters"] = _object(
            {name: draw(_JSON) for name in draw(st.lists(st.sampled_from(_FILTERS), unique=True))}
        )
    return route, draw(st.one_of(st.just(_object(fields)), st.just(_object(fields)), _JSON))


@given(
    body=_bodies(),
    kind=st.sampled_from(("application/json",) * 4 + ("text/plain", "application/json; charset=utf-7", "")),
)
@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_body_is_answered(client: TestClient, body: tuple[str, str], kind: str) -> None:
    route, text = body
    says_something_clear(
        client, "POST", route, content=text.encode("utf-8", "surrogatepass"), headers={"Content-Type": kind}
    )


@given(route=st.sampled_from(tuple(_FIELDS)), content=st.binary(max_size=60))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_bytes_that_are_no_text_are_answered(client: TestClient, route: str, content: bytes) -> None:
    says_something_clear(client, "POST", route, content=content, headers={"Content-Type": "application/json"})
