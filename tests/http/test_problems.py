"""Every failure is a problem document with the right status, and says where and what."""

import pytest

from tests.http.village import VillageEngine

JSON = {"Content-Type": "application/json"}
MEMBERS = {"type", "title", "status", "detail", "instance", "request_id"}


def problem(response, status):
    """The problem of a response, checked for everything that all problems have in common."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) - {"errors"} == MEMBERS
    assert body["status"] == status
    assert body["type"].startswith("urn:xunwen:problem:")
    assert body["request_id"] == response.headers["x-request-id"]
    assert all(body[member] for member in MEMBERS)
    return body


def invalid(response):
    """The pointers and sentences of a 422."""
    return {each["pointer"]: each["detail"] for each in problem(response, 422)["errors"]}


def test_the_members_of_a_problem(client):
    body = problem(client.get("/v1/nothing", headers={"X-Request-ID": "me"}), 404)
    assert body == {
        "type": "urn:xunwen:problem:not-found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no such path; GET /openapi.json lists those that exist.",
        "instance": "/v1/nothing",
        "request_id": "me",
    }


@pytest.mark.parametrize("path", ["/v1", "/v1/search/", "/healthz/", "/../etc/passwd", "/%00", "/新闻"])
def test_an_unknown_path_is_404(client, path):
    problem(client.get(path), 404)


def test_an_unknown_article_is_named(client):
    body = problem(client.get("/v1/articles/nobody"), 404)
    assert (body["type"], body["detail"]) == (
        "urn:xunwen:problem:unknown-article",
        "No article has the id nobody.",
    )


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/v1/search", "OPTIONS, POST"),
        ("HEAD", "/v1/ask", "OPTIONS, POST"),
        ("DELETE", "/v1/articles/bridge", "GET, HEAD, OPTIONS"),
        ("POST", "/healthz", "GET, HEAD, OPTIONS"),
        ("BREW", "/readyz", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_405_and_the_right_ones_are_named(client, method, path, allow):
    response = client.request(method, path)
    assert (response.status_code, response.headers["allow"]) == (405, allow)
    if method != "HEAD":
        problem(response, 405)


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"query": }', b"\xff\xfe\x00", b"[" * 60_000, b'{"query": "a"} b', b'{"limit": ' + b"9" * 5000 + b"}"],
    ids=["open", "no value", "not UTF-8", "too deep", "more behind", "5000 digits"],
)
def test_a_body_that_is_not_json_is_400(client, body):
    detail = problem(client.post("/v1/search", content=body, headers=JSON), 400)["detail"]
    assert detail.startswith("The body is not JSON")


def test_a_400_says_where_the_json_breaks(client):
    response = client.post("/v1/search", content=b'{"query": }', headers=JSON)
    assert response.json()["detail"] == "The body is not JSON: Expecting value, at character 10."


@pytest.mark.parametrize(
    "declared", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonx", ";"]
)
def test_a_body_not_declared_as_json_is_415(client, declared):
    headers = {} if declared is None else {"Content-Type": declared}
    body = problem(client.post("/v1/ask", content=b'{"question": "a"}', headers=headers), 415)
    assert "application/json" in body["detail"]


@pytest.mark.parametrize("declared", ["application/json", "Application/JSON; charset=utf-8", "application/ld+json"])
def test_json_may_be_declared_in_any_of_its_ways(client, declared):
    response = client.post("/v1/search", content='{"query": "桥"}'.encode(), headers={"Content-Type": declared})
    assert response.status_code == 200


def test_a_question_of_a_megabyte_is_413(client):
    body = problem(client.post("/v1/search", json={"query": "问" * 350_000}), 413)
    assert body["detail"] == "The body is larger than 65,536 bytes, the most that this service reads."


def test_a_chunked_body_is_counted_as_it_comes(client):
    response = client.post("/v1/search", content=(b"x" * 1000 for _ in range(66)), headers=JSON)
    assert "content-length" not in response.request.headers
    problem(response, 413)


def test_a_body_of_just_the_most_bytes_is_read(open_client):
    client = open_client(max_body_bytes=1024)
    fits = b'{"query": "a"}'.ljust(1024)
    assert client.post("/v1/search", content=fits, headers=JSON).status_code == 200
    problem(client.post("/v1/search", content=fits + b" ", headers=JSON), 413)


@pytest.mark.parametrize(
    ("fields", "pointer", "detail"),
    [
        ({"query": ""}, "#/query", "blank"),
        ({"query": " \u3000\t\n"}, "#/query", "blank"),
        ({"query": 7}, "#/query", "string"),
        ({"query": None}, "#/query", "string"),
        ({"query": "问" * 1001}, "#/query", "1,001 characters; the most is 1,000."),
        ({"limit": 0}, "#/limit", "greater than or equal to 1"),
        ({"limit": 101}, "#/limit", "101 is more than the most, 100."),
        ({"limit": "10"}, "#/limit", "integer"),
        ({"limit": 2.5}, "#/limit", "integer"),
        ({"limit": True}, "#/limit", "integer"),
        ({"offset": -1}, "#/offset", "greater than or equal to 0"),
        ({"offset": 1001}, "#/offset", "1001 is more than the most, 1000."),
        ({"mode": "magic"}, "#/mode", "'hybrid', 'dense', 'lexical' or 'reranked'"),
        ({"group_by": "source"}, "#/group_by", "'story', 'article' or 'chunk'"),
        ({"explain": "yes"}, "#/explain", "boolean"),
        ({"filters": {"sources": "x"}}, "#/filters/sources", "tuple"),
        ({"filters": {"sources": [1]}}, "#/filters/sources/0", "string"),
        ({"filters": {"author": "x"}}, "#/filters/author", "No such field."),
        ({"filters": {"published_from": "21.2.2020"}}, "#/filters/published_from", "ISO 8601"),
        ({"filters": {"published_from": ""}}, "#/filters/published_from", "ISO 8601"),
        ({"filters": {"published_to": "2021-02-29"}}, "#/filters/published_to", "ISO 8601"),
        ({"filters": {"published_to": "20200221"}}, "#/filters/published_to", "ISO 8601"),
        ({"filters": {"published_to": "2020-02-21T25:00"}}, "#/filters/published_to", "ISO 8601"),
        ({"filters": {"published_from": "2020-03-01", "published_to": "2020-02-01"}}, "#/filters", "later than"),
        ({"top_k": 3}, "#/top_k", "No such field."),
        ({"a/b~c": 3}, "#/a~1b~0c", "No such field."),
        ({"字": 3}, "#/%E5%AD%97", "No such field."),
    ],
)
def test_a_field_that_cannot_be_used_is_422_with_its_place(client, fields, pointer, detail):
    found = invalid(client.post("/v1/search", json={"query": "桥", **fields}))
    assert list(found) == [pointer]
    assert detail in found[pointer]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"question": ""}, "#/question"),
        ({"question": "问" * 1001}, "#/question"),
        ({"limit": 101}, "#/limit"),
        ({"generate": 1}, "#/generate"),
        ({"stream": "yes"}, "#/stream"),
        ({"query": "桥"}, "#/query"),
    ],
)
def test_ask_is_as_strict_as_search(client, fields, pointer):
    assert list(invalid(client.post("/v1/ask", json={"question": "桥", **fields}))) == [pointer]


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        ("2020-02-01", "2020-02-01", 200),
        ("2020-02-01T12:00:00", "2020-02-01", 200),
        ("2020-02-01T12:00:00", "2020-02-01T11:59:59", 422),
        ("2020-02-01T00:00:00+08:00", "2020-01-31T17:00:00Z", 200),
        ("2020-02-01T00:00:00+08:00", "2020-01-31T15:59:59Z", 422),
        ("2020-02-01", "2020-01-31T16:30:00Z", 200),
    ],
    ids=[
        "same day",
        "day and hour of it",
        "second before",
        "instants in order",
        "instants out of order",
        "a day begins where the archive is",
    ],
)
def test_dates_are_compared_as_exactly_as_both_allow(client, first, last, status):
    body = {"query": "桥", "filters": {"published_from": first, "published_to": last}}
    assert client.post("/v1/search", json=body).status_code == status


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"query"'], ids=["empty", "null", "list", "string"])
def test_json_that_is_no_object_is_422_about_the_whole(client, body):
    assert list(invalid(client.post("/v1/search", content=body, headers=JSON))) == ["#"]


@pytest.mark.parametrize(
    "body",
    [b'{"query": "\\ud800"}', b'{"query": "a", "filters": {"sources": ["\\udfff"]}}', b'{"query": "a", "\\ud800": 1}'],
)
def test_half_a_surrogate_pair_is_422(client, body):
    problem(client.post("/v1/search", content=body, headers=JSON), 422)


def test_all_wrong_fields_are_told_at_once_but_not_endlessly(client):
    found = invalid(client.post("/v1/search", json={"limit": 0, "x": 1}))
    assert set(found) == {"#/query", "#/limit", "#/x"}
    many = client.post("/v1/search", json={"query": "桥", **{f"x{number}": 0 for number in range(500)}})
    assert len(invalid(many)) == 20


def test_what_the_searcher_refuses_is_the_callers_mistake(client):
    found = invalid(client.post("/v1/search", json={"query": "!"}))
    assert found == {"#": "The question has no words. Write some."}


def test_limits_are_settings(open_client):
    client = open_client(max_query_characters=3, max_limit=2, max_offset=1)
    assert client.post("/v1/search", json={"query": "新桥通", "limit": 2, "offset": 1}).status_code == 200
    found = invalid(client.post("/v1/search", json={"query": "新桥通车", "limit": 3, "offset": 2}))
    assert set(found) == {"#/query", "#/limit", "#/offset"}


def test_a_bug_is_500_and_keeps_its_secrets(open_client):
    client = open_client(VillageEngine(fault=ZeroDivisionError("a secret")))
    response = client.post("/v1/search", json={"query": "桥"}, headers={"X-Request-ID": "r9"})
    body = problem(response, 500)
    assert "r9" in body["detail"]
    assert "secret" not in response.text
    assert "Traceback" not in response.text
