"""Where a sentence has words of the question, around each of its spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import Span
from indexer.text.analyzer import Token
from service.answer.features import MOST_UNSPOKEN, STOPS, Places

TEXT = "党员97名，捐款3万元，口罩二吨"


def places(text: str, *words: str) -> Places:
    """Each word looked for is numbered by its place, and found wherever it stands."""
    found = [Token(word, at, at + len(word)) for word in words for at in range(len(text)) if text.startswith(word, at)]
    return Places(text, found, {word: number for number, word in enumerate(words)})


def span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def test_distances_are_those_to_the_nearest_of_each_word() -> None:
    """3万元 is 8 to 11; 党员 ends at 2 and 6 before it, 口罩 begins at 12 and 1 behind it."""
    assert places(TEXT, "党员", "口罩", "大桥").distances(span("3万元")) == {0: 5 + 1, 1: 1}
    assert places("甲乙甲", "甲").distances(Span(1, 2)) == {0: 0}


def test_a_clause_ends_at_its_commas() -> None:
    read = places(TEXT, "党员", "捐款", "口罩")
    assert read.in_clause(span("3万元")) == [1]
    assert read.in_clause(span("97名")) == [0]
    assert read.numbers == [0, 1, 2]


@pytest.mark.parametrize(
    ("figure", "within", "beside"),
    [("97名", 0, True), ("3万元", 0, True), ("二吨", 0, True), ("员97", 3, False), ("名", 2, True), ("名", 1, False)],
)
def test_a_word_is_beside_a_figure_in_its_clause_alone(figure: str, within: int, *, beside: bool) -> None:
    """捐款 is one comma behind 名, and 党员 two characters before it."""
    assert places(TEXT, "党员", "捐款", "口罩").beside(span(figure), within=within) is beside


def test_unspoken_is_what_stands_before_in_the_clause_and_is_not_asked() -> None:
    assert places("书记郭启明捐款5000元", "捐款").unspoken(Span(7, 12)) == 5
    assert places("前言，捐款5000元", "捐款").unspoken(Span(5, 10)) == 0
    assert places("字" * 90, "捐款").unspoken(Span(80, 90)) == MOST_UNSPOKEN


@given(st.text(alphabet="甲乙丙，1", min_size=1, max_size=24), st.data())
def test_as_looking_at_each_word_in_turn(text: str, data: st.DataObject) -> None:
    """What lists kept sorted give is what all places tried one by one give."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    begin = max((at + 1 for at in range(start) if text[at] in STOPS), default=0)
    stop = min((at for at in range(end, len(text)) if text[at] in STOPS), default=len(text))
    read, of = places(text, "甲", "乙"), Span(start, end)
    far = {}
    for number, word in enumerate("甲乙"):
        outside = [
            start - at - 1 if at < start else at - end
            for at, each in enumerate(text)
            if each == word and not start <= at < end
        ]
        far |= {number: min(outside)} if outside else {}
        clause = any(begin <= at < start or end <= at < stop for at in range(len(text)) if text[at] == word)
        assert (number in read.in_clause(of)) is clause
    assert read.distances(of) == far
    silent = sum(each.isalnum() and each not in "甲乙" for each in text[begin:start])
    assert read.unspoken(of) == silent
