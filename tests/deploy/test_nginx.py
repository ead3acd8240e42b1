"""A real nginx before the service, with the configuration that we ship but for ports and folders."""

import json
import shutil
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from openai import OpenAI

from service.http.serve import listen
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


class SlowEngine(VillageEngine):
    """Answers after a while, so that a stream shows whether its first comment comes before its answer."""

    def ask(self, question, **page):
        if "慢" in question:
            time.sleep(1.5)
        return super().ask(question, **page)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Address of the service behind nginx."""
    folder = tmp_path_factory.mktemp("nginx")
    settings = {
        "trusted_proxies": ("127.0.0.1",),
        "allowed_hosts": ("news.example",),
        "demo_site": True,
        "address_per_minute": 10_000,
    }
    with running(SlowEngine(), **settings) as service, listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
        free.close()
        text = CONFIG.read_text(encoding="utf-8")
        assert text.count("127.0.0.1:8000;") == text.count("listen 80;") == 1
        text = text.replace("127.0.0.1:8000;", f"{urlsplit(service).netloc};").replace("listen 80;", f"listen {port};")
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
