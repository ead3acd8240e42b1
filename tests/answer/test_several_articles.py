"""Answers where several articles speak of the same: another year, a later report, two compared, a question that means many."""

import math
from pathlib import Path

import pytest

from service.answer.ask import ask
from service.answer.comparison import compared
from service.results import AnswerKind, AskResult, Citation
from service.search.searcher import Searcher
from tests.answer.several_archive import ARTICLES
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return _index(tmp_path_factory.mktemp("several"))


def _index(folder: Path) -> Searcher:
    build(folder, TermEmbedder(), record_pages(ARTICLES), chunk_tokens=80)
    return Searcher.open(folder, TermEmbedder())


def text_of(result: AskResult) -> str | None:
    return result.answer.text if result.answer else None


@pytest.mark.parametrize(
    ("question", "as_of", "text"),
    [
        pytest.param("荷塘村2020年全村共捐款多少元？", "", "三万二千元", id="dated by itself"),
        pytest.param("荷塘村2022年全村共捐款多少元？", "", "五万一千元", id="told of later"),
        pytest.param("荷塘村去年全村共捐款多少元？", "2023-05-01", "五万一千元", id="last year by the clock"),
        pytest.param("荷塘村去年全村共捐款多少元？", "2021-05-01", "三万二千元", id="last year by another clock"),
    ],
)
def test_the_time_asked_about_holds(several: Searcher, question: str, as_of: str, text: str) -> None:
    assert text_of(ask(several, question, as_of=as_of)) == text


@pytest.mark.parametrize(
    ("question", "as_of"),
    [("荷塘村2021年全村共捐款多少元？", ""), ("荷塘村今年全村共捐款多少元？", "2023-05-01")],
)
def test_an_article_of_another_year_is_no_source(several: Searcher, question: str, as_of: str) -> None:
    result = ask(several, question, as_of=as_of)
    assert (result.answer, result.reason, result.alternatives) == (None, "other_period", ())


@pytest.mark.parametrize(
    ("question", "now", "before"),
    [
        ("白石矿透水事故共有多少人遇难？", "8人", "3人"),
        ("How many people died in the Kalder pit collapse?", "Eight people", "Three people"),
    ],
)
def test_a_later_report_of_the_event_leads_and_names_the_earlier(
    several: Searcher, question: str, now: str, before: str
) -> None:
    result = ask(several, question)
    assert text_of(result) == now
    superseded = [other for other in result.alternatives if other.superseded]
    assert [(other.answer.text, other.conflict) for other in superseded] == [(before, True)]


def test_before_the_later_report_nothing_is_superseded(several: Searcher) -> None:
    result = ask(several, "白石矿透水事故中几人遇难？", as_of="2024-04-10")
    assert text_of(result) == "3人"
    assert not any(other.superseded for other in result.alternatives)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("枫坡村和竹岭村哪个村春茶卖得更多？", "枫坡村"),
        ("枫坡村和竹岭村哪个村春茶卖得更少？", "竹岭村"),
        ("春茶谁卖得多，竹岭村还是枫坡村？", "枫坡村"),
    ],
)
def test_of_two_the_name_answers_with_both_figures_cited(several: Searcher, question: str, name: str) -> None:
    result = ask(several, question)
    assert result.answer is not None
    assert (result.answer.text, result.answer.kind) == (name, AnswerKind.SPAN)
    first: Citation = result.citations[0]
    assert first.article.body[result.answer.start : result.answer.end] == name
    assert first.start <= result.answer.start < result.answer.end <= first.end
    quotes = "".join(citation.quote for citation in result.citations)
    assert "126万元" in quotes
    assert "109万元" in quotes
    comparison = compared(question)
    assert comparison is not None
    alone = [answer.confidence for each in comparison.questions if (answer := ask(several, each).answer)]
    assert result.answer.confidence == pytest.approx(math.prod(alone), abs=1e-4)


def test_of_two_nothing_is_said_where_one_figure_is_missing(several: Searcher) -> None:
    result = ask(several, "枫坡村和柏川纺织哪个春茶卖得更多？")
    assert result.answer is None
    assert result.wanted == "comparison"


def test_a_question_that_means_many_says_so_by_story(several: Searcher) -> None:
    result = ask(several, "捐了多少钱？")
    assert (result.answer, result.reason) == (None, "ambiguous")
    told = {(other.answer.text, other.citation.article.id) for other in result.alternatives}
    assert {("三万二千元", "gifts-2020"), ("五万一千元", "gifts-2022")} <= told
    assert sum(other.answer.confidence for other in result.alternatives) <= 1


def test_what_is_denied_is_no_answer(several: Searcher) -> None:
    result = ask(several, "柏川纺织裁员多少人？")
    assert (result.answer, result.reason) == (None, "no_evidence")
    assert text_of(ask(several, "柏川纺织否认裁员多少人？")) == "300人"
