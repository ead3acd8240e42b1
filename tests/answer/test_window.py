"""Spans of a chunk that was read, in written-out arithmetic over a few tokens."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import Chunk, Span
from indexer.rerank.reader import LONGEST_ANSWER, Judgement
from service.answer.candidates import Window

LOW = -1000.0


def window(start: list[float], end: list[float], *, none: float = 0.0, at: int = 0) -> Window:
    """Each character is a token; the chunk begins at a place of its article's body."""
    offsets = tuple((place, place + 1) for place in range(len(start)))
    chunk = Chunk("a", 0, at, at + len(start), "字" * len(start))
    return Window(chunk, Judgement(0.0, 0.0, none, offsets, np.array(start, np.float32), np.array(end, np.float32)))


def test_a_place_is_touched_as_likely_as_the_spans_that_touch_it() -> None:
    """Only 1 to 2 and "none" are possible, both with logit 0: one half; what stands beside it is touched by nothing."""
    read = window([LOW, 0, LOW, LOW], [LOW, LOW, 0, LOW])
    assert [read.touched(place, place + 1) for place in range(4)] == pytest.approx([0.0, 0.5, 0.5, 0.0])


def test_a_span_scores_by_how_far_it_is_above_no_answer() -> None:
    """3 + 3 - 2 is 4, and e⁴ of e⁴ + 1 its share, as there is nothing else but no answer."""
    (mark,) = window([LOW, 3, LOW], [LOW, LOW, 3], none=2.0).best(1, within=6.0)
    assert (mark.span, mark.score) == (Span(1, 3), 4.0)
    assert mark.share == pytest.approx(math.exp(4) / (math.exp(4) + 1))


def test_no_answer_may_be_likelier_than_all() -> None:
    """3 + 3 - 7 is -1; 1/e of 1/e + 1."""
    (mark,) = window([LOW, 3, LOW], [LOW, LOW, 3], none=7.0).best(1, within=6.0)
    assert (mark.score, mark.share) == (-1.0, pytest.approx(1 / (1 + math.e)))


def test_offsets_are_of_the_chunk_and_spans_of_the_body() -> None:
    """The chunk begins at 10, so its character 1 is 11 of the body."""
    read = window([LOW, 3, LOW], [LOW, LOW, 3], at=10)
    mark = read.inside(5, 20)
    assert mark is not None
    assert (mark.span, mark.score) == (Span(11, 13), 6.0)
    assert read.touched(12, 13) == pytest.approx(math.exp(6) / (math.exp(6) + 1))


def test_the_best_come_first_and_end_where_they_fall_behind() -> None:
    """2 + 2 for the first token and for both together, 1 + 2 for the second, which is 1 behind."""
    read = window([2, 1], [2, 2])
    assert [(mark.span, mark.score) for mark in read.best(9, within=9.0)] == [
        (Span(0, 1), 4.0), (Span(0, 2), 4.0), (Span(1, 2), 3.0),
    ]  # fmt: skip
    assert [mark.score for mark in read.best(9, within=0.5)] == [4.0, 4.0]
    assert [mark.score for mark in read.best(1, within=9.0)] == [4.0]


def test_inside_a_place_the_best_of_it_counts() -> None:
    """The best of all stands at 0; of the characters 2 and 3 it is 1 + 1."""
    mark = window([9, LOW, 1, LOW], [9, LOW, LOW, 1]).inside(2, 4)
    assert mark is not None
    assert (mark.span, mark.score) == (Span(2, 4), 2.0)


def test_where_nothing_was_read_there_is_nothing() -> None:
    read = window([1, 1], [1, 1], at=10)
    assert (read.inside(0, 10), read.inside(12, 15), read.touched(12, 15)) == (None, None, 0.0)
    empty = window([], [])
    assert (list(empty.best(6, within=6.0)), empty.inside(0, 5), empty.touched(0, 5)) == ([], None, 0.0)


LOGITS = st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=1, max_size=LONGEST_ANSWER + 9)


@given(LOGITS, st.integers(1, 12))
def test_the_best_are_those_of_all_spans_sorted(logits: list[tuple[int, int]], most: int) -> None:
    """Every span of tokens up to the longest answer, by its sum; equal ones by where they begin, then end."""
    starts, ends = ([float(each[side]) for each in logits] for side in (0, 1))
    count = len(logits)
    spans = [(one, last) for one in range(count) for last in range(one, min(count, one + LONGEST_ANSWER))]
    sums = sorted((-(starts[one] + ends[last]), one, last) for one, last in spans)
    found = list(window(starts, ends).best(most, within=99.0))
    assert [(-mark.score, mark.span.start, mark.span.end - 1) for mark in found] == sums[:most]
    every = math.fsum(math.exp(-score) for score, _, _ in sums) + 1
    assert [mark.share for mark in found] == pytest.approx([math.exp(mark.score) / every for mark in found])
