"""A small archive of villages, and the typing help over it."""

import pytest

from service.search.local import LocalIndex
from service.search.searcher import Searcher
from service.suggest.help import TypingHelp
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

RECORDS = [
    {
        "id": "a",
        "title": "柳禾村捐款三万元",
        "body": "柳禾村村民捐款三万元，用于修缮图书馆。柳禾村致谢。",
        "source": "青禾日报",
        "published_at": "2024-05-01",
    },
    {
        "id": "b",
        "title": "柳禾村再次捐款",
        "body": "柳禾村再次捐款，洪水过后图书馆重开。",
        "source": "江城晚报",
        "published_at": "2024-06-01",
    },
    {
        "id": "c",
        "title": "重庆洪水退去",
        "body": "重庆洪水退去，图书馆开放。",
        "source": "江城晚报",
        "published_at": "2024-06-03",
        "keywords": "防汛",
    },
    {
        "id": "d",
        "title": "青溪鎮圖書館開放",
        "body": "青溪镇图书馆开放。",
        "source": "青禾日报",
        "published_at": "2020-01-01",
    },
    {
        "id": "e",
        "title": "Café Müller donates books",
        "body": "The café on Bridge Street made a donation. A second donation followed.",
        "lang": "en",
    },
    {
        "id": "f",
        "title": "Library reopens",
        "body": "The library took a donation for its hospital wing. The hospital is glad.",
        "lang": "en",
    },
    {"id": "g", "title": "Hospital opens", "body": "The hospital opened.", "lang": "en"},
]


@pytest.fixture(scope="session")
def villages(tmp_path_factory):
    index = tmp_path_factory.mktemp("villages") / "index"
    build(index, TermEmbedder(), record_pages(RECORDS))
    return index


@pytest.fixture(scope="session")
def searcher(villages):
    return Searcher(LocalIndex.open(villages), TermEmbedder())


@pytest.fixture(scope="session")
def typing(searcher):
    index = searcher.index
    return TypingHelp(
        index,
        searcher.read,
        searcher.selection,
        typing_patience=60,
        asking_patience=60,
    )
