"""A service over the village's news, answered by the real engine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.http.app import create_app
from service.http.index_engine import SearcherEngine
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder
from tests.related.archive import records


@pytest.fixture(scope="session")
def village_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the village's news."""
    index = tmp_path_factory.mktemp("village") / "index"
    build(index, TermEmbedder(), record_pages(records()))
    return index


@pytest.fixture
def open_service(village_index: Path) -> Iterator[Callable[..., TestClient]]:
    """Opens clients of services over an index, the village's by default, under the settings given."""
    with ExitStack() as stack:

        def opened(index: Path = village_index, **settings: object) -> TestClient:
            def engine() -> SearcherEngine:
                return SearcherEngine(Searcher.open(index, TermEmbedder()))

            app = create_app(engine, ServiceSettings(**settings))
            client = stack.enter_context(TestClient(app, raise_server_exceptions=False))
            assert app.state.readiness.wait(90)
            return client

        yield opened
