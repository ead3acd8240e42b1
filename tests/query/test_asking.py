"""What is a question, and what is a query for articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.query.asking import asks


@pytest.mark.parametrize(
    "query",
    [
        "谁捐了多少钱",
        "柳河村捐款多少",
        "他捐款了吗",
        "房价是不是涨了",
        "哪里发了大水",
        "几个人受伤",
        "白沙鎮的龍燈有多長",
        "Who led the lifeboat crew",
        "At what price did it sell",
        "Is the library open",
        "洪水？",
        "flood?",
        "Сколько стоило строительство моста",
        "¿Cuánto dinero reunieron",
        "Chiếc thuyền lớp học dài bao nhiêu",
        "参加者は何人ですか",
        "몇 명이 다쳤습니까",
        "كم عدد الضحايا في المدينة؟",
    ],
)
def test_these_ask(query: str) -> None:
    assert asks(query)


@pytest.mark.parametrize(
    "query",
    [
        "洪水",
        "防汛",
        "防汛应急响应",
        "柳河村 捐款",
        "几内亚",
        "哪吒",
        "climate change",
        "bank of china",
        "The Who",
        "榊原",
        "flood relief in Qingxi",
        "",
        "！！",
    ],
)
def test_these_name_what_articles_are_wanted_on(query: str) -> None:
    assert not asks(query)


@given(st.text(max_size=60))
def test_any_text_is_one_or_the_other(query: str) -> None:
    """A mark at the end makes a question of whatever asks nothing."""
    assert isinstance(asks(query), bool)
    assert asks(f"{query}？")
