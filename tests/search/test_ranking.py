"""The order of the first few: written-out arithmetic, who leads, and the years and days that a question names."""

import math
from pathlib import Path

import numpy as np
import pytest

from indexer.core.article import Article, Chunk
from service.results import HitScores
from service.search.config import ranking
from service.search.head_signals import (
    AskedTimes,
    HeadSignals,
    ToldTimes,
    head_weights,
    leads,
    share_of_snippets,
    weights_for,
)
from service.search.searcher import Searcher
from service.search.wanted_kinds import WantedKinds
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder


def test_scores_in_written_out_arithmetic() -> None:
    ones = [np.array([each], np.float32) for each in (0.8, 0.9, 0.5, 0.2, 0.6, 0.5, 0.25, 1.5, 0.1)]
    kind = np.array([0.7], np.float32)
    head = HeadSignals(*ones, told=np.array([[True, False, True, True]]), length=0.5, kind=kind, snippets=1.0)
    weights = {
        "article_cosine": 0.3, "lexical": 9.0, "sentence": 1.0, "sentence_of_long": 6.0, "phrases": 4.0,
        "title": 2.0, "dense_lead": 0.5, "lexical_lead": 10.0, "same_year": 0.5, "other_year": -2.0, "year_in_text": -1.0,
        "same_day": 3.0, "kind": 2.0,
    }  # fmt: skip
    gained = 9 * (0.5 + 0.2) + (1 + 6 * 0.5) * 0.36 + 4 * 0.5 + 2 * 0.25 + 0.5 * 1.5 + 10 * 0.1 + 0.5 - 1 + 3 + 2 * 0.7
    assert head.ranked(weights, spread=0.02).tolist() == pytest.approx([0.8 + 0.3 * 0.9 + 0.02 * gained])


def test_the_weights_are_those_of_the_signals() -> None:
    told = ToldTimes._fields
    known = set(HeadSignals.__dataclass_fields__) - {"dense", "allowance", "told", "length", "snippets"}
    assert set(head_weights()) == {*known, *told, "sentence_of_long"}
    assert set(ranking().snippet_weights) <= set(head_weights())


def test_between_snippets_and_articles_the_weights_are_between() -> None:
    """Articles of three chunks and of one: a mean logarithm of 0.275, four tenths of log 2."""
    assert weights_for(0.0) is head_weights()
    share = share_of_snippets("Who won?", 0.4 * math.log(2))
    assert share == pytest.approx(0.6)
    head, snippet = head_weights(), ranking().snippet_weights
    between = weights_for(share)
    assert between["lexical"] == pytest.approx(0.4 * head["lexical"] + 0.6 * snippet["lexical"])
    assert between["same_year"] == pytest.approx(head["same_year"])


@pytest.mark.parametrize(
    ("question", "length", "share"),
    [
        ("Who won?", 0.0, 1.0),
        ("Кто победил?", 0.0, 1.0),
        ("谁赢了？", 0.0, 0.0),
        ("Who won?", math.log(2), 0.0),
        ("Who won?", 1.7, 0.0),
    ],
)
def test_snippets_are_articles_of_one_chunk_asked_in_a_script_with_spaces(
    question: str, length: float, share: float
) -> None:
    assert share_of_snippets(question, length) == pytest.approx(share)


@pytest.mark.parametrize(
    ("likely", "text", "held"),
    [
        ({"date": 1.0}, "It sank on 15 April 1912.", 1.0),
        ({"date": 1.0}, "It was finished in 1931.", 1.0),
        ({"date": 1.0}, "It had 12 boats.", 0.0),
        ({"number": 1.0}, "It had twelve boats.", 1.0),
        ({"number": 1.0}, "It had 30 boats.", 0.0),  # as the question has
        ({"number": 1.0}, "It had boats.", 0.0),
        ({"name": 1.0}, "The ship was built by Harland.", 1.0),
        ({"name": 1.0}, "The ship. Boats were few.", 0.0),
        ({"name": 1.0}, "Of the Titanic little is left.", 0.0),  # as the question has
        ({"name": 1.0}, "Корабль построил Иванов.", 1.0),
        ({"number": 0.5, "name": 0.25}, "Only 12 were saved by Rostron.", 0.75),
    ],
)
def test_a_text_holds_the_kind_of_thing_that_is_asked_for(likely: dict[str, float], text: str, held: float) -> None:
    every = {"number": 0.0, "date": 0.0, "name": 0.0, **likely}
    wanted = WantedKinds(**every, numbers=frozenset({"#30"}), words=frozenset({"titanic"}))
    assert wanted.held_by(text) == pytest.approx(held)


def test_what_is_asked_for_is_read_off_the_words_of_a_question() -> None:
    assert WantedKinds.of("When did the Titanic sink?").date > 0.5
    assert WantedKinds.of("How many boats did it have?").number > 0.5
    assert WantedKinds.of("Who built the Titanic?").name > 0.5


def test_the_score_of_a_snippet_is_made_of_what_explain_shows(tmp_path: Path) -> None:
    """One holds every word of the question, and one a date besides the subject."""
    snippets = {
        "answer": "RMS Titanic went down in the Atlantic on 15 April 1912.",
        "about": "When did the Titanic sink is the title of a film.",
        "other": "A library got a new roof.",
    }
    records = [{"id": name, "text": text, "lang": "en"} for name, text in snippets.items()]
    build(tmp_path, TermEmbedder(), record_pages(records), chunk_tokens=96)
    hits = Searcher.open(tmp_path, TermEmbedder()).search("When did the Titanic sink?").hits
    found = {hit.article.id: hit.scores for hit in hits}
    assert {name: each.signals.snippets for name, each in found.items()} == dict.fromkeys(snippets, 1.0)
    assert found["answer"].signals.kind > 0.5 > found["about"].signals.kind == found["other"].signals.kind

    weights = ranking().snippet_weights

    def worth(scores: HitScores) -> float:
        signals = scores.signals
        words = weights["lexical"] * scores.lexical + weights["sentence"] * signals.sentence**2
        gained = words + weights["kind"] * signals.kind
        return scores.dense + 0.3 * signals.article_cosine + signals.spread * gained

    lifted = {name: each.fused - worth(each) for name, each in found.items()}
    assert lifted["answer"] == pytest.approx(lifted["about"], abs=1e-5) == pytest.approx(lifted["other"], abs=1e-5)


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
