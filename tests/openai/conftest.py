"""The official client of OpenAI's API, asking services over three articles of a village and over a small real index."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from openai import OpenAI

from service.http.app import create_app
from service.http.index_engine import SearcherEngine
from service.http.serve import serving
from service.keys.store import KeyStore
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from tests.archives import build
from tests.doubles import MarkingReader, TermEmbedder
from tests.http.village import VillageEngine

OpenService = Callable[..., OpenAI]


@pytest.fixture(scope="session")
def open_engine(tmp_path_factory):
    """Opens engines over the four records; an app closes its own."""
    index = tmp_path_factory.mktemp("openai") / "index"
    build(index, TermEmbedder())
    return lambda: SearcherEngine(Searcher.open(index, TermEmbedder(), MarkingReader("三万二千元")))


@pytest.fixture(scope="module")
def open_service(open_engine) -> Iterator[OpenService]:
    """Clients of services: over the village, or the four records."""
    with ExitStack() as stack:

        def opened(
            engine: object = None,
            *,
            archive: bool = False,
            key: str = "of nobody",
            retries: int = 0,
            **settings: object,
        ) -> OpenAI:
            opening = open_engine if archive else engine if callable(engine) else lambda: engine or VillageEngine()
            app = create_app(opening, ServiceSettings(**settings))
            url = stack.enter_context(serving(app))
            client = OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=retries, timeout=20)
            return stack.enter_context(client)

        yield opened


@pytest.fixture(scope="module")
def village(open_service: OpenService) -> OpenAI:
    """A client of the village."""
    return open_service()


@pytest.fixture(scope="module")
def archive(open_service: OpenService) -> OpenAI:
    """A client of the four records."""
    return open_service(archive=True)


@pytest.fixture
def store(tmp_path) -> KeyStore:
    return KeyStore(tmp_path / "keys.json")


def user(text: str) -> list[dict[str, str]]:
    """A conversation of one message."""
    return [{"role": "user", "content": text}]
