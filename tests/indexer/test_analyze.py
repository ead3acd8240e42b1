"""Terms: any script, no dictionary, each with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analyze import different_terms, terms, tokens
from indexer.fold import fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("捐款三", ["捐", "捐款", "款", "款三", "三"], id="characters and pairs"),
        pytest.param("3,680.50元", ["3680.50", "元"], id="a number stays whole, without grouping commas"),
        pytest.param("1,2", ["1,2"], id="a comma that groups nothing stays"),
        pytest.param("Don't stop", ["don't", "stop"], id="words"),
        pytest.param("２０２０年", ["2020", "年"], id="full-width digits"),
        pytest.param("помощь 5 семьям", ["помощь", "5", "семьям"], id="cyrillic"),
        pytest.param("、。！", [], id="punctuation is no term"),
        pytest.param("", [], id="empty"),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert [token.term for token in tokens(text)] == expected


@given(st.text(alphabet=st.sampled_from("捐贈款三万3,.１Ａb c。\n元é")))
def test_terms_are_those_of_the_tokens(text: str) -> None:
    assert terms(text) == [token.term for token in tokens(text)]


@given(st.text(alphabet="捐款三3,. ab元"), st.sets(st.sampled_from(["捐款", "款", "3", "3.", "ab", "元"])))
def test_tokens_among_a_collection_are_those_of_all_tokens(text: str, among: set[str]) -> None:
    assert list(tokens(text, among=among)) == [token for token in tokens(text) if token.term in among]


@given(st.text(alphabet=st.sampled_from("捐贈款三万3,.１Ａb c。\n元é")))
def test_every_token_stands_where_it_says(text: str) -> None:
    folded = fold(text)
    for token in tokens(text):
        assert folded[token.start : token.end].replace(",", "") == token.term.replace(",", "")


def test_simplified_and_traditional_meet() -> None:
    assert terms("捐贈物資") == terms("捐赠物资")


def test_each_term_once_in_order() -> None:
    assert different_terms("甲乙甲乙") == ["甲", "甲乙", "乙", "乙甲"]
