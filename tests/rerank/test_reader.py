"""Judgements: spans and their scores out of logits, by hand and against trying every span."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import Span
from indexer.rerank.reader import LONGEST_ANSWER, Excerpt, Judgement


def judged(start: list[float], end: list[float], *, none: float = 0.0) -> Judgement:
    """Over a window of one token for each character."""
    offsets = tuple((place, place + 1) for place in range(len(start)))
    return Judgement(0.0, 0.0, none, offsets, np.array(start, np.float32), np.array(end, np.float32))


def test_the_best_span_begins_before_it_ends() -> None:
    """三万元: beginning at the third and ending at the first would sum to 9, but runs backwards; the third alone sums to 8."""
    assert judged([0, 2, 5], [4, 0, 3], none=1.5).best_span() == (Span(2, 3), 5 + 3 - 1.5)
    assert judged([0, 2, 0], [4, 0, 3], none=1.5).best_span() == (Span(1, 3), 2 + 3 - 1.5)


def test_the_first_of_equal_spans_is_the_best() -> None:
    assert judged([1, 1], [1, 1]).best_span() == (Span(0, 1), 2.0)


def test_a_window_without_tokens_has_no_span() -> None:
    assert judged([], []).best_span() is None
    assert judged([], []).span_score(0, 1) == float("-inf")


def test_a_span_is_scored_by_the_tokens_it_touches() -> None:
    """Tokens over [0, 3), [3, 4) and [5, 8): characters 2 to 6 touch all three, 3 to 4 only the second."""
    one = Judgement(0.0, 0.0, 0.5, ((0, 3), (3, 4), (5, 8)), *np.array([[1, 2, 4], [8, 16, 32]], np.float32))
    assert one.span_score(2, 6) == 1 + 32 - 0.5
    assert one.span_score(3, 4) == 2 + 16 - 0.5
    assert one.span_score(6, 9) == float("-inf")  # past what was read
    assert one.span_score(4, 5) == float("-inf")  # between tokens


_LOGITS = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=60)


@given(_LOGITS)
def test_no_span_of_at_most_48_tokens_is_better(logits: list[tuple[int, int]]) -> None:
    one = judged([float(start) for start, _ in logits], [float(end) for _, end in logits], none=1.0)
    best = one.best_span()
    assert best is not None
    span, score = best
    assert span.end - span.start <= LONGEST_ANSWER
    assert score == pytest.approx(one.span_score(span.start, span.end))
    places = range(len(logits))
    every = [logits[a][0] + logits[b][1] for a in places for b in places if a <= b < a + LONGEST_ANSWER]
    assert score == max(every) - 1.0


@pytest.mark.parametrize(
    ("title", "start", "heading"),
    [
        pytest.param("三天捐款", 10, "三天捐款", id="a title of its own"),
        pytest.param("", 10, "柳禾村捐款三万多元。", id="none"),
        pytest.param("柳禾村捐款三万多元。", 10, "柳禾村捐款三万多元。", id="the first sentence"),
        pytest.param("柳禾村捐款…", 10, "柳禾村捐款三万多元。", id="its beginning"),
        pytest.param("柳禾村捐款…", 0, "", id="in the window itself"),
    ],
)
def test_a_window_is_headed_by_a_title_that_says_more_than_the_body(title: str, start: int, heading: str) -> None:
    assert Excerpt.of(title, "柳禾村捐款三万多元。他们说完就走了。", Span(start, start + 8)).heading == heading
