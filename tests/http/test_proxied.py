"""Behind a proxy: at a prefix, packed, with tags; a request's id is in everything that tells of it."""

import json
import logging
import re
import socket

import brotli
import pytest
from starlette.testclient import TestClient

from indexer.core.errors import SnapshotError
from service.http.logs import JsonLines
from service.http.serve import listen, url_of
from tests.http.test_problems import problem
from tests.http.village import VillageEngine

LINKS = re.compile(r'(?:href|src|action)="([^"]*)"')
PAGES = [
    "/",
    "/?q=%E6%88%B7",
    "/articles/bridge",
    "/articles/fair%2F1?q=%E6%88%B7",
    "/demo/",
    "/demo/bridge",
    "/docs",
    "/nothing",
]
HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("takes_off", [False, True], ids=["passes the prefix on", "takes it off"])
def test_every_link_of_a_page_begins_with_the_prefix(open_client, path, takes_off):
    client = open_client(root_path="/news/xunwen", demo_site=True)
    page = client.get(path if takes_off else f"/news/xunwen{path}", headers=HTML)
    found = [link.removeprefix("http://testserver") for link in LINKS.findall(page.text)]  # some tell the whole address
    links = [link for link in found if not link.startswith(("#", "https://news.example"))]
    assert len(links) > 3
    assert [link for link in links if not link.startswith("/news/xunwen/")] == []
    for link in links:
        followed = client.get(link.replace("&amp;", "&"), headers=HTML)
        assert followed.status_code in ({404} if "/nothing" in link else {200, 202}), link


def test_a_prefix_is_told_by_trusted_proxies_only(open_client):
    app = open_client(trusted_proxies=("127.0.0.1", "2001:db8::/32"), root_path="/other").app
    for peer, told, root in [
        ("127.0.0.1", "/xunwen/", "/xunwen"),
        ("::ffff:127.0.0.1", "/a/b", "/a/b"),
        ("2001:db8::7", "/xunwen", "/xunwen"),
        ("127.0.0.2", "/xunwen", "/other"),
        ("127.0.0.1", "//evil.example", "/other"),
        ("127.0.0.1", '/"><script>', "/other"),
    ]:
        page = TestClient(app, client=(peer, 1)).get("/docs", headers={"X-Forwarded-Prefix": told})
        assert f'href="{root}/openapi.json"' in page.text


def test_the_description_and_redirects_know_the_prefix(open_client):
    client = open_client(root_path="/xunwen", demo_site=True)
    assert client.get("/xunwen/openapi.json").json()["servers"] == [{"url": "/xunwen"}]
    assert client.get("/xunwen/demo", follow_redirects=False).headers["location"] == "/xunwen/demo/"
    assert problem(client.get("/xunwen/v1/nothing"), 404)["instance"] == "/xunwen/v1/nothing"
    assert "servers" not in open_client().get("/openapi.json").json()


@pytest.mark.parametrize(
    ("accepts", "coding"), [("gzip", "gzip"), ("br", "br"), ("gzip, br", "br"), ("zstd", None), ("gzip;q=0", None)]
)
def test_what_is_large_is_packed_as_the_caller_takes_it(open_client, accepts, coding):
    client = open_client()
    plain = client.get("/openapi.json", headers={"Accept-Encoding": "identity"})
    with client.stream("GET", "/openapi.json", headers={"Accept-Encoding": accepts}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers.get("content-encoding") == coding
    assert "Accept-Encoding" in packed.headers["vary"]
    if coding == "br":
        assert brotli.decompress(raw) == plain.content
    if coding:
        assert len(raw) < len(plain.content) / 4
    assert "content-encoding" not in client.get("/healthz", headers={"Accept-Encoding": accepts}).headers


def test_streams_are_not_packed(open_client):
    sent = {"question": "共有多少户人家？", "stream": True}
    with open_client().stream("POST", "/v1/ask", json=sent, headers={"Accept-Encoding": "br, gzip"}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in response.headers
        assert b"event: done" in b"".join(response.iter_raw())


@pytest.mark.parametrize(
    "path", ["/", "/?q=%E6%88%B7", "/articles/bridge", "/v1/articles/bridge", "/openapi.json", "/static/base.css"]
)
@pytest.mark.parametrize("coding", ["identity", "br"])
def test_who_has_it_already_gets_no_body(open_client, path, coding):
    client = open_client()
    first = client.get(path, headers={"Accept-Encoding": coding})
    tag = first.headers["etag"]
    again = client.get(path, headers={"Accept-Encoding": coding, "If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (
        again.headers["cache-control"] == first.headers["cache-control"] if "cache-control" in first.headers else True
    )
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head(path).headers["etag"] == tag


def test_what_is_no_success_has_no_tag(client):
    for response in (client.get("/v1/articles/nobody"), client.post("/v1/search", json={"query": "桥"})):
        assert "etag" not in response.headers


def test_the_address_of_every_network_is_one_of_ipv4_too():
    with listen("::", 0) as listener:
        port = listener.getsockname()[1]
        assert url_of(listener) == f"http://localhost:{port}"
        for host in ("127.0.0.1", "::1"):
            with socket.create_connection((host, port), timeout=5):
                pass


def test_probes_are_not_in_the_access_log(client, caplog):
    caplog.set_level("INFO", logger="xunwen.access")
    for path in ("/healthz", "/readyz", "/metrics", "/version"):
        assert client.get(path).status_code == 200
    assert [record.exchange["path"] for record in caplog.records if record.name == "xunwen.access"] == ["/version"]


def test_a_probe_that_fails_is_in_the_access_log(open_client, caplog):
    def broken():
        raise SnapshotError("There is none.")

    caplog.set_level("INFO", logger="xunwen.access")
    open_client(broken).get("/readyz")
    assert [record.exchange["status"] for record in caplog.records if record.name == "xunwen.access"] == [503]


@pytest.mark.parametrize("opted_in", [False, True])
def test_what_was_asked_is_logged_only_where_it_is_wanted(open_client, caplog, opted_in):
    caplog.set_level("DEBUG")
    client = open_client(log_questions=opted_in)
    client.post("/v1/search", json={"query": "秘密 的\n问题"})
    client.post("/v1/ask", json={"question": "秘密 的\n问题"})
    client.get("/", params={"q": "秘密 的\n问题"})
    lines = [record.getMessage() for record in caplog.records if record.name == "xunwen.access"]
    assert len(lines) == 3
    for line in lines:
        assert ('question="秘密 的\\n问题"' in line) == opted_in
        assert "\n" not in line
    if not opted_in:
        assert "秘密" not in caplog.text


def test_a_failure_is_logged_under_the_id_of_its_request(open_client):
    written = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    before = root.level
    root.setLevel("INFO")
    try:
        client = open_client(VillageEngine(fault=RuntimeError("out of order")))
        response = client.post("/v1/search", json={"query": "桥"}, headers={"X-Request-ID": "mine"})
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    assert problem(response, 500)["request_id"] == "mine"
    line = next(each for each in written if each["logger"] == "xunwen.access")
    assert (line["request_id"], line["status"], line["path"]) == ("mine", 500, "/v1/search")
    assert {"time", "level", "logger"} <= set(line)
