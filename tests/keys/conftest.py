"""A store of keys, and services that know them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.keys.store import KeyStore
from tests.http.conftest import open_client as open_client

OpenClient = Callable[..., TestClient]


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys.json")


@pytest.fixture
def guarded(open_client: OpenClient, store: KeyStore) -> OpenClient:
    """Opens clients of services that know the store, and let nobody in without a key unless told otherwise."""

    def opened(engine: object = None, **settings: object) -> TestClient:
        return open_client(engine, **{"keys_file": store.file, "anonymous": (), **settings})

    return opened


def bearer(secret: str) -> dict[str, str]:
    """The header that sends a key."""
    return {"Authorization": f"Bearer {secret}"}
