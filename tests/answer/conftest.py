"""One small archive of news, built once."""

import pytest

from service.search.searcher import Searcher
from tests.answer.archive import ARTICLES
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The articles that answer questions."""
    index_dir = tmp_path_factory.mktemp("news")
    build(index_dir, TermEmbedder(), record_pages(ARTICLES), chunk_tokens=60)
    return Searcher.open(index_dir, TermEmbedder())
