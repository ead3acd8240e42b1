"""A news site of its own origin that embeds the widget: strict policies, its own styles, pages as a test writes them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files

MODULE = files("service.web.widget").joinpath("related-reading.js").read_bytes()
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
STYLE = """
body { font-family: system-ui, "Noto Sans CJK SC", sans-serif; margin: 1rem auto; max-width: 60rem; padding: 0 1rem }
.dark { background: #14171c; color: #e8e6e3; --related-accent: #ffb454 }
related-reading:not(:defined) { display: block; min-block-size: calc(44.75rem + 2px) }
@media (min-width: 44rem) { related-reading:not(:defined) { min-block-size: calc(23.75rem + 2px) } }
"""


@dataclass(slots=True)
class Host:
    """What the site serves, by path, and where it is."""

    address: str = ""
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    policy: str = POLICY
    head: str = (
        '<link rel="stylesheet" href="/style.css"><script type="module" src="/widget/related-reading.js"></script>'
    )
    failing: bool = False
    """Whether everything under /v1/ is answered 503, as by a service that is down."""

    def page(self, body: str, *, html: str = 'lang="zh"', classes: str = "") -> str:
        """Puts a page up and returns its address."""
        text = f"""<!doctype html><html {html}><head><meta charset="utf-8"><title>网站</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{self.head}</head><body class="{classes}">{body}</body></html>"""
        self.files["/page.html"] = ("text/html; charset=utf-8", text.encode())
        return f"{self.address}/page.html"

    def put(self, path: str, value: object) -> None:
        """Puts a JSON file up."""
        self.files[path] = ("application/json", json.dumps(value).encode())


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, host: Host, *arguments: object) -> None:
        self._host = host
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        found = None if self._host.failing and path.startswith("/v1/") else self._host.files.get(path)
        kind, content = found or ("text/plain", b"")
        self.send_response(200 if found else 503 if self._host.failing else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", self._host.policy)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def hosted() -> Iterator[Host]:
    """A site with the widget's module, a style sheet and an icon."""
    host = Host()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, host))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host.address = f"http://127.0.0.1:{server.server_port}"
    host.files |= {
        "/widget/related-reading.js": ("text/javascript", MODULE),
        "/style.css": ("text/css", STYLE.encode()),
        "/favicon.ico": ("image/png", b""),
    }
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


def response(count: int, *, hostile: bool = False) -> dict[str, object]:
    """A list of so many articles, as the route answers."""
    return {
        "snapshot": "s",
        "article_id": "fair/1",
        "page": 1,
        "pages": 1,
        "limit": 30,
        "total": count,
        "related": [_item(rank, hostile=hostile) for rank in range(1, count + 1)],
    }


def _item(rank: int, *, hostile: bool) -> dict[str, object]:
    markup = '<img src=x onerror="document.title=1">' if hostile else ""
    title = f"{markup}第{rank}篇：白石桥通车后的清水镇，果农说运苹果省了两小时，合作社收购三百吨"
    return {
        "rank": rank,
        "score": 0.5,
        "article": {
            "id": f"a{rank}",
            "title": title[:20] if rank % 2 and not hostile else title,
            "url": "javascript:document.title=1" if hostile else f"/articles/a{rank}.html",
            "source": "清水周报" + markup,
            "author": "",
            "published_at": "2024-05-02T08:00:00+08:00",
            "language": "zh",
        },
        "snippet": {"text": markup + "白石桥通车一个月。清水镇的果农说，运苹果省了两小时。" * 3, "start": 0, "end": 26},
        "shared_words": ["白石桥", "清水镇"],
    }
