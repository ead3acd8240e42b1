"""A real nginx before the service, with the configuration that we ship but for ports and folders."""

import itertools
import json
import re
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from openai import OpenAI

from service.http.serve import listen
from service.settings import ServiceSettings
from tests.generate.conftest import model as model
from tests.generate.model_server import Reply
from tests.http.test_proxied import LINKS
from tests.http.test_serving import running
from tests.http.village import VillageEngine

CONFIG = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
HOST = {"Host": "news.example"}
AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {site}
}}
"""

pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine: apt-get install nginx-light")


PAUSE = 1.5
"""Seconds that a slow answer takes."""


class SlowEngine(VillageEngine):
    """Answers after a while, so that a stream shows whether its first comment comes before its answer."""

    def ask(self, question, **page):
        if "慢" in question:
            time.sleep(PAUSE)
        return super().ask(question, **page)


@contextmanager
def behind_nginx(folder, *, read_timeout="65s", **settings):
    """A service behind nginx, as it is shipped but for how long it waits for the service; gives its address."""
    trusted = {"trusted_proxies": ("127.0.0.1",), "allowed_hosts": ("news.example",)}
    with running(SlowEngine(), **trusted, **settings) as service, listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
        free.close()
        text = CONFIG.read_text(encoding="utf-8")
        for shipped, here in (
            ("127.0.0.1:8000;", f"{urlsplit(service).netloc};"),
            ("listen 80;", f"listen {port};"),
            ("proxy_read_timeout 65s;", f"proxy_read_timeout {read_timeout};"),
        ):
            assert text.count(shipped) == 1
            text = text.replace(shipped, here)
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder, site=text))
        process = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(100):
                try:
                    httpx2.get(url, headers=HOST)
                    break
                except httpx2.ConnectError:
                    time.sleep(0.05)
            yield url
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Address of the service behind nginx."""
    with behind_nginx(tmp_path_factory.mktemp("nginx"), demo_site=True, address_per_minute=10_000) as url:
        yield url


def test_every_page_and_link_works_at_the_prefix(site):
    with httpx2.Client(base_url=site, headers={**HOST, "Accept": "text/html"}) as client:
        assert client.get("/xunwen").headers["location"].endswith("/xunwen/")
        for path in ("/", "/?q=%E6%88%B7", "/articles/fair%2F1", "/demo/", "/docs"):
            page = client.get(f"/xunwen{path}")
            assert page.status_code == 200
            links = [link for link in LINKS.findall(page.text) if link.startswith("/")]
            assert links
            assert {client.get(link.replace("&amp;", "&")).status_code for link in links} <= {200, 202}
        assert client.get("/xunwen/openapi.json").json()["servers"] == [{"url": "/xunwen"}]


def test_programs_ask_and_are_told_their_own_address(site):
    with httpx2.Client(base_url=f"{site}/xunwen", headers=HOST) as client:
        found = client.post("/v1/search", json={"query": "新桥"})
        assert (found.status_code, found.json()["hits"][0]["article"]["id"]) == (200, "bridge")
        assert client.get("/v1/articles/fair%2F1").json()["id"] == "fair/1"
        assert found.headers["ratelimit-policy"] == '"minute";q=10000;w=60'
        assert client.get("/v1/articles/nobody").json()["instance"] == "/xunwen/v1/articles/nobody"
        assert {client.get(path).status_code for path in ("/metrics", "/v1/index/jobs")} == {404}


def test_a_stream_comes_as_it_is_sent(site):
    sent = {"question": "慢慢说：共有多少户人家？", "stream": True}
    plain = {"question": "共有多少户人家？", "stream": True}
    with httpx2.Client(base_url=f"{site}/xunwen", headers={**HOST, "Accept-Encoding": "gzip"}, timeout=20) as client:
        for body in (sent, plain):
            with client.stream("POST", "/v1/ask", json=body) as response:
                assert response.headers["content-type"].startswith("text/event-stream")
                text = "".join(response.iter_text())
            names = [line.removeprefix("event: ") for line in text.splitlines() if line.startswith("event: ")]
            assert (names[0], names[-1]) == ("hits", "done")
            assert json.loads(text.rpartition("event: final\ndata: ")[2].partition("\n")[0])["status"] == "answered"


def test_a_stream_outlasts_the_patience_of_the_proxy_and_a_silent_answer_does_not(tmp_path, model):
    """What keeps the connection open passes nginx at once, uncollected, while a language model says nothing."""
    model.replies = [Reply("八十", stalls=True)]
    written = {"llm_url": model.url, "llm_model": "tiny", "llm_seconds": 2.0, "llm_silence_seconds": 60}
    with (
        behind_nginx(tmp_path, read_timeout="1s", heartbeat_seconds=0.2, **written) as url,
        httpx2.Client(base_url=f"{url}/xunwen", headers=HOST, timeout=20) as client,
    ):
        assert client.post("/v1/ask", json={"question": "慢慢说：共有多少户人家？"}).status_code == 504
        beats, began = [], time.monotonic()
        asked = {"question": "共有多少户人家？", "generate": True, "stream": True}
        with client.stream("POST", "/v1/ask", json=asked) as response:
            lines = [line for line in response.iter_lines() if beats.append(time.monotonic() - began) or line]
        assert beats[-1] > 1.5
        # Each as it is sent: no pause is as long as the proxy would wait.
        assert max(later - earlier for earlier, later in itertools.pairwise(beats)) < 1
        assert (lines[0], lines[-2]) == ("event: hits", "event: done")


def test_the_proxy_waits_as_the_service_s_own_limits_ask_it_to():
    text, settings = CONFIG.read_text(encoding="utf-8"), ServiceSettings.model_fields

    def told(name):
        return int(re.search(rf"^ *{name} (\d+)[sm];", text, re.MULTILINE)[1])

    assert told("proxy_read_timeout") > settings["request_seconds"].default
    assert told("proxy_read_timeout") > settings["heartbeat_seconds"].default
    assert told("keepalive_timeout") < settings["keep_alive_seconds"].default
    assert told("client_max_body_size") << 20 == settings["max_upload_bytes"].default


def test_connections_to_the_service_are_kept(site):
    """One after the other and side by side: no request meets a connection that closes."""
    statuses = []

    def ask():
        with httpx2.Client(base_url=f"{site}/xunwen", headers=HOST) as client:
            statuses.extend(client.get("/v1/articles/bridge").status_code for _ in range(40))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert statuses == [200] * 160


def test_chunks_of_a_chat_come_as_they_are_sent(site):
    """The official client reads a stream through nginx, which does not pack it; links begin with the reader's own address."""
    with OpenAI(base_url=f"{site}/xunwen/v1", api_key="none", max_retries=0, default_headers=HOST) as client:
        messages = [{"role": "user", "content": "共有多少户人家？"}]
        with client.chat.completions.create(model="xunwen", messages=messages, stream=True) as stream:
            assert "content-encoding" not in stream.response.headers
            content = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        assert content.startswith("八十户 [1]")
        whole = client.chat.completions.create(model="xunwen", messages=[{"role": "user", "content": "新桥?"}])
        (bridge,) = whole.choices[0].message.annotations
        assert bridge.url_citation.url == "http://news.example/xunwen/articles/bridge"
        assert httpx2.get(f"{site}/xunwen/articles/bridge", headers=HOST).status_code == 200
