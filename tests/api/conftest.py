"""An index of the four records, opened from Python."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.api.index import Index
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from tests.archives import build
from tests.doubles import MarkingReader, TermEmbedder


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index's folder."""
    place = tmp_path_factory.mktemp("python") / "index"
    build(place, TermEmbedder())
    return place


@pytest.fixture
def index(folder: Path) -> Iterator[Index]:
    """The index with a model, and a reader that marks amounts."""
    searcher = Searcher.open(folder, TermEmbedder(), MarkingReader("三万二千元", "四百余人"))
    with Index(searcher, ServiceSettings()) as opened:
        yield opened
