"""Whom or what a question names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answer.question import names_in, subject_of


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        pytest.param("青禾基金会向灾区捐款多少？", "青禾基金会", id="before whom it is given to"),
        pytest.param("请问望海镇共转移了多少人？", "望海镇", id="politeness is no name"),
        pytest.param("据望海早报报道，杏林合作社的产量是多少？", "杏林合作社", id="who reported it is not asked about"),
        pytest.param("截至三月四日，阳湾村捐了多少钱？", "阳湾村", id="nor the day"),
        pytest.param("How much did Acme donate to Henan?", "Acme, Henan", id="capitals name in Latin script"),
        pytest.param("Who opened the bridge?", "", id="a capital at the beginning only"),
        pytest.param("When did the A.P. Lund Trust buy it?", "A.P. Lund Trust", id="initials"),
        pytest.param("What did Acme give by 3 pm on Monday, August 4?", "Acme", id="days and months are no names"),
        pytest.param("多少人受伤？", "", id="nobody is named"),
        pytest.param("捐了多少口罩？", "", id="what was done names nobody"),
        pytest.param("一共收到多少被子？", "", id="nor with all of it"),
        pytest.param("卫生站里有几张病床？", "卫生站", id="a place without what says that it is one"),
        pytest.param("村里有多少户人家？", "", id="a character alone is too little"),
        pytest.param("村支书带头捐了多少？", "村支书", id="how it was done is not who"),
        pytest.param("RCEP生效时间是哪天？", "rcep", id="letters next to Chinese ones are not one name"),
        pytest.param("东航C919商业首飞时间确定？", "东航c919", id="nor a letter with a number"),
        pytest.param("5G基站有多少个？", "5g基站", id="but a lone letter belongs to its word"),
        pytest.param("How much did the village head donate?", "village head", id="plain words where no name is"),
    ],
)
def test_the_subject_is_what_the_question_names(question: str, subject: str) -> None:
    assert subject_of(question) == subject


@given(st.text(max_size=40))
def test_any_text_has_a_subject_or_none(question: str) -> None:
    """Never blank, and for a question in Latin letters made of its own words."""
    subject = subject_of(question)
    assert subject == subject.strip()
    if question.isascii():
        assert all(word in question for word in subject.replace(", ", " ").split())


@pytest.mark.parametrize(
    ("question", "names"),
    [
        pytest.param("How much did Acme-Lund Motors give to Henan?", ["Acme-Lund Motors", "Henan"], id="side by side"),
        pytest.param("In 2023, how much did Acme give?", ["Acme"], id="a figure alone is no name"),
        pytest.param("What did 361 Degrees give, and Acme?", ["361 Degrees", "Acme"], id="a figure in a name"),
        pytest.param(
            "What did A.P. Lund give Acme. Henan?", ["A.P. Lund", "Acme", "Henan"], id="an initial ends no name"
        ),
        pytest.param("How much was given?", [], id="none"),
    ],
)
def test_names_are_told_apart(question: str, names: list[str]) -> None:
    assert names_in(question) == names


def test_names_end_where_their_script_does() -> None:
    assert names_in("腾讯QQ音乐与RCEP生效时间") == ["QQ", "RCEP"]
    assert names_in("During the games, how many did Acme win?") == ["Acme"]
