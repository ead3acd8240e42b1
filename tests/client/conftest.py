"""A service over four articles, on a free port."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.web.site import engine_over, served

DONATED = "柳河村全村共捐款多少元？"


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where it is."""
    with served(engine_over(tmp_path_factory.mktemp("client") / "index")) as url:
        yield url


@pytest.fixture
def raw(address: str) -> Iterator[httpx2.Client]:
    """What a service really answers."""
    with httpx2.Client(base_url=address) as client:
        yield client
