"""Small indexes, built once."""

from pathlib import Path

import pytest

from service.search.searcher import Searcher
from tests.answer.conftest import news as news
from tests.archives import build
from tests.doubles import MarkingReader, TermEmbedder


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index_dir = tmp_path_factory.mktemp("index")
    build(index_dir, TermEmbedder(), chunk_tokens=40)
    return index_dir


@pytest.fixture
def searcher(small_index: Path) -> Searcher:
    return Searcher.open(small_index, TermEmbedder(), MarkingReader())
