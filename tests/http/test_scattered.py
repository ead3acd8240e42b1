"""An index that is nowhere whole is served: what needs the whole archive says so, and all else answers as from a snapshot."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.alerts.alert import AlertFilters
from service.alerts.matching import ids_of, look_through
from service.alerts.store import AlertStore
from service.http.engine import Engine
from service.http.index_engine import SearcherEngine
from service.http.restricted_engine import BoundedEngine
from service.results import Filters, Mode
from service.search.batching import BatchingEmbedder
from service.search.local import LocalIndex
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import MarkingReader, TermEmbedder
from tests.related.archive import records
from tests.search.implementations import ScatteredIndex

_QUESTION = "白石桥什么时候通车？"
_KINDS: Mapping[str, type[LocalIndex]] = {"snapshot": LocalIndex, "scattered": ScatteredIndex}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scattered")
    build(folder, TermEmbedder(), record_pages(records()))
    return folder


def _engine(folder: Path, kind: str) -> SearcherEngine:
    embedder = BatchingEmbedder(TermEmbedder())
    return SearcherEngine(Searcher(_KINDS[kind].open(folder), embedder, MarkingReader("三")), folder)


@pytest.fixture
def clients(open_client: Callable[..., TestClient], folder: Path) -> tuple[TestClient, TestClient]:
    """Of a service over the snapshot, and of one over the same that is nowhere whole."""
    first, second = (open_client(lambda kind=kind: _engine(folder, kind), demo_site=True) for kind in _KINDS)
    return first, second


def _first_id() -> str:
    return str(records()[0]["id"])


def test_questions_are_answered_alike(clients: tuple[TestClient, TestClient]) -> None:
    for path, body in (
        ("/v1/search", {"query": _QUESTION, "facets": ["sources", "languages"], "histogram": "month"}),
        ("/v1/search", {"query": "白石桥", "sort": "newest", "group_by": "article"}),
        ("/v1/ask", {"question": _QUESTION}),
    ):
        one, other = (client.post(path, json=body).json() for client in clients)
        for each in (one, other):
            del each["took_ms"]
        assert one == other
        assert one["hits"]


def test_lists_of_related_articles_are_alike(clients: tuple[TestClient, TestClient]) -> None:
    shown = 0
    for each in records():
        one, other = (client.get(f"/v1/articles/{each['id']}/related?limit=30").json() for client in clients)
        assert one == other
        shown += len(one["related"])
    assert shown


def test_a_list_is_made_of_a_text_and_a_page_known_by_its_address(clients: tuple[TestClient, TestClient]) -> None:
    for body in ({"url": records()[0]["url"]}, {"text": "白石桥通车"}):
        one, other = (client.post("/v1/related", json=body).json() for client in clients)
        assert one == other
        assert one["related"]


def test_the_same_is_suggested(clients: tuple[TestClient, TestClient]) -> None:
    one, other = (client.get("/v1/suggest?q=白").json() for client in clients)
    assert one == other
    assert one["suggestions"]


@pytest.mark.parametrize(
    "path",
    ["/", f"/?q={_QUESTION}", f"/?q={_QUESTION}&sort=newest", "/feed.atom", "/demo/", "/articles/{id}", "/demo/{id}"],
)
def test_pages_are_shown(clients: tuple[TestClient, TestClient], path: str) -> None:
    pages = [client.get(path.replace("{id}", _first_id())) for client in clients]
    assert [each.status_code for each in pages] == [200, 200], path


def test_the_archive_at_a_glance_says_why_it_is_not_there(clients: tuple[TestClient, TestClient]) -> None:
    for path in ("/insights", "/insights/report.html"):
        page = clients[1].get(path, headers={"accept": "text/html"})
        assert page.status_code == 404
        assert "whole archive in one place" in page.text


def test_a_caller_with_bounds_sees_the_articles_inside_them_alone(folder: Path) -> None:
    inside = [str(each["id"]) for each in records()[:3]]
    bounds = Filters(article_ids=tuple(inside))
    for kind in _KINDS:
        engine = BoundedEngine(_engine(folder, kind), bounds)
        assert engine.facets.articles == 3
        assert ids_of(engine) == inside
        assert engine.within(ids_of(_engine(folder, kind)), Filters()) == set(inside)
        assert {each.article.id for each in engine.related(inside[0], limit=30, page=1).items} <= set(inside)
        found = engine.search(_QUESTION, limit=30, offset=0, mode=Mode.HYBRID, filters=Filters(), group_by="chunk")
        assert {hit.article.id for hit in found.hits} <= set(inside)


def test_alerts_tell_of_what_is_new(folder: Path, tmp_path: Path) -> None:
    engine: Engine = _engine(folder, "scattered")
    store = AlertStore(tmp_path / "alerts.sqlite")
    old = [each for each in ids_of(engine) if each != _first_id()]
    alert = store.create("桥", "白石桥", filters=AlertFilters(), webhook="", owner="", known=("before", tuple(old)))
    assert look_through(engine, store, lambda alert: Filters()) == 1
    assert [each.match.article_id for each in store.matches(alert.id, limit=10)] == [_first_id()]
