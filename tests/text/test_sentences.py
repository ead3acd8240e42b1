"""Sentences are spans in order that lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("捐款三万元。口罩3.5万个！", ["捐款三万元。", "口罩3.5万个！"], id="chinese"),
        pytest.param("他说：“好。”走了。", ["他说：“好。”", "走了。"], id="a closing quote stays with its sentence"),
        pytest.param("It cost US$1.5 million. Yes!", ["It cost US$1.5 million.", "Yes!"], id="decimal point"),
        pytest.param("The U.S. team won.", ["The U.S. team won."], id="initials"),
        pytest.param("第一行\n第二行", ["第一行", "第二行"], id="a line end ends a sentence"),
        pytest.param("  \n ", [], id="blank"),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in sentences(text)] == expected


@given(st.text(alphabet="甲乙。！.A b\n”…"))
def test_nothing_but_blanks_lies_between_sentences(text: str) -> None:
    place = 0
    for span in sentences(text):
        assert text[place : span.start].strip() == ""
        assert span.start < span.end
        place = span.end
    assert text[place:].strip() == ""
