"""What a question wants, in many wordings."""

import pytest
from service.wanted import AnswerType, wanted

from indexer.figure import FigureKind
from tests.service.wanted_cases import CASES


@pytest.mark.parametrize(
    ("question", "label"), [(question, label) for label, questions in CASES.items() for question in questions]
)
def test_a_question_wants_the_kind_that_its_words_say(question: str, label: str) -> None:
    assert wanted(question).label == label


@pytest.mark.parametrize(
    ("question", "unit", "counted"),
    [
        ("镇里转移了多少人？", "person", ""),
        ("有几所学校停课？", "institution", "学校停课"),
        ("How many pupils were hurt?", "person", "pupils"),
        ("镇上有多少志愿者？", "person", "志愿者"),
        ("How many households were moved?", "household", "households"),
        ("How many schools were closed?", "", "schools"),
        ("全村共捐款多少元？", "", ""),
    ],
)
def test_the_unit_and_the_thing_counted_are_read(question: str, unit: str, counted: str) -> None:
    found = wanted(question)
    assert (found.unit, found.counted) == (unit, counted)


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("全村共捐款多少元？", True),
        ("石大海捐了多少元？", False),
        ("How much was given in total?", True),
        ("How much did the trust give?", False),
    ],
)
def test_a_total_is_asked_for_by_its_words(question: str, total: bool) -> None:
    assert wanted(question).total is total


def test_goods_are_counted_weighed_or_measured_and_never_money() -> None:
    """捐了多少 alone asks for money; 捐了多少口罩 does not."""
    assert wanted("阳湾村捐了多少？").kinds == {FigureKind.MONEY}
    for goods in ("口罩", "消毒液", "大米"):
        assert wanted(f"阳湾村捐了多少{goods}？").kinds == {FigureKind.COUNT, FigureKind.MASS, FigureKind.VOLUME}


def test_width_and_script_do_not_matter() -> None:
    """Full-width letters, capitals and Traditional characters read as the plain ones do."""
    assert wanted("ＨＯＷ ＭＡＮＹ people came?") == wanted("how many people came?")
    assert wanted("全村共捐款多少錢？").kinds == wanted("全村共捐款多少钱？").kinds == {FigureKind.MONEY}


def test_only_figures_and_dates_have_kinds() -> None:
    for label, questions in CASES.items():
        typed = label == "date" or label.startswith("figure")
        for question in questions:
            found = wanted(question)
            assert bool(found.kinds) is typed is (found.type in {AnswerType.FIGURE, AnswerType.DATE})


def test_the_list_is_long_enough() -> None:
    """120 wordings at least, none twice."""
    every = [question for questions in CASES.values() for question in questions]
    assert len(every) == len(set(every)) >= 120
