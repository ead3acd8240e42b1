"""Marks of a passage begin and end with its words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import Span
from service.web.whole_words import whole_words
from tests.web.test_texts import SPANS


@pytest.mark.parametrize(
    ("text", "found", "marked"),
    [
        pytest.param("县图书馆开到十点", "书馆", ["图书馆"], id="most of a word is all of it"),
        pytest.param("推进共同富裕", "同富裕", ["共同富裕"], id="of a longer word too"),
        pytest.param("没有人员伤亡", "有人", [], id="halves of two words are none"),
        pytest.param("北京大学开学", "北京", ["北京"], id="a word in what words make up"),
        pytest.param("全村共收到捐款", "收到捐款", ["收到捐款"], id="whole words stay one mark"),
        pytest.param("煤矿停产", "煤", ["煤"], id="a single character"),
        pytest.param("the swimming pool", "pool", ["pool"], id="a word between spaces"),
    ],
)
def test_a_mark_is_of_words(text: str, found: str, marked: list[str]) -> None:
    start = text.index(found)
    spans = whole_words(text, [Span(start, start + len(found))])
    assert [text[span.start : span.end] for span in spans] == marked


@given(st.text(alphabet="图书馆开放北京大学没有人员 ab。𠮷\n", max_size=40), st.lists(SPANS, max_size=6))
def test_marks_stay_in_order_inside_the_text_and_apart(text: str, spans: list[Span]) -> None:
    apart: list[Span] = []
    for span in sorted(spans, key=lambda each: each.start):
        held = Span(max(span.start, apart[-1].end if apart else 0), min(span.end, len(text)))
        if held.start < held.end:
            apart.append(held)
    found = whole_words(text, apart)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(before.end < after.start for before, after in pairwise(found))
    assert whole_words(text, found) == found
