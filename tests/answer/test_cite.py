"""Answers and citations point at the characters they claim, or are not made."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import Span
from service.answer.candidate import Sentence, Weighed
from service.answer.cite import answered, cited
from service.results import AnswerKind
from tests.answer.weighed import article, weighed, words


def test_a_figure_answers_with_its_place_in_the_body() -> None:
    """全村共捐款 is five characters, so 三万多元 stands at 5 of its sentence and at 8 behind 前言。."""
    of = article("a", "前言。全村共捐款三万多元。")
    inner = weighed(article("a", "全村共捐款三万多元。"), 1.0)
    moved = Weighed(replace(inner.candidate, sentence=Sentence(of, Span(3, 13), 0.0)), 1.0)
    answer, citation = answered(moved, 0.75), cited(moved)
    assert (answer.text, answer.kind, answer.start, answer.end) == ("三万多元", AnswerKind.FIGURE, 8, 12)
    assert answer.figure is not None
    assert (answer.figure.start, answer.figure.end, answer.confidence) == (8, 12, 0.75)
    assert (citation.quote, citation.start, citation.end) == ("全村共捐款三万多元。", 3, 13)
    assert citation.sha256 == hashlib.sha256("全村共捐款三万多元。".encode()).hexdigest()


def test_a_day_is_a_date_and_not_a_figure() -> None:
    assert answered(weighed(article("a", "大桥5月17日通车。"), 1.0), 0.5).kind is AnswerKind.DATE


def test_a_sentence_answers_as_it_is() -> None:
    answer = answered(weighed(article("a", "市长致辞。"), 1.0, figure=None), 0.5)
    assert (answer.text, answer.kind, answer.start, answer.end, answer.figure) == (
        "市长致辞。", AnswerKind.SENTENCE, 0, 5, None,
    )  # fmt: skip


def test_words_of_a_sentence_answer_as_a_span() -> None:
    answer = answered(words(article("a", "市长林若溪致辞。"), "林若溪", 1.0), 0.5)
    assert (answer.text, answer.kind, answer.start, answer.end, answer.figure) == (
        "林若溪", AnswerKind.SPAN, 2, 5, None,
    )  # fmt: skip


def test_words_around_a_figure_answer_with_its_value_where_it_stands() -> None:
    """共捐款三万多元 answers at 2 to 9, and amounts to the figure at 5."""
    inner = weighed(article("a", "全村共捐款三万多元。"), 1.0)
    answer = answered(Weighed(replace(inner.candidate, span=Span(2, 9)), 1.0), 0.5)
    assert (answer.text, answer.kind, answer.start, answer.end) == ("共捐款三万多元", AnswerKind.FIGURE, 2, 9)
    assert answer.figure is not None
    assert (answer.figure.text, answer.figure.start, answer.figure.end) == ("三万多元", 5, 9)


def test_a_span_without_characters_is_a_programming_error() -> None:
    right = weighed(article("a", "市长致辞。"), 1.0, figure=None)
    with pytest.raises(AssertionError, match="words of a do not stand at 2"):
        answered(Weighed(replace(right.candidate, span=Span(2, 2)), 1.0), 0.5)


def test_a_span_beside_the_figure_is_a_programming_error() -> None:
    right = weighed(article("a", "全村共捐款三万多元。"), 1.0)
    assert right.candidate.figure is not None
    shifted = replace(right.candidate, figure=replace(right.candidate.figure, start=4, end=8))
    with pytest.raises(AssertionError, match="figure of a does not stand at 4"):
        answered(Weighed(shifted, 1.0), 0.5)


def test_an_empty_quote_is_a_programming_error() -> None:
    empty = weighed(article("a", ""), 1.0, figure=None)
    with pytest.raises(AssertionError, match="quote of a does not stand"):
        cited(empty)


@given(st.text(alphabet=st.sampled_from("捐款三万多元12,. \n𠮷é"), min_size=1, max_size=30))
def test_every_quote_has_the_hash_of_its_bytes(body: str) -> None:
    citation = cited(weighed(article("a", body), 1.0, figure=None))
    assert citation.article.body[citation.start : citation.end] == citation.quote == body
    assert citation.sha256 == hashlib.sha256(body.encode()).hexdigest()
