"""Which questions ask for what changed between reports: wordings in ten languages, and what is told by one report."""

import pytest

from service.topics.asked_changes import asks_for_changes
from training.examples.news import read_questions


@pytest.mark.parametrize(
    "question",
    [
        "青溪镇洪水转移人数怎么变了",
        "两次报道有什么不同？",
        "募捐金额从头到尾怎么变化的",
        "这起事故的伤亡数字更新过没有",
        "災民人數前後有什麼不同",
        "What changed in the Qingxi flood toll?",
        "What's changed since the first report on the fire?",
        "Did the figures differ between reports?",
        "Was the number of missing corrected later?",
        "¿Cómo evolucionó el número de heridos?",
        "Quelles différences entre le premier et le deuxième article ?",
        "Was ist neu gegenüber dem ersten Bericht?",
        "Изменилось ли число погибших?",
        "هل تغيرت حصيلة القتلى؟",
        "Con số thiệt mạng có thay đổi không?",
        "報道によって数字はどう違う？",
        "사망자 수가 달라졌나요?",
        "最新通报与之前的通报相比有哪些变化",
        "从第一篇报道到最后一篇，被困人数增加了多少",
        "What changed in the latest article compared with the earlier one?",
        "What is new compared to the first report?",
        "Did the missing go up between the two reports?",
        "¿Qué hay de nuevo respecto a la primera noticia?",
        "Quoi de neuf par rapport au premier article ?",
        "Was ist im Vergleich zum ersten Bericht anders?",
        "Что нового по сравнению с первым сообщением?",
        "ما الجديد مقارنة بالتقرير الأول؟",
        "Có gì mới so với bài báo trước?",
        "最初の記事と比べて何が新しい？",
        "첫 기사에 비해 무엇이 새로운가요?",
    ],
)
def test_who_asks_what_changed_between_reports_is_understood(question: str) -> None:
    assert asks_for_changes(question)


@pytest.mark.parametrize(
    "question",
    [
        "青溪镇洪水转移了多少人？",
        "捐款总额比去年有什么变化",
        "游客人数同比有何变化",
        "修正案的反对票数字是多少",
        "出入境的人数",
        "What fare discounts does the Chang'an card give, in figures?",
        "How did the number of visitors change compared with 2022?",
        "How did the total change from last year?",
        "total number evacuated in Wuchang as of 5 pm",
        "Quel est le nombre de morts à Nanchang ?",
        "与去年的报告相比，游客人数有什么变化",
        "Wie viele neue Unternehmen zählt der Bericht?",
        "Wie änderte sich die Zahl im Vergleich zum Vorjahr?",
        "昨年と比べて件数はどう変わった？",
        "지난해보다 인원은 어떻게 바뀌었나요?",
        "",
    ],
)
def test_what_one_report_tells_is_no_change_between_reports(question: str) -> None:
    assert not asks_for_changes(question)


def test_hardly_a_question_for_a_detail_is_taken_for_one() -> None:
    """None of ours asks for it: at most one in two thousand may be mistaken."""
    asked = [each.reading.text for each in read_questions()]
    mistaken = [text for text in asked if asks_for_changes(text)]
    assert len(asked) > 10_000
    assert len(mistaken) <= len(asked) // 2_000, mistaken
