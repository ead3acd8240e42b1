"""Terms: any script, no dictionary, each with its place."""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.text.analyzer import different_terms, stemmed, stems_of, terms, tokens
from indexer.text.normalize import normalize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("捐款三", ["捐", "捐款", "款", "款三", "三"], id="characters and pairs"),
        pytest.param("3,680.50元", ["3680.50", "元", "#3680.5"], id="a number stays whole, without grouping commas"),
        pytest.param("1,2", ["1,2", "#1", "#2"], id="a comma that groups nothing stays"),
        pytest.param("Don't stop", ["don't", "stop"], id="words"),
        pytest.param("２０２０年", ["2020", "年", "#2020"], id="full-width digits"),
        pytest.param("помощь семьям", ["помощь", "семьям"], id="another script is left as it is, its language unknown"),
        pytest.param("、。！", [], id="punctuation is no term"),
        pytest.param("", [], id="empty"),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert [token.term for token in tokens(text)] == expected


@given(st.text(alphabet=st.sampled_from("捐贈款三万3,.１Ａb c。\n元é")))
def test_terms_are_those_of_the_tokens(text: str) -> None:
    assert Counter(terms(text)) == Counter(token.term for token in tokens(text))


@given(st.text(alphabet="捐款三3,. ab元"), st.sets(st.sampled_from(["捐款", "款", "3", "3.", "ab", "元"])))
def test_tokens_among_a_collection_are_those_of_all_tokens(text: str, among: set[str]) -> None:
    assert list(tokens(text, among=among)) == [token for token in tokens(text) if token.term in among]


@given(st.text(alphabet=st.sampled_from("捐贈款三万3,.１Ａb c。\n元é")))
@example("Ａbbé")
def test_every_token_stands_where_it_says(text: str) -> None:
    """But for the values of numbers, which are written in many ways, and stems of words, also without their letters' marks."""
    folded = normalize(text)
    for token in tokens(text):
        if not token.term.startswith("#"):
            written = folded[token.start : token.end].replace(",", "")
            words = [written, written.replace("é", "e")]
            assert token.term.replace(",", "") in {*words, *stemmed(words, stems_of(""))}


def test_simplified_and_traditional_meet() -> None:
    assert terms("捐贈物資") == terms("捐赠物资")


def test_each_term_once_in_order() -> None:
    assert different_terms("甲乙甲乙") == ["甲", "甲乙", "乙", "乙甲"]


@pytest.mark.parametrize("written", ["3万", "30000", "三万", "30,000", "30 thousand", "３萬", "3万多元"])
def test_a_number_is_one_term_however_it_is_written(written: str) -> None:
    assert "#30000" in terms(written)


@pytest.mark.parametrize("other", ["3", "三千", "300,000", "几万", "b30000", "30 million"])
def test_another_number_is_another_term(other: str) -> None:
    assert "#30000" not in terms(other)


@pytest.mark.parametrize(
    "written", ["2月21日", "二月二十一日", "2020-02-21", "2020年2月21日", "February 21", "21 February 2020", "Feb 21st"]
)
def test_a_date_is_one_term_with_or_without_its_year(written: str) -> None:
    assert "#2-21" in terms(written)


def test_dates_of_different_years_share_the_day_alone() -> None:
    assert set(terms("2020-02-21")) & set(terms("2021年2月21日")) == {"21", "#2-21"}


def test_a_number_token_spans_what_was_written() -> None:
    text = "共捐款三万二千元"
    (token,) = (token for token in tokens(text) if token.term == "#32000")
    assert text[token.start : token.end] == "三万二千"


@pytest.mark.parametrize(
    ("language", "asked", "written"),
    [
        ("en", "donated", "donations"),
        ("ru", "пожертвования", "пожертвование"),
        ("es", "donaciones", "donación"),
        ("zh", "masks", "mask"),
    ],
)
def test_forms_of_a_word_meet(language: str, asked: str, written: str) -> None:
    assert terms(asked, language=language) == terms(written, language=language)


def test_a_stem_spans_the_whole_word() -> None:
    assert [tuple(token) for token in tokens("They donated", language="en")] == [("they", 0, 4), ("donat", 5, 12)]
