"""An index that grows, alerts over it, and a receiver of webhooks."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path

import pytest

from service.alerts.alert import AlertFilters
from service.alerts.store import AlertStore
from service.http.index_engine import SearcherEngine
from service.search.searcher import Searcher
from tests.archives import DONATION, FLOOD, LIBRARY, build, record_pages
from tests.doubles import TermEmbedder

LOOPBACK = (ip_network("127.0.0.0/8"),)


@dataclass
class Receiver:
    """Where webhooks go: what came, and what is answered."""

    address: str = ""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    """Of the next answers; 204 when there are none left."""
    location: str = ""
    gate: threading.Event = field(default_factory=threading.Event)
    """While it is not set, nothing is answered."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that answers at once."""
    found = Receiver()
    found.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            found.gate.wait(20)
            self.send_response(found.statuses.pop(0) if found.statuses else 204)
            if found.location:
                self.send_header("Location", found.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.gate.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """An index of two articles, and one of a further two."""
    place = tmp_path_factory.mktemp("alerts")
    more = {
        **FLOOD,
        "id": "flood-again",
        "title": "白鹭镇再降暴雨",
        "source": "青禾日报",
        "url": "https://news.example/again",
    }
    build(place / "before", TermEmbedder(), record_pages([DONATION, LIBRARY]))
    build(place / "after", TermEmbedder(), record_pages([DONATION, LIBRARY, FLOOD, more]))
    return [place / "before", place / "after"]


@contextmanager
def opened(index: Path) -> Iterator[SearcherEngine]:
    """An engine over an index."""
    engine = SearcherEngine(Searcher.open(index, TermEmbedder()), index)
    try:
        yield engine
    finally:
        engine.close()


@pytest.fixture
def store(tmp_path: Path) -> AlertStore:
    return AlertStore(tmp_path / "alerts.sqlite")


def create(store: AlertStore, query: str, *, known: tuple[str, ...] = (), webhook: str = "", **filters: object):
    """An alert by an admin."""
    chosen = AlertFilters.model_validate(filters)
    return store.create(query, query, filters=chosen, webhook=webhook, owner="", known=("first", known))
