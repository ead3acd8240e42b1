"""Only public addresses are connected to, whatever a name, a number or a redirection says."""

import socket
import ssl
import threading
import time
from ipaddress import ip_network
from pathlib import Path

import pytest

from indexer.core.process import Silent
from indexer.fetch.addresses import Target, may_reach, resolved
from indexer.fetch.client import Client
from indexer.fetch.connection import tls_context
from indexer.fetch.failure import FetchError
from indexer.fetch.run import fetch
from tests.fetch.site import SETTINGS, Answer, page, serving

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1", "nonsense", "",
    ],
)  # fmt: skip
def test_what_is_not_public_is_not_reached(address: str) -> None:
    assert not may_reach(address, ())


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_what_is_public_is(address: str) -> None:
    assert may_reach(address, ())


def test_a_network_that_is_allowed_is_reached_and_no_other() -> None:
    assert may_reach("10.1.2.3", (ip_network("10.1.0.0/16"),))
    assert not may_reach("10.2.2.3", (ip_network("10.1.0.0/16"),))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:9/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
    ],
)
def test_names_and_numbers_of_this_machine_are_refused(url: str) -> None:
    with pytest.raises(FetchError, match=r"not a public one|not known"):
        resolved(Target.of(url), ())


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://a.example/\ud800",
        "http://a.example/?\udfff",
        "ftp://a.example/",
        "gopher://a/",
        "//",
        "http://",
        "http://a:b@a.example/",
        "javascript:1",
        "http://a:99999/",
        "http://[::1",
        "x" * 9999,
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        Target.of(url)


def test_an_address_is_written_so_that_no_line_ends_in_it() -> None:
    target = Target.of("HTTP://News.Example:80/新 闻\r\nX: y?q=a b#top")
    assert target.url == "http://news.example/%E6%96%B0%20%E9%97%BBX:%20y?q=a%20b"


def test_one_private_address_of_several_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(FetchError, match=r"10\.0\.0\.1"):
        resolved(Target.of("http://a.example/"), ())


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    real = socket.getaddrinfo

    def rebound(host: str, port: int, *rest: object, **named: object) -> object:
        if host != "a.example":
            return real(host, port, *rest, **named)
        # To this machine when asked first, elsewhere ever after.
        looked.append(host)
        address = "127.0.0.1" if len(looked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    with serving() as site:
        site.answers = {"/a": Answer(page("甲"))}
        port = int(site.address.rpartition(":")[2])
        monkeypatch.setattr(socket, "getaddrinfo", rebound)
        target = Target.of(f"http://a.example:{port}/a")
        assert Client(SETTINGS).get(target).status == 200
        assert site.asked[0][1]["Host"] == f"a.example:{port}"
        with pytest.raises(FetchError, match=r"10\.0\.0\.1"):
            Client(SETTINGS).get(target)


def test_a_redirection_to_a_private_address_is_refused(tmp_path: Path) -> None:
    with serving() as site:
        site.answers = {"/a": Answer(status=302, headers={"Location": "http://10.0.0.1/secret"})}
        report = fetch([f"{site.address}/a"], tmp_path, SETTINGS, Silent())
        assert ["10.0.0.1" in each.detail for each in report.failures] == [True]


def test_without_leave_loopback_is_not_fetched(tmp_path: Path) -> None:
    with serving() as site:
        report = fetch([f"{site.address}/a"], tmp_path, SETTINGS.model_copy(update={"private_networks": ()}), Silent())
        assert "not a public one" in report.failures[0].detail
        assert site.asked == []


def test_a_site_that_drips_is_ended_in_time() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def drip() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not done.wait(0.05):
                try:
                    connection.sendall(b"X: y\r\n")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    begun = time.monotonic()
    try:
        with pytest.raises(FetchError, match=r"more than 0\.5 seconds"):
            Client(SETTINGS.model_copy(update={"seconds": 0.5})).get(
                Target.of(f"http://127.0.0.1:{server.getsockname()[1]}/")
            )
        assert time.monotonic() - begun < 5
    finally:
        done.set()
        thread.join()
        server.close()


def test_certificates_are_checked_for_the_name_asked_for() -> None:
    context = tls_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
