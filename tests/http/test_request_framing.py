"""A request whose end can be read in two ways is refused, and nothing is read behind it."""

import pytest

from tests.http.raw import connected, received
from tests.http.test_serving import running
from tests.http.village import VillageEngine

HIDDEN = b"GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n"
BODY = b"0\r\n\r\n"


@pytest.fixture(scope="module")
def url():
    with running(VillageEngine()) as found:
        yield found


@pytest.mark.parametrize(
    ("version", "headers"),
    [
        (b"1.1", b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
        (b"1.1", b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"),
        (b"1.0", b"Transfer-Encoding: chunked\r\n"),
        (b"1.1", b"Content-Length: 5\r\nContent-Length: 6\r\n"),
        (b"1.1", b"Content-Length: 5, 6\r\n"),
        (b"1.1", b"Content-Length: +5\r\n"),
        (b"1.1", b"Content-Length: 5 5\r\n"),
        (b"1.1", b"Content-Length: 0x5\r\n"),
        (b"1.1", b"Content-Length : 5\r\n"),
        (b"1.1", b"Transfer-Encoding: gzip, chunked\r\n"),
        (b"1.1", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        (b"1.1", b"Transfer-Encoding: xchunked\r\n"),
        (b"1.1", b"Transfer-Encoding : chunked\r\n"),
        (b"1.1", b"Host: other\r\n"),
        (b"1.1", b"Bad Name: x\r\n"),
        (b"1.1", b"X: a\x00b\r\n"),
        (b"9.1", b""),
    ],
)
def test_an_ambiguous_head_is_refused(url, version, headers):
    head = b"POST /v1/search HTTP/" + version + b"\r\nHost: localhost\r\n" + headers + b"\r\n"
    with connected(url, 1, head + BODY + HIDDEN) as [client]:
        answer = received(client)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in answer.lower()
    assert b'"type":"urn:xunwen:problem:not-http"' in answer
    assert b"connection: close" in answer.lower()
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    "chunk", [b"-1\r\n", b"0x1\r\n", b"1 \x00\r\n", b"fffffffffffffffffffffffff\r\n", b"1\r\nabc\r\n"]
)
def test_a_bad_chunk_is_refused(url, chunk):
    head = b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    with connected(url, 1, head + chunk + BODY + HIDDEN) as [client]:
        answer = received(client)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_a_bad_chunk_behind_a_refusal_ends_the_connection_without_a_word(url, caplog):
    """The body is refused for its size when its framing breaks: there is one answer, and no traceback."""
    head = b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    with connected(url, 1, head + b"11000\r\n" + b"x" * 0x11000 + b"\r\nzz\r\n" + HIDDEN) as [client]:
        assert received(client).count(b"HTTP/1.1 ") <= 1
    assert "Traceback" not in caplog.text


def test_an_upgrade_is_answered_in_http_and_leaves_no_line(url, caplog):
    asked = HIDDEN[:-2] + b"Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n"
    with connected(url, 1, asked) as [client]:
        assert received(client).startswith(b"HTTP/1.1 200 ")
    assert "pgrade" not in caplog.text
