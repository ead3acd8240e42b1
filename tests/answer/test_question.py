"""A question as candidates are weighed for it."""

from dataclasses import replace
from pathlib import Path

import pytest

from service.answer.question import AnswerQuery
from service.search.searcher import Searcher
from tests.answer.reading import candidates_of, of
from tests.answer.weighed import ASKED
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder


def test_the_likeliest_kind_is_what_is_asked_for() -> None:
    assert replace(ASKED, kinds={"person": 0.2, "money": 0.7, "date": 0.1}).label == "figure: money"
    assert ASKED.label == "other"


@pytest.mark.parametrize(
    ("question", "years"),
    [("1987年大桥在2022年重修？", {"1987", "2022"}), ("No 20221 of 1850", set()), ("谁？", set())],
    ids=["two", "no years", "none"],
)
def test_years_are_those_of_four_digits(news: Searcher, question: str, years: set[str]) -> None:
    assert AnswerQuery.read(news, question).years == years


def test_a_language_is_its_own_whatever_its_script() -> None:
    assert ASKED.is_of("zh")
    assert ASKED.is_of("zh-Hant")
    assert not ASKED.is_of("en")


def test_names_are_those_of_the_subject(news: Searcher) -> None:
    """石大海 by its pairs, and nothing of what he did."""
    read = AnswerQuery.read(news, "石大海捐款多少元？")
    names = {spelling for want in read.names for spelling in want.spellings}
    assert {"石大", "大海"} <= names
    assert "捐款" not in names
    assert "捐款" in {spelling for want in read.words for spelling in want.spellings}
    assert AnswerQuery.read(news, "多少人受伤？").names == ()


def test_seams_between_words_are_not_looked_for(tmp_path: Path) -> None:
    """With 区有, which no row has, the article would lack a word of the question; it holds every one."""
    record = {"id": "a", "title": "小区", "body": "青石小区的群众有560名。", "lang": "zh"}
    build(tmp_path, TermEmbedder(), record_pages([record]))
    searcher = Searcher.open(tmp_path, TermEmbedder())
    assert of(candidates_of(searcher, "小区有群众多少？"), "560名").features["article"] == 1.0


def test_what_two_words_are_rendered_alike_is_looked_for_once(news: Searcher) -> None:
    words = AnswerQuery.read(news, "How many party members does the village have?").words
    assert len(words) == len(set(words))
