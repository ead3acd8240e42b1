"""What may answer, and what speaks for it."""

import pytest

from service.answer import candidates_in
from service.evidence import Candidate, found_sentences
from service.search import Searcher
from service.wanted import wanted


def read(news: Searcher, question: str) -> list[Candidate]:
    return candidates_in(news, question, wanted(question), news.search(question).hits)


def of(candidates: list[Candidate], text: str) -> Candidate:
    return next(each for each in candidates if each.figure is not None and each.figure.text == text)


def test_sentences_are_of_the_body_and_each_is_once(news: Searcher) -> None:
    found = found_sentences(news.search("阳湾村捐款").hits)
    places = [(each.article.id, each.span) for each in found]
    assert len(places) == len(set(places))
    for each in found:
        assert each.text == each.article.body[each.span.start : each.span.end] != ""
        assert each.behind <= 0


def test_only_figures_of_the_kind_wanted_may_answer(news: Searcher) -> None:
    texts = {each.figure.text for each in read(news, "阳湾村共捐款多少元？") if each.figure}
    assert {"三万多元", "1万元", "3万多元"} <= texts
    assert texts.isdisjoint({"97名", "二吨", "三千余个"})


def test_without_any_such_figure_the_sentences_stand_alone(news: Searcher) -> None:
    assert {each.figure for each in read(news, "谁捐了一万元？")} == {None}


def test_total_and_part_are_told_apart(news: Searcher) -> None:
    """全村共捐款三万多元 is a total; 其中 … 个人捐款1万元 is what one of them gave."""
    found = read(news, "阳湾村全村共捐款多少元？")
    total, part = of(found, "三万多元").features, of(found, "1万元").features
    assert (total["total"], total["part"]) == (1.0, 0.0)
    assert (part["total"], part["part"]) == (0.0, 1.0)


def test_a_part_that_is_asked_for_is_no_part(news: Searcher) -> None:
    """The question's own words do not speak against an answer."""
    assert of(read(news, "其中石大海个人捐款多少元？"), "1万元").features["part"] == 0.0


def test_the_unit_asked_for_speaks_for_a_figure(news: Searcher) -> None:
    """人 and 名 are both person; 个 is none."""
    found = read(news, "阳湾村有多少名党员响应？")
    assert (of(found, "97名").features["unit"], of(found, "97名").features["other unit"]) == (1.0, 0.0)
    assert of(found, "三千余个").features["other unit"] == 1.0


@pytest.mark.parametrize(
    ("question", "figure"),
    [("阳湾村捐了多少口罩？", "三千余个"), ("阳湾村有多少名党员？", "97名")],
    ids=["what is counted stands before", "what is counted follows"],
)
def test_the_thing_counted_is_beside_its_figure(news: Searcher, question: str, figure: str) -> None:
    found = read(news, question)
    assert of(found, figure).features["counted"] == 1.0
    assert [each.figure.text for each in found if each.figure and each.features["counted"] == 1.0] == [figure]


def test_words_near_a_figure_count_for_more(news: Searcher) -> None:
    """石大海个人捐款 stands right before 1万元 and a sentence away from 三万多元."""
    found = read(news, "石大海捐款多少元？")
    assert of(found, "1万元").features["near"] > of(found, "三万多元").features["near"]


def test_every_feature_is_small(news: Searcher) -> None:
    """About 0 to 1, but for how far a passage lies behind the best."""
    for question in ("阳湾村全村共捐款多少元？", "How much was the lighthouse sold for?", "大桥什么时候通车？"):
        for each in read(news, question):
            assert all(0.0 <= value <= 1.0 + 1e-9 for name, value in each.features.items() if name != "behind")
