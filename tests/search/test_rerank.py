"""What the reader says is added to what both legs say, in spreads, and never moves what was not read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.rerank.reader import Judgement
from service.search import rerank
from service.search.rerank import ReaderWeights, best_span_score, reader_weights, reread_scores

WEIGHTS = ReaderWeights(rank=2.0, span=0.5, answerable=0.25)


def judgement(rank: float = 0.0, answerable: float = 0.0, *, span: tuple[float, float] = (1.0, 2.0)) -> Judgement:
    start, end = (np.array([each], dtype=np.float32) for each in span)
    return Judgement(rank, answerable, 1.5, ((0, 1),), start, end)


@pytest.fixture
def _weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerank, "reader_weights", lambda: WEIGHTS)


def test_a_gain_is_the_weighed_sum_of_three_logits() -> None:
    """2 * 3 + 0.5 * (1 + 2 - 1.5) + 0.25 * -4 = 5.75."""
    assert WEIGHTS.gain(judgement(3.0, -4.0)) == pytest.approx(5.75)


def test_a_window_without_tokens_has_the_least_span() -> None:
    empty = np.empty(0, dtype=np.float32)
    assert best_span_score(Judgement(0.0, 0.0, 1.5, (), empty, empty)) == -20.0


@pytest.mark.usefixtures("_weights")
def test_scores_add_gains_in_spreads() -> None:
    """Spans give 0.75 each; ranks 1 and 2 give 2 and 4: 0.5 + 0.1 * 2.75, and 0.4 + 0.1 * 4.75. The floor lies below."""
    scores = reread_scores(np.array([0.5, 0.4], np.float32), [judgement(1.0), judgement(2.0)], spread=0.1, floor=0.3)
    assert scores == pytest.approx([0.775, 0.875])


@pytest.mark.usefixtures("_weights")
def test_those_read_are_lifted_together_to_the_best_of_the_others() -> None:
    """Ranks -5 and 2: 0.5 - 0.925 = -0.425, and 0.4 + 0.475 = 0.875; a floor of 0.3 lifts both by 0.725."""
    scores = reread_scores(np.array([0.5, 0.4], np.float32), [judgement(-5.0), judgement(2.0)], spread=0.1, floor=0.3)
    assert scores == pytest.approx([0.3, 1.6])


@given(
    st.lists(st.tuples(st.floats(-5, 5), st.floats(-20, 20)), min_size=1, max_size=10),
    st.floats(0.01, 1.0),
    st.floats(-5, 5),
)
def test_the_lift_keeps_the_order_and_reaches_the_floor(
    read: list[tuple[float, float]], spread: float, floor: float
) -> None:
    fused, ranks = (np.array(each, np.float32) for each in zip(*read, strict=True))
    judgements = [judgement(float(rank)) for rank in ranks]
    alone = reread_scores(fused, judgements, spread=spread, floor=float("-inf"))
    lifted = reread_scores(fused, judgements, spread=spread, floor=floor)
    assert float(lifted.min()) >= floor - 1e-4
    assert np.allclose(np.diff(lifted), np.diff(alone), atol=1e-3)


def test_the_committed_weights_are_read() -> None:
    """Better logits never count against a candidate."""
    weights = reader_weights()
    assert min(weights.rank, weights.span, weights.answerable) >= 0
    assert weights.rank + weights.span + weights.answerable > 0
