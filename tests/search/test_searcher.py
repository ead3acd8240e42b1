"""Search: both legs under one filter, explained, in a fixed order."""

from pathlib import Path

import pytest

from indexer.core.article import Degradation, Part
from indexer.core.errors import QueryError, WrongModelError
from service.results import Filters, Mode
from service.search.searcher import Searcher
from tests.archives import RECORDS, build, record_pages
from tests.doubles import TermEmbedder


@pytest.mark.parametrize("mode", list(Mode))
def test_the_passage_that_holds_the_words_is_first(searcher: Searcher, mode: Mode) -> None:
    result = searcher.search("全村共捐款多少", mode=mode)
    assert result.mode is mode
    assert result.hits[0].article.id == "donation"
    assert "三万二千元" in result.hits[0].chunk.text
    assert [hit.rank for hit in result.hits] == list(range(1, len(result.hits) + 1))


def test_scores_explain_the_legs(searcher: Searcher) -> None:
    hybrid = searcher.search("柳河村").hits[0].scores
    assert hybrid.dense is not None
    assert hybrid.lexical is not None
    dense = searcher.search("柳河村", mode=Mode.DENSE).hits[0].scores
    assert (dense.lexical, dense.fused) == (None, dense.dense)
    lexical = searcher.search("柳河村", mode=Mode.LEXICAL).hits[0].scores
    assert (lexical.dense, lexical.fused) == (None, lexical.lexical)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(Filters(article_ids=("flood", "library")), {"flood", "library"}, id="articles"),
        pytest.param(Filters(sources=("江城晚报",)), {"flood"}, id="source"),
        pytest.param(Filters(languages=("en",)), {"library"}, id="language"),
        pytest.param(Filters(published_from="2021-07-20"), {"flood", "library"}, id="from a day, that day included"),
        pytest.param(Filters(published_to="2021-07-20"), {"donation", "flood"}, id="to a day, that day included"),
        pytest.param(
            Filters(published_from="2021-03-05T01:30:00Z", published_to="2021-03-05T01:30:00+00:00"),
            {"donation"},
            id="a moment in another zone",
        ),
        pytest.param(
            Filters(published_from="2021-03-05T09:30:01"), {"flood", "library"}, id="a moment without a zone is China's"
        ),
        pytest.param(
            Filters(published_from="2021-07-20T00:00", published_to="2021-07-20"),
            {"flood"},
            id="a moment to the end of its day",
        ),
        pytest.param(Filters(languages=("zh",), published_from="2021-07-01"), {"flood"}, id="all of them"),
        pytest.param(Filters(sources=("没有",)), set(), id="nothing passes"),
    ],
)
@pytest.mark.parametrize("mode", list(Mode))
def test_a_filter_lets_through_exactly_what_it_names(
    searcher: Searcher, filters: Filters, expected: set[str], mode: Mode
) -> None:
    """The words match something in every article, so that the lexical leg has a say too."""
    result = searcher.search("柳河村 白鹭镇 the library 柳", filters=filters, mode=mode, limit=50)
    found = {hit.article.id for hit in result.hits}
    assert found == expected if mode is not Mode.LEXICAL else found <= expected


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(published_from="yesterday"), "'yesterday' is not a date. Write 2020-02-21"),
        (Filters(published_from="2021-02-30"), "'2021-02-30' is not a date"),
        (Filters(published_from="2022-01-01", published_to="2021-01-01"), "is after published_to"),
    ],
)
def test_a_filter_that_makes_no_sense_is_the_callers_mistake(
    searcher: Searcher, filters: Filters, message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        searcher.search("柳河村", filters=filters)


@pytest.mark.parametrize("query", ["", "  \n"])
def test_an_empty_question_is_the_callers_mistake(searcher: Searcher, query: str) -> None:
    with pytest.raises(QueryError, match="empty"):
        searcher.search(query)


def test_pages_of_hits_join_without_overlap(searcher: Searcher) -> None:
    whole = searcher.search("柳河村", limit=6).hits
    parts = [*searcher.search("柳河村", limit=3).hits, *searcher.search("柳河村", limit=3, offset=3).hits]
    assert parts == list(whole)


def test_grouped_by_article_each_article_is_once(tmp_path: Path) -> None:
    """Even where the first hundred chunks are of one article."""
    long = {"id": "long", "body": "\n".join(f"柳河村第{number}次会议纪要。" for number in range(300))}
    build(tmp_path, TermEmbedder(), record_pages([long, *RECORDS]), chunk_tokens=20)
    hits = Searcher.open(tmp_path, TermEmbedder()).search("柳河村会议纪要", limit=5, group_by="article").hits
    assert hits[0].article.id == "long"
    assert sorted(hit.article.id for hit in hits) == ["donation", "flood", "library", "long", "undated"]


def test_the_same_question_gives_the_same_hits(searcher: Searcher) -> None:
    assert searcher.search("柳河村捐款").hits == searcher.search("柳河村捐款").hits


def test_without_a_model_the_words_search_and_the_result_says_so(small_index: Path) -> None:
    result = Searcher.open(small_index, None).search("柳河村捐款")
    assert (result.mode, result.degraded) == (Mode.LEXICAL, (Degradation(Part.DENSE, "no model is loaded"),))
    assert result.hits[0].article.id == "donation"


def test_a_snapshot_of_another_model_is_refused(small_index: Path) -> None:
    with pytest.raises(
        WrongModelError, match=r"built with term-embedder \(term-embedde\).* It is another version of this model"
    ):
        Searcher.open(small_index, TermEmbedder(fingerprint="f" * 64))
