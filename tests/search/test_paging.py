"""However a ranking is cut into pages, the pages together are one list: no hit twice, none left out."""

import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.rerank.reader import Excerpt, GoOn, Judgement, to_the_end
from service.results import Filters, GroupBy, Hit, Mode
from service.search.passage_reader import Budget
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import MarkingReader, TermEmbedder

ARTICLES = 260
PLACES = ("柳河村", "白鹭镇", "青溪镇", "石桥乡", "江城")
QUESTION = "柳河村捐款多少口罩"


@pytest.fixture(scope="module")
def paged_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
    return index


@pytest.fixture(scope="module")
def searcher(paged_index: Path) -> Searcher:
    return Searcher.open(paged_index, TermEmbedder(), MarkingReader("元"))


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
    assert all(before.score >= after.score for before, after in pairwise(large))
    first = searcher.search(QUESTION, limit=50, mode=mode, group_by=group_by, filters=filters, highlight=False).hits
    assert [hit.row for hit in first] == rows[:50]
    if group_by == "article":
        assert len({hit.article.id for hit in large}) == len(large)


def test_paging_to_the_end_gives_every_article_and_every_chunk(searcher: Searcher) -> None:
    """By meaning every row has a place: nothing is left out however deep."""
    rows = {hit.row for hit in _paged(searcher, 100, Mode.DENSE, "chunk", Filters(), 10_000)}
    assert rows == set(range(searcher.index.manifest.chunks))
    articles = [hit.article.id for hit in _paged(searcher, 90, Mode.HYBRID, "article", Filters(), 1000)]
    assert sorted(articles) == [f"a{number:03}" for number in range(ARTICLES)]


@pytest.mark.parametrize("empty", ["article_ids", "sources", "languages"])
def test_an_empty_list_lets_nothing_through(searcher: Searcher, empty: str) -> None:
    """Who may see nothing sees nothing."""
    assert searcher.search(QUESTION, filters=Filters(**{empty: ()})).hits == ()


class UnsteadyReader(MarkingReader):
    """Takes longer than there is time for at the windows that it is told."""

    def __init__(self, slow: Sequence[bool]) -> None:
        super().__init__("柳河村")
        self._slow = list(slow)

    def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
        def unsteadily(begun: int, done: int) -> bool:
            if self._slow and self._slow.pop(0):
                time.sleep(0.006)
            return go_on(begun, done)

        return super().judge(question, excerpts, unsteadily)


@given(
    slow=st.lists(st.booleans(), max_size=12),
    sizes=st.lists(st.integers(1, 9), min_size=2, max_size=4),
    group_by=st.sampled_from(get_args(GroupBy)),
    least=st.integers(1, 5),
    longer_first=st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_are_one_list_whenever_the_clock_stops_the_reader(
    paged_index: Path, slow: list[bool], sizes: list[int], group_by: GroupBy, least: int, longer_first: bool
) -> None:
    """The reader is stopped at another depth for each request: what was read of a question once holds for all its pages."""
    searcher = Searcher.open(paged_index, TermEmbedder(), UnsteadyReader(slow), budget=Budget(10, 5.0, least))

    def hits(offset: int, limit: int) -> list[Hit]:
        return list(searcher.search(QUESTION, limit=limit, offset=offset, mode=Mode.RERANKED, group_by=group_by).hits)

    whole = hits(0, sum(sizes)) if longer_first else []
    pages = [hit for number, size in enumerate(sizes) for hit in hits(sum(sizes[:number]), size)]
    whole = whole or hits(0, sum(sizes))
    assert pages == whole
    assert len({hit.row for hit in pages}) == len(pages)
    assert all(before.score >= after.score for before, after in pairwise(pages))


@pytest.mark.parametrize("offset", [0, 5, 60])
def test_scores_do_not_depend_on_where_a_page_begins(paged_index: Path, offset: int) -> None:
    """One village's articles alone: the first pool is so small that all of its hits are read."""
    searcher = Searcher.open(paged_index, TermEmbedder(), MarkingReader("8"), budget=Budget(100, float("inf")))
    how = {"mode": Mode.RERANKED, "group_by": "article", "highlight": False}
    whole = searcher.search(QUESTION, limit=200, **how).hits
    assert all(before.score >= after.score for before, after in pairwise(whole))
    later = searcher.search(QUESTION, limit=100, offset=offset, **how).hits
    assert later == whole[offset : offset + 100]
