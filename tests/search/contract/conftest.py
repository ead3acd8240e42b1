"""Each implementation of an index, built from the same articles."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.search.index import SearchIndex
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder
from tests.search.contract.archive import RECORDS
from tests.search.implementations import IMPLEMENTATIONS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirteen articles in three languages, the last a copy of the first."""
    folder = tmp_path_factory.mktemp("contract")
    build(folder, TermEmbedder(), record_pages(RECORDS), chunk_tokens=30)
    return folder


@pytest.fixture(scope="module", params=list(IMPLEMENTATIONS))
def index(request: pytest.FixtureRequest, folder: Path) -> Iterator[SearchIndex]:
    with IMPLEMENTATIONS[request.param](folder) as index:
        yield index
