"""The lexical leg in a Milvus brings the rows that the leg over all rows of a folder brings, however many articles hold a word."""

import random
from collections.abc import Iterator

import numpy as np
import pytest

from service.query.question import ParsedQuestion
from service.results import Filters
from service.search.index import SearchIndex
from service.search.opening import open_index
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder
from tests.milvus.server import LiteServer

pytest.importorskip("pymilvus", reason="the extra milvus is not installed")

from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus
from indexer.milvus.publish import publish
from service.search.milvus.texts import texts_of

pytestmark = pytest.mark.slow

ARTICLES = 200
WORDS = (
    "暴雨", "转移", "群众", "捐款", "口罩", "学校", "屋顶", "河堤", "医院", "道路", "粮食", "救援",
    "flood", "donated", "masks", "school", "roof", "council", "river", "hospital", "road", "rice", "rescue", "money",
)  # fmt: skip
"""Drawn by chance, the first of each half most often: the best rows are of many articles, long ones and short ones."""


def drawn(seed: int) -> list[dict[str, object]]:
    """Articles of one to nine paragraphs."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    weights = [1 / (1 + place % 12) for place in range(len(WORDS))]
    return [
        {
            "id": f"drawn-{number}",
            "title": " ".join(chance.choices(WORDS, weights, k=3)),
            "lang": ("zh", "en")[number % 2],
            "source": f"{'甲乙丙'[number % 3]}报",
            "published_at": f"2021-0{1 + number % 9}-11",
            "body": "\n".join(
                f"{' '.join(chance.choices(WORDS, weights, k=chance.randint(2, 14)))} {number * 31 + place}。"
                for place in range(chance.randint(1, 9))
            ),
        }
        for number in range(ARTICLES)
    ]


@pytest.fixture(scope="module")
def both(lite: LiteServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SearchIndex, SearchIndex]]:
    """The folder's index, and that of the Milvus."""
    folder, address = tmp_path_factory.mktemp("words") / "index", lite.address("words")
    build(folder, TermEmbedder(), record_pages(drawn(7)), chunk_tokens=30)
    milvus = Milvus(read_address(address), timeout=60)
    publish(folder, milvus, extra=texts_of)
    milvus.close()
    local, remote = open_index(folder), open_index(address)
    yield local, remote
    local.close()
    remote.close()


QUESTIONS = (
    "暴雨", "flood", "暴雨转移群众", "捐款 口罩 学校", "donated masks to the school", "how much money was donated after the flood",
    "河堤 医院 道路 粮食 救援", "roof council river", "暴雨 flood 捐款 donated", "学校的屋顶花了多少钱",
)  # fmt: skip


SOME = Filters(sources=("甲报", "乙报"), languages=("zh",))


@pytest.mark.parametrize(("depth", "filters"), [(10, SOME), (100, Filters()), (400, Filters())])
def test_the_best_rows_are_those_of_the_folder(both, depth, filters):
    for question in QUESTIONS:
        asked = ParsedQuestion.of(question, languages=("zh", "en"))
        assert best(both[1], asked, depth, filters) == best(both[0], asked, depth, filters), question


def best(index: SearchIndex, asked: ParsedQuestion, depth: int, filters: Filters) -> list[tuple[str, int]]:
    """Article and place in it of the best rows, best first."""
    words = index.words(asked.wants(index.terms), asked.wants(index.article_terms))
    rows = words.best(depth, index.select(filters))
    facts = index.facts(np.sort(rows))
    told = {
        int(row): (facts.articles.ids[place], int(ordinal))
        for row, place, ordinal in zip(np.sort(rows), facts.places, facts.ordinals, strict=True)
    }
    return [told[int(row)] for row in rows]
