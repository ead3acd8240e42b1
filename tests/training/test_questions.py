"""How figures of sentences are asked for, and names and scripts turned."""

import pytest

from indexer.core.figure import FigureKind
from service.figures.read import figures
from training.examples.example import Example
from training.examples.generated.frames import questions_for
from training.examples.generated.in_place import in_place_question
from training.examples.generated.names import english_name
from training.examples.scripts import in_other_script


@pytest.mark.parametrize(
    ("sentence", "who", "english"),
    [
        ("8月5日，永丰集团向青石县捐款300万元。", "永丰集团", "How much did {who} donate?"),
        ("大同银行累计投资8500万元。", "大同银行", "How much did {who} invest in total?"),
        ("清水市商会共筹集2.5万元。", "清水市商会", "How much did {who} raise in total?"),
    ],
)
def test_a_pattern_knows_who_did_it(sentence: str, who: str, english: str) -> None:
    figure = figures(sentence)[-1]
    asked = questions_for(sentence[: figure.start], sentence[figure.end :], FigureKind.MONEY)
    assert asked is not None
    assert asked.who == who
    assert english in asked.english


@pytest.mark.parametrize("before", ["其投资", "近年来累计投资", "第二季度总收入", "预计投资"])
def test_what_is_no_name_is_not_asked_for(before: str) -> None:
    assert questions_for(before, "。", FigureKind.MONEY) is None


def test_counts_are_asked_for_by_what_is_counted() -> None:
    asked = questions_for("周三，青石县政府组织", "志愿者清理河道。", FigureKind.COUNT)
    assert asked is not None
    assert asked.chinese[0] == "{who}组织了多少志愿者？"
    assert asked.english == ("How many volunteers did {who} organise?",)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("去年全省小麦种植面积达到800万亩，创下新高。", "去年全省小麦种植面积达到多少亩？"),
        ("青石县图书馆藏书增长12%。", "青石县图书馆藏书增长百分之多少？"),
        ("永丰集团计划投资3200万美元。", "永丰集团计划投资多少美元？"),
        ("约三百人。", ""),
    ],
)
def test_a_question_word_stands_where_the_figure_stood(sentence: str, question: str) -> None:
    assert in_place_question(sentence, figures(sentence)[-1]) == question


def test_names_are_translated_as_far_as_known_and_spelled_otherwise() -> None:
    assert english_name("腾讯公益基金会") == "Tencent Charity Foundation"
    assert english_name("青石县") == "Qingshi County"


def test_an_example_in_the_other_script_keeps_its_span() -> None:
    example = Example("g", "捐款多少？", "全村捐款三万元。", 4, 7, "zh", "zh", "cmrc2018", "a")
    turned = in_other_script((example,), "s2t")
    assert turned is not None
    assert (turned[0].passage, turned[0].answer) == ("全村捐款三萬元。", "三萬元")
    assert turned[0].passage_language == "zh-Hant"
