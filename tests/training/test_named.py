"""Questions that put who, where or what in the place of a name: answers that are what was cut out, and what is not asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.examples.generated.named import named_questions
from training.examples.generated.statements import named_statements
from training.examples.reading_set import Passage


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("青田县气象局三日发布暴雨红色预警信号。", "哪个机构三日发布暴雨红色预警信号？", "青田县气象局"),
        ("青田县气象局三日发布暴雨红色预警信号。", "青田县气象局三日发布什么？", "暴雨红色预警信号"),
        ("此外，法国宣布派出两支医疗队前往山区。", "哪个国家宣布派出两支医疗队前往山区？", "法国"),
        ("全省农业技术交流会昨天在广州举行开幕仪式。", "全省农业技术交流会昨天在哪里举行开幕仪式？", "广州"),
        ("校长王建国向毕业生赠送纪念册和钢笔。", "谁向毕业生赠送纪念册和钢笔？", "校长王建国"),
    ],
)
def test_a_question_word_stands_where_the_name_stood(sentence: str, question: str, answer: str) -> None:
    asked = {each.question: sentence[each.start : each.end] for each in named_questions(sentence)}
    assert asked.get(question) == answer


@pytest.mark.parametrize(
    "sentence",
    [
        "该局三日发布了暴雨红色预警信号。",  # which one, only its article says
        "青田县气象局三日表示。",  # what, it does not say
        "校长王建国到场。",  # too short to ask about
        "会议昨天在广州、深圳两地同时召开并闭幕。",  # one of a list
    ],
)
def test_what_only_its_article_explains_is_not_asked(sentence: str) -> None:
    assert list(named_questions(sentence)) == []


@given(st.text(alphabet="青田县气象局王建国在广州发布了预警，。、“”的3日 \n", max_size=80))
def test_the_answer_put_back_is_the_clause(sentence: str) -> None:
    for each in named_questions(sentence):
        answer = sentence[each.start : each.end]
        assert answer
        word = next(word for word in ("哪个机构", "哪个国家", "哪里", "什么", "谁") if word in each.question)
        before, _, behind = each.question.removesuffix("？").partition(word)
        assert sentence[: each.start].endswith(before)
        assert sentence[each.end :].startswith(behind.rstrip(" 、"))


def test_so_many_of_each_sort_and_two_of_an_article() -> None:
    text = "青田县气象局三日发布暴雨红色预警信号。校长王建国向毕业生赠送纪念册和钢笔。法国宣布派出两支医疗队前往山区。"
    articles = [Passage(f"n{number}", f"n{number}", text, "zh") for number in range(3)]
    found = named_statements(articles, most=1)
    assert sorted(each.label for each in found) == ["body", "country", "what", "where", "who"]
    assert max(sum(each.passage.id == article.id for each in found) for article in articles) == 2
    assert all(each.passage.text[each.start : each.end] == each.answer for each in found)
    assert named_statements(articles, most=0) == []
