"""What may answer, and what speaks for it."""

from pathlib import Path

import pytest
from service.evidence import Candidate, found_sentences
from service.wanted import wanted

from service.answer.ask import candidates_in
from service.search import Searcher
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder


def read(news: Searcher, question: str) -> list[Candidate]:
    return candidates_in(news, question, wanted(question), news.search(question).hits)


def searching(folder: Path, record: dict[str, str]) -> Searcher:
    build(folder, TermEmbedder(), record_pages([record]))
    return Searcher.open(folder, TermEmbedder())


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


def test_of_people_no_other_things_are_counted(tmp_path: Path) -> None:
    """Of 12辆 and 30人, only the second may count drivers."""
    body = "车队出动12辆卡车，30人参加，其中两人是医生。"
    searcher = searching(tmp_path, {"id": "a", "title": "车队", "body": body, "lang": "zh"})
    texts = {each.figure.text for each in read(searcher, "车队有多少人参加？") if each.figure}
    assert texts == {"30人", "两人"}


def test_a_figure_that_only_means_a_is_marked(tmp_path: Path) -> None:
    body = "陆远山是一名护士。全院共有97名护士，夜班只有一名护士。"
    searcher = searching(tmp_path, {"id": "a", "title": "医院", "body": body, "lang": "zh"})
    found = read(searcher, "医院有多少名护士？")
    marked = [(each.figure.text, each.features["indefinite"]) for each in found if each.figure]
    assert sorted(marked) == [("97名", 0.0), ("一名", 0.0), ("一名", 1.0)]


def test_seams_between_words_are_not_looked_for(tmp_path: Path) -> None:
    """With 区有, which no row has, the article would lack a word of the question; it holds every one."""
    body = "青石小区的群众有560名。"
    searcher = searching(tmp_path, {"id": "a", "title": "小区", "body": body, "lang": "zh"})
    (figure,) = [each for each in read(searcher, "小区有群众多少？") if each.figure]
    assert figure.features["article"] == 1.0


def test_across_languages_what_is_counted_vouches_for_its_figure(tmp_path: Path) -> None:
    """The dictionary's words for "village" are not in the archive; 党员 is, right after the figure."""
    record = {"id": "a", "title": "倡议", "body": "97名党员响应了倡议，三人当天到场。", "lang": "zh"}
    found = read(searching(tmp_path, record), "How many party members does the village have?")
    assert of(found, "97名").features["sentence"] == 1.0
    assert of(found, "三人").features["sentence"] < 0.5


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
