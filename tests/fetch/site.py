"""A small web site on loopback, which takes note of what it is asked."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

from indexer.fetch.settings import FetchSettings

SETTINGS = FetchSettings(delay=0, private_networks=(ip_network("127.0.0.0/8"),), silence_seconds=5, seconds=10)


@dataclass
class Answer:
    """What a path is answered with."""

    body: bytes | str = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


@dataclass
class Site:
    """The site, and the requests that it had."""

    address: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Message]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """What it was asked for, robots.txt aside."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


def page(title: str) -> str:
    """An article's page."""
    text = f"{title}。全村共捐款三万二千元，用于支援灾区群众恢复生产生活，记者从现场获悉，捐款活动持续了三天。"
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers until the end."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers))
            answer = site.answers.get(self.path, Answer(status=404))
            known = answer.etag and self.headers.get("If-None-Match") == answer.etag
            self.send_response(304 if known else answer.status)
            if not known:
                self.send_header("Content-Type", answer.kind)
                if "Content-Length" not in answer.headers:
                    self.send_header("Content-Length", str(len(answer.data)))
            if answer.etag:
                self.send_header("ETag", answer.etag)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if not known:
                self.wfile.write(answer.data)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
