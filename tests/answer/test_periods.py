"""The time that a question asks about."""

from datetime import date

import pytest

from service.answer.periods import asked_day, asked_period

TODAY = date(2024, 3, 1)
"""A Friday."""


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("荷塘村2021年捐了多少？", "2021-01-01", "2021-12-31"),
        ("荷塘村二〇二一年捐了多少？", "2021-01-01", "2021-12-31"),
        ("2023年8月10日股价收在多少？", "2023-08-10", "2023-08-10"),
        ("2023年上半年捐了多少？", "2023-01-01", "2023-06-30"),
        ("今年7月捐了多少？", "2024-07-01", "2024-07-31"),
        ("去年捐了多少？", "2023-01-01", "2023-12-31"),
        ("前年捐了多少？", "2022-01-01", "2022-12-31"),
        ("昨天捐了多少？", "2024-02-29", "2024-02-29"),
        ("上周捐了多少？", "2024-02-19", "2024-02-25"),
        ("上个月捐了多少？", "2024-02-01", "2024-02-29"),
        ("本月捐了多少？", "2024-03-01", "2024-03-31"),
        ("How much was given in 2022?", "2022-01-01", "2022-12-31"),
        ("Who won the 2022 cup?", "2022-01-01", "2022-12-31"),
        ("How much was given in August 2023?", "2023-08-01", "2023-08-31"),
        ("How much was given last year?", "2023-01-01", "2023-12-31"),
        ("How much was given last month?", "2024-02-01", "2024-02-29"),
        ("How much was given yesterday?", "2024-02-29", "2024-02-29"),
        ("¿Cuánto se donó el año pasado?", "2023-01-01", "2023-12-31"),
        ("Combien a été donné la semaine dernière ?", "2024-02-19", "2024-02-25"),
        ("Combien a été donné hier ?", "2024-02-29", "2024-02-29"),
        ("Wie viel wurde im vergangenen Jahr gespendet?", "2023-01-01", "2023-12-31"),
        ("Сколько пожертвовали в прошлом году?", "2023-01-01", "2023-12-31"),
        ("كم بلغت التبرعات في العام الماضي؟", "2023-01-01", "2023-12-31"),
        ("Năm ngoái quyên góp bao nhiêu?", "2023-01-01", "2023-12-31"),
        ("昨年いくら寄付された？", "2023-01-01", "2023-12-31"),
        ("작년에 얼마를 기부했나?", "2023-01-01", "2023-12-31"),
        ("2022년에 얼마를 기부했나?", "2022-01-01", "2022-12-31"),
    ],
)
def test_a_time_is_resolved_against_the_clock(question: str, first: str, last: str) -> None:
    days = asked_period(question, TODAY)
    assert days is not None
    assert (days.first.isoformat(), days.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "question",
    [
        "荷塘村捐了多少？",
        "出口比去年同期涨了百分之几？",
        "7月交付量比上个月涨了多少？",
        "2020年以来捐了多少？",
        "2000名学生来自哪里？",
        "7月20日的会议有谁参加？",
        "How much more than last year did exports bring?",
        "What were 2000 shops given?",
        "Wer wohnt hier?",
        "运动会上年纪最大的选手叫什么？",
        "会上年轻人说了什么？",
        "谁在晚会上月饼吃得最多？",
    ],
)
def test_no_time_is_asked_about(question: str) -> None:
    assert asked_period(question, TODAY) is None


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("7月21日早晨转移了多少人？", (7, 21)),
        ("How many were moved on July 21?", (7, 21)),
        ("2021年7月21日早晨转移了多少人？", None),
        ("昨天转移了多少人？", None),
        ("上周三转移了多少人？", None),
        ("7月转移了多少人？", None),
        ("7月21日和7月22日各转移了多少人？", None),
        ("转移了多少人？", None),
    ],
)
def test_a_day_without_a_year_is_a_month_and_a_day(question: str, day: tuple[int, int] | None) -> None:
    assert asked_day(question) == day
