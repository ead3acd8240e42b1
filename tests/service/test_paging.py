"""However a ranking is cut into pages, the pages together are one list: no hit twice, none left out."""

from typing import get_args

import pytest

from indexer.domain import Filters, GroupBy, Hit, Mode
from service.search import Searcher
from tests.archives import build, record_pages
from tests.doubles import MarkingReader, TermEmbedder

ARTICLES = 260
PLACES = ("柳河村", "白鹭镇", "青溪镇", "石桥乡", "江城")
QUESTION = "柳河村捐款多少口罩"


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Articles of six chunks each on the same few things; every fifth is a copy of another."""
    records: list[dict[str, object]] = []
    for number in range(ARTICLES):
        told = number - 1 if number % 5 == 4 else number
        place = PLACES[told % len(PLACES)]
        body = "\n".join(
            f"{place}第{told}号通讯第{part}段，村民捐款{told * 7 + part}元，收到口罩{part * 3 + told}个。"
            for part in range(6)
        )
        records.append({"id": f"a{number:03}", "title": f"{place}捐款{told}", "body": body, "lang": "zh"})
    index = tmp_path_factory.mktemp("paging")
    build(index, TermEmbedder(), record_pages(records), chunk_tokens=40)
    return Searcher.open(index, TermEmbedder(), MarkingReader("元"))


def _paged(searcher: Searcher, size: int, mode: Mode, group_by: GroupBy, filters: Filters, depth: int) -> list[Hit]:
    """Page after page until one is empty or the depth is reached."""
    found: list[Hit] = []
    while len(found) < depth:
        hits = searcher.search(
            QUESTION, limit=size, offset=len(found), mode=mode, group_by=group_by, filters=filters, highlight=False
        ).hits
        found += hits
        if len(hits) < size:
            break
    return found


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("group_by", get_args(GroupBy))
@pytest.mark.parametrize(
    "filters", [Filters(), Filters(article_ids=tuple(f"a{n:03}" for n in range(0, 260, 3)))], ids=["all", "some"]
)
def test_pages_of_any_size_are_one_list(searcher: Searcher, mode: Mode, group_by: GroupBy, filters: Filters) -> None:
    """To depth 1,000, or to the end: pages of 100 are pages of 37, and the list of 50 is its beginning."""
    large = _paged(searcher, 100, mode, group_by, filters, 1000)
    small = _paged(searcher, 37, mode, group_by, filters, 1000)
    assert [(hit.rank, hit.row) for hit in small][: len(large)] == [(hit.rank, hit.row) for hit in large][: len(small)]
    assert [hit.rank for hit in large] == list(range(1, len(large) + 1))
    rows = [hit.row for hit in large]
    assert len(set(rows)) == len(rows)
    first = searcher.search(QUESTION, limit=50, mode=mode, group_by=group_by, filters=filters, highlight=False).hits
    assert [hit.row for hit in first] == rows[:50]
    if group_by == "article":
        assert len({hit.article.id for hit in large}) == len(large)


def test_paging_to_the_end_gives_every_article_and_every_chunk(searcher: Searcher) -> None:
    """By meaning every row has a place: nothing is left out however deep."""
    rows = {hit.row for hit in _paged(searcher, 100, Mode.DENSE, "chunk", Filters(), 10_000)}
    assert rows == set(range(len(searcher.snapshot.vectors)))
    articles = [hit.article.id for hit in _paged(searcher, 90, Mode.HYBRID, "article", Filters(), 1000)]
    assert sorted(articles) == [f"a{number:03}" for number in range(ARTICLES)]


@pytest.mark.parametrize("empty", ["article_ids", "sources", "languages"])
def test_an_empty_list_lets_nothing_through(searcher: Searcher, empty: str) -> None:
    """Who may see nothing sees nothing."""
    assert searcher.search(QUESTION, filters=Filters(**{empty: ()})).hits == ()
