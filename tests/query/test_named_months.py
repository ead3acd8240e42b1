"""A month is read by its name in many languages, and a word that is more often something else is none."""

import pytest

from service.query.named_months import named_months


def named(query: str) -> list[tuple[str, int]]:
    return [(query[each.start : each.end], each.month) for each in named_months(query)]


@pytest.mark.parametrize(
    ("query", "months"),
    [
        ("七月洪水", [("七月", 7)]),
        ("今年十二月的大雪", [("十二月", 12)]),
        ("十月開學", [("十月", 10)]),
        ("May floods", [("May", 5)]),
        ("march floods", [("march", 3)]),
        ("floods May", [("May", 5)]),
        ("nurses March", [("March", 3)]),
        ("floods july", [("july", 7)]),
        ("Aug floods", [("Aug", 8)]),
        ("DECEMBER FLOODS", [("DECEMBER", 12)]),
        ("inondations juillet", [("juillet", 7)]),
        ("inondations en mai", [("mai", 5)]),
        ("inundaciones en julio", [("julio", 7)]),
        ("Überschwemmung Juli", [("Juli", 7)]),
        ("Überschwemmung im März", [("März", 3)]),
        ("наводнение июль", [("июль", 7)]),
        ("наводнение в июле", [("июле", 7)]),
        ("فيضانات يوليو", [("يوليو", 7)]),
        ("lũ lụt tháng bảy", [("tháng bảy", 7)]),
        ("lũ tháng mười hai", [("tháng mười hai", 12)]),
        ("칠월 홍수", [("칠월", 7)]),
        ("사월에 지진", [("사월", 4)]),
        ("जुलाई में बाढ़", [("जुलाई", 7)]),
        ("น้ำท่วมเดือนกรกฎาคม", [("กรกฎาคม", 7)]),
        ("alluvione luglio", [("luglio", 7)]),
        ("enchentes em julho", [("julho", 7)]),
        ("powódź w lipcu", [("lipcu", 7)]),
    ],
)
def test_a_name_of_a_month_is_read(query: str, months: list[tuple[str, int]]) -> None:
    assert named(query) == months


@pytest.mark.parametrize(
    "query",
    [
        "nurses march",
        "When do the nurses march?",
        "May I ask who won?",
        "may the council rebuild the bridge",
        "What may change in schools?",
        "Theresa May speech",
        "Long March rocket",
        "June Smith trial",
        "Julio Iglesias concierto",
        "concierto Julio Iglesias",
        "mission sur Mars",
        "Mayo Clinic",
        "two years ago",
        "Qué marca de coche",
        "五月天演唱会",
        "三月三歌节",
        "八月十五赏月",
        "农历七月",
        "三个月",
        "二月河小说",
        "十月革命",
    ],
)
def test_another_word_is_none(query: str) -> None:
    assert named(query) == []
