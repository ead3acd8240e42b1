"""A service answers under its own names; a page of another site whose name leads here is told so."""

import socket

import pytest

from service.http.hosts import hosts_of, with_loopback
from tests.http.raw import connected, received
from tests.http.test_problems import problem
from tests.http.test_serving import running
from tests.http.village import VillageEngine

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("127.0.0.1", LOOPBACK),
        ("localhost", LOOPBACK),
        ("::1", LOOPBACK),
        ("127.0.0.9", (*LOOPBACK, "127.0.0.9")),
        ("0.0.0.0", ("*",)),  # noqa: S104  what is tested
        ("::", ("*",)),
        ("192.0.2.1", ("*",)),
        ("news.example", ("*",)),
    ],
)
def test_a_service_on_loopback_knows_its_names(address, hosts):
    assert hosts_of(address) == hosts


def test_a_service_that_is_told_its_names_answers_probes_of_its_own_machine():
    assert with_loopback(("news.example",)) == ("news.example", *LOOPBACK)
    assert with_loopback(()) == ()


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "localhost.", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:8000"]
)
def test_its_own_names_with_any_port_are_answered(open_client, host):
    client = open_client(allowed_hosts=LOOPBACK)
    assert client.get("/version", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "evil.example/localhost",
        "user@localhost",
        "localhost:80@evil.example",
        "localhost:evil",
        "127.0.0.1.evil.example",
        "[::1].evil.example",
        "[::2]",
        "",
        ":8000",
        "0x7f.1",
        "testserver",
    ],
)
@pytest.mark.parametrize("path", ["/", "/v1/articles/bridge", "/healthz", "/metrics", "/static/base.css"])
def test_another_name_is_refused_on_every_path(open_client, host, path):
    client = open_client(allowed_hosts=LOOPBACK)
    body = problem(client.get(path, headers={"Host": host}), 421)
    assert body["type"] == "urn:xunwen:problem:wrong-host"
    assert "XUNWEN_ALLOWED_HOSTS" in body["detail"]


def test_a_name_may_be_given_with_its_port(open_client):
    client = open_client(allowed_hosts=("News.Example:8000",))
    assert client.get("/version", headers={"Host": "news.example"}).status_code == 200
    problem(client.get("/version", headers={"Host": "localhost"}), 421)


@pytest.mark.parametrize("hosts", [("*",), None])
def test_any_name_may_be_allowed(open_client, hosts):
    assert open_client(allowed_hosts=hosts).get("/", headers={"Host": "any.example"}).status_code == 200


def test_an_empty_list_allows_no_name(open_client, monkeypatch):
    monkeypatch.setenv("XUNWEN_ALLOWED_HOSTS", "[]")
    problem(open_client().get("/version", headers={"Host": "localhost"}), 421)


def test_a_request_without_a_host_is_refused():
    """HTTP/1.0 may leave it out; a browser never does."""
    with (
        running(VillageEngine(), allowed_hosts=LOOPBACK) as url,
        connected(url, 1, b"GET /version HTTP/1.0\r\n\r\n") as [client],
    ):
        assert received(client).startswith(b"HTTP/1.1 421 ")


def test_the_name_of_loopback_is_what_a_client_connects_to():
    with running(VillageEngine(), allowed_hosts=LOOPBACK) as url:
        port = url.rpartition(":")[2]
        with socket.create_connection(("localhost", int(port)), timeout=20) as client:
            client.sendall(f"GET /version HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
            assert received(client).startswith(b"HTTP/1.1 200 ")
