"""Folding keeps every offset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.normalize import normalize


@given(st.text())
def test_character_i_stands_for_character_i(text: str) -> None:
    assert len(normalize(text)) == len(text)
    assert [normalize(character) for character in text] == list(normalize(text))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("柳河村捐贈三萬元", "柳河村捐赠三万元", id="traditional"),
        pytest.param("ＡＢＣ１２３（甲）", "abc123(甲)", id="full width"),
        pytest.param("ByteDance", "bytedance", id="case"),
        pytest.param("ПОМОЩЬ Éxito", "помощь éxito", id="case beyond ASCII"),
        pytest.param("\u3000甲", " 甲", id="ideographic space"),
        pytest.param("٣٤٥ ۶ ३", "345 6 3", id="digits of other scripts"),
        pytest.param(
            "İstanbul ß", "istanbul ß", id="the capital of a dotted i is an i, and a letter that is two stays one"
        ),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert normalize(text) == folded


@given(st.text(min_size=1, max_size=30))
def test_a_long_text_is_folded_as_each_of_its_characters_is(text: str) -> None:
    assert normalize(text * 50) == "".join(map(normalize, text)) * 50


def test_half_a_character_and_what_lies_beyond_the_table_stay() -> None:
    assert normalize("柳Ａ\ud800" * 20) == "柳a\ud800" * 20
    assert normalize("萬\U0010ffff\U00030000" * 20) == "万\U0010ffff\U00030000" * 20
