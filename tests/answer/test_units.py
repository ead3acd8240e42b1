"""Only a unit or a currency that a question names excludes a figure, and one that converts never does."""

import pytest

from indexer.core.figure import FigureKind
from service.answer.units import asked_unit, excludes
from service.figures.read import figures


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("运来多少吨大米", FigureKind.MASS, "tonne"),
        ("有多少户居民搬迁？", FigureKind.COUNT, "household"),
        ("几人受伤", FigureKind.COUNT, "person"),
        ("完成了百分之几的投资?", FigureKind.PERCENT, "percent"),
        ("How many million US dollars were raised?", FigureKind.MONEY, ""),
        ("combien de tonnes", FigureKind.MASS, "tonne"),
        ("как много рублей", FigureKind.MONEY, ""),
        ("¿Cuántas personas asistieron?", FigureKind.COUNT, "person"),
        ("bao nhiêu tấn gạo", FigureKind.MASS, "tonne"),
        ("カラオケ大会に何人が参加した?", FigureKind.COUNT, "person"),
        ("What did it cost in euros?", FigureKind.MONEY, ""),
    ],
)
def test_a_named_unit_is_read(question: str, kind: FigureKind, unit: str) -> None:
    asked = asked_unit(question)
    assert asked is not None
    assert (asked.kind, asked.unit) == (kind, unit)


@pytest.mark.parametrize(
    "question",
    ["共捐了多少？", "主席是何人", "几月几日开幕", "第几分钟进球几点", "哪几天", "How much was given?", "", "前几名"],
)
def test_a_question_that_names_none_has_none(question: str) -> None:
    assert asked_unit(question) is None


@pytest.mark.parametrize(
    ("question", "text", "excluded"),
    [
        ("任重捐了多少美元?", "1430万元", True),
        ("任重捐了多少美元?", "200万美元", False),
        ("任重捐了多少人民币?", "200万美元", True),
        ("捐了多少元", "200万美元", False),  # 元 is said of any money
        ("How many dollars?", "HK$300", False),
        ("How many dollars?", "300 euros", True),
        ("多少人受伤", "12辆", True),
        ("多少人受伤", "12人次", False),
        ("多少人受伤", "12", False),
        ("多少人受伤", "八成", False),
        ("多少人受伤", "3公里", True),
        ("多少公里", "800米", False),
        ("多少亩", "3公顷", False),
        ("多少吨", "3公顷", True),
        ("多少户", "300人", True),
        ("多少台机器", "12辆", False),
        ("气温下降了多少度", "3%", True),
        ("气温下降了多少度", "13度", False),
        ("共捐了多少", "12辆", False),
        ("用了几天", "7日", False),
    ],
)
def test_what_a_named_unit_excludes(question: str, text: str, excluded: bool) -> None:
    (figure,) = figures(text)
    assert excludes(asked_unit(question), figure) is excluded
