"""Two sites, of a plain archive and a hostile one, and one browser for all tests that need it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from service.http.index_engine import SearcherEngine
from tests.web.browser import CHINESE_PHONE, CHROMIUM, Visitor, chromium, visitor
from tests.web.site import HOSTILE, engine_over, served
from tests.web.village import RECORDS, pictures_of


@pytest.fixture(scope="session")
def archive_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearcherEngine]:
    """An engine over the four records of `tests.archives`."""
    engine = engine_over(tmp_path_factory.mktemp("archive") / "index")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def hostile_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearcherEngine]:
    """An engine over articles that want to be more than text."""
    engine = engine_over(tmp_path_factory.mktemp("hostile") / "index", HOSTILE)
    yield engine
    engine.close()


class Kept:
    """An engine that outlives the services over it: each closes what it served."""

    def __init__(self, engine: SearcherEngine) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def close(self) -> None:
        """Does nothing: the fixture closes it."""


@pytest.fixture(scope="session")
def site(archive_engine: SearcherEngine) -> Iterator[str]:
    """Address of the plain site."""
    with served(Kept(archive_engine)) as address:
        yield address


@pytest.fixture(scope="session")
def hostile_site(hostile_engine: SearcherEngine) -> Iterator[str]:
    """Address of the hostile site."""
    with served(Kept(hostile_engine)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a module, as Playwright's loop keeps others from running one; contexts know nothing of each other."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: make browser")
    with chromium() as opened:
        yield opened


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Visitor]:
    """A visitor of the plain site whose browser must have nothing to complain of."""
    with visitor(browser, site) as found:
        yield found
        assert found.complaints == []


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots are kept: pytest keeps the folders of the last three runs."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site over nine articles of eight months and nine sources."""
    engine = engine_over(tmp_path_factory.mktemp("village") / "index", RECORDS)
    with served(Kept(engine)) as address:
        yield address
    engine.close()


@pytest.fixture
def desk(browser: Browser, village: str) -> Iterator[Visitor]:
    with visitor(browser, village) as found:
        pictures_of(found)
        yield found
        assert [each for each in found.complaints if "404" not in each] == []


@pytest.fixture
def phone(browser: Browser, village: str) -> Iterator[Visitor]:
    with visitor(browser, village, **CHINESE_PHONE) as found:
        pictures_of(found)
        yield found
        assert [each for each in found.complaints if "404" not in each] == []
