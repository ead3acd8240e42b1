"""The order of the first few: written-out arithmetic, who leads, and the years and days that a question names."""

import numpy as np
import pytest

from indexer.core.article import Article, Chunk
from service.search.head_signals import AskedTimes, HeadSignals, ToldTimes, head_weights, leads
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder


def test_scores_in_written_out_arithmetic() -> None:
    ones = [np.array([each], np.float32) for each in (0.8, 0.9, 0.5, 0.2, 0.6, 0.5, 0.25, 1.5, 0.1)]
    head = HeadSignals(*ones, told=np.array([[True, False, True, True]]), length=0.5)
    weights = {
        "article_cosine": 0.3, "lexical": 9.0, "sentence": 1.0, "sentence_of_long": 6.0, "phrases": 4.0,
        "title": 2.0, "dense_lead": 0.5, "lexical_lead": 10.0, "same_year": 0.5, "other_year": -2.0, "year_in_text": -1.0,
        "same_day": 3.0,
    }  # fmt: skip
    gained = 9 * (0.5 + 0.2) + (1 + 6 * 0.5) * 0.36 + 4 * 0.5 + 2 * 0.25 + 0.5 * 1.5 + 10 * 0.1 + 0.5 - 1 + 3
    assert head.ranked(weights, spread=0.02).tolist() == pytest.approx([0.8 + 0.3 * 0.9 + 0.02 * gained])


def test_the_weights_are_those_of_the_signals() -> None:
    told = ToldTimes._fields
    known = set(HeadSignals.__dataclass_fields__) - {"dense", "allowance", "told", "length"}
    assert set(head_weights()) == {*known, *told, "sentence_of_long"}


@pytest.mark.parametrize(
    ("scores", "articles", "led"),
    [
        ([0.5, 0.9, 0.7], [0, 1, 2], [0, 0.2, 0]),
        ([0.5, 0.9, 0.8], [0, 1, 1], [0, 0.4, 0]),
        ([0.9, 0.9], [0, 1], [0, 0]),
        ([0.9, 0.9], [1, 1], [0, 0]),
        ([], [], []),
    ],
)
def test_who_leads_is_told_by_how_far_the_second_article_is_behind(
    scores: list[float], articles: list[int], led: list[float]
) -> None:
    assert leads(np.array(scores, np.float32), np.array(articles, np.int64)).tolist() == pytest.approx(led)


@pytest.mark.parametrize(
    ("question", "years", "days"),
    [
        ("2023年8月10日股价多少", {"2023"}, {(8, 10)}),
        ("Who won on August 10, 2023?", {"2023"}, {(8, 10)}),
        ("二〇二二年谁夺冠", {"2022"}, set()),
        ("8月10日谁夺冠", set(), {(8, 10)}),
        ("２０２２年服贸会", {"2022"}, set()),
        ("谁捐了2000元？", set(), set()),
        ("捐了12022元的是谁", set(), set()),
        ("谁捐了款", set(), set()),
    ],
)
def test_the_years_and_days_of_a_question(question: str, years: set[str], days: set[tuple[int, int]]) -> None:
    assert AskedTimes.of(question) == AskedTimes(frozenset(years), frozenset(days))


@pytest.mark.parametrize(
    ("published", "body", "told"),
    [
        ("2023-08-10", "股价上涨。", ToldTimes(same_year=True, same_day=True)),
        ("2023-08-11T09:00", "10日股价上涨。", ToldTimes(same_year=True, same_day=True)),
        ("2023-08-12", "股价上涨。", ToldTimes(same_year=True)),
        ("2022-08-10", "股价上涨。", ToldTimes(other_year=True)),
        ("2024-01-02", "回顾2023年的股价。", ToldTimes(year_in_text=True)),
        ("", "2022年的股价。", ToldTimes(other_year=True)),
        ("", "2022年和2023年的股价。", ToldTimes()),
        ("", "股价上涨。", ToldTimes()),
    ],
)
def test_what_an_article_has_of_the_time_asked_for(published: str, body: str, told: ToldTimes) -> None:
    article = Article("a", "", body, published_at=published)
    assert AskedTimes.of("2023年8月10日股价多少").told(article, Chunk("a", 0, 0, len(body), body)) == told


_FAIR = "年服贸会在京闭幕，成交额创新高，参展企业比上届多，观众逾二十万人。"


@pytest.fixture(scope="module")
def fairs(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    index = tmp_path_factory.mktemp("fairs")
    rows = [{"id": str(year), "title": "", "body": f"{year}{_FAIR}", "lang": "zh"} for year in range(2019, 2025)]
    # These repeat what is asked, and are of other years.
    rows += [
        {"id": f"more{year}", "title": "", "body": f"{year}年服贸会成交额，服贸会成交额。" * 2, "lang": "zh"}
        for year in (2018, 2025)
    ]
    told = "服贸会在京闭幕，成交额又创新高。"
    rows += [
        {"id": f"dated{year}", "title": "", "body": told, "lang": "zh", "date": f"{year}-09-05"}
        for year in (2015, 2016)
    ]
    build(index, TermEmbedder(), record_pages(rows), chunk_tokens=60)
    return Searcher.open(index, TermEmbedder())


@pytest.mark.parametrize(
    ("question", "first"), [("2022年服贸会成交额是多少？", "2022"), ("2019年服贸会的成交额", "2019")]
)
def test_a_question_of_a_year_finds_that_years_first(fairs: Searcher, question: str, first: str) -> None:
    hits = fairs.search(question, group_by="article").hits
    assert hits[0].article.id == first
    assert {hit.article.id for hit in hits if not hit.scores.signals.other_year} == {first}


@pytest.mark.parametrize("year", ["2015", "2016"])
def test_an_article_that_does_not_name_its_year_is_found_by_its_date(fairs: Searcher, year: str) -> None:
    hits = fairs.search(f"{year}年服贸会成交额是多少？", group_by="article").hits
    dated = [hit for hit in hits if hit.article.id.startswith("dated")]
    assert [hit.scores.signals.same_year for hit in dated] == [True, False]
    assert dated[0].article.id == f"dated{year}"
    assert dated[0].score > dated[1].score
