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
    assert terms(text) == expected


@given(st.text(alphabet=st.sampled_from("捐贈款三万3,.１Ａb c。\n元é")))
def test_every_token_stands_where_it_says(text: str) -> None:
    folded = fold(text)
    for token in tokens(text):
        assert folded[token.start : token.end].replace(",", "") == token.term.replace(",", "")


def test_simplified_and_traditional_meet() -> None:
    assert terms("捐贈物資") == terms("捐赠物资")


def test_each_term_once_in_order() -> None:
    assert different_terms("甲乙甲乙") == ["甲", "甲乙", "乙", "乙甲"]
