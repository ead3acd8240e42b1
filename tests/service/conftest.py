"""One small index, built once."""

from pathlib import Path

import pytest

from service.search import Searcher
from tests.archives import build, record_pages
from tests.doubles import MarkingReader, TermEmbedder
from tests.answer.archive import ARTICLES


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index_dir = tmp_path_factory.mktemp("index")
    build(index_dir, TermEmbedder(), chunk_tokens=40)
    return index_dir


@pytest.fixture
def searcher(small_index: Path) -> Searcher:
    return Searcher.open(small_index, TermEmbedder(), MarkingReader())


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The articles that answer questions."""
    index_dir = tmp_path_factory.mktemp("news")
    build(index_dir, TermEmbedder(), record_pages(ARTICLES), chunk_tokens=60)
    return Searcher.open(index_dir, TermEmbedder())
