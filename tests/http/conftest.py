"""Clients of an app over the village's three articles."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from starlette.testclient import TestClient

from service.http.app import create_app
from service.settings import ServiceSettings
from tests.http.village import VillageEngine

OpenClient = Callable[..., TestClient]


@pytest.fixture
def open_client() -> Iterator[OpenClient]:
    """Opens clients over an engine (or a function that opens one) and settings; the app is ready, or has failed."""
    with ExitStack() as stack:

        def opened(engine: object = None, *, wait: bool = True, **settings: object) -> TestClient:
            open_engine = engine if callable(engine) else lambda: engine or VillageEngine()
            app = create_app(open_engine, ServiceSettings(**settings))
            client = stack.enter_context(TestClient(app, raise_server_exceptions=False))
            if wait:
                assert app.state.readiness.wait(90)
            return client

        yield opened


@pytest.fixture
def client(open_client: OpenClient) -> TestClient:
    """A client of a ready service with default settings."""
    return open_client()
