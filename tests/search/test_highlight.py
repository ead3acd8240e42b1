"""Highlights are the characters that match."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from indexer.text.analyzer import different_terms, tokens
from service.query.question import content
from service.search.highlight import highlights


def _marked(question: str, text: str) -> list[str]:
    sought = different_terms(content(question), language="en")
    return [text[span.start : span.end] for span in highlights(sought, text, language="en")]


def test_pairs_that_touch_make_one_span() -> None:
    assert _marked("党支部捐款", "村党支部书记捐款一万元") == ["党支部", "捐款"]


def test_single_characters_alone_mark_nothing() -> None:
    assert _marked("谁的书", "他的父亲") == []


def test_a_question_of_one_character_marks_it() -> None:
    assert _marked("雪", "下雪了，雪很大") == ["雪", "雪"]


def test_words_and_numbers_match_whole_and_folded() -> None:
    assert _marked("BYTEDANCE 3680", "ByteDance 帮助了３６８０人，不是680人") == ["ByteDance", "３６８０"]


def test_other_forms_of_a_word_and_of_a_number_match_whole() -> None:
    assert _marked("30 thousand donations", "She donated 3万元.") == ["donated", "3万"]


def test_nothing_sought_marks_nothing() -> None:
    assert highlights(frozenset(), "下雪了") == ()


@given(
    st.text(alphabet="捐款元3万, abBé\u200d\u0301น้ำ", max_size=30),
    st.sets(st.text(alphabet="捐款元3万abe", min_size=1, max_size=2), max_size=5),
)
def test_spans_are_those_of_the_tokens_joined_where_they_touch(text: str, sought: set[str]) -> None:
    telling = {term for term in sought if len(term) > 1} or sought
    held = {place for token in tokens(text) if token.term in telling for place in range(token.start, token.end)}
    spans = highlights(sought, text)
    assert {place for span in spans for place in range(span.start, span.end)} == held
    assert all(first.end < second.start for first, second in pairwise(spans))
