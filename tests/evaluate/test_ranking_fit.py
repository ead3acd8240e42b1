"""The fit of the reader's weights: it finds which logit tells right from wrong, and is judged by its first candidate."""

import pytest

from benchmarks.fitting.ranking import Ranked, fit_reader_weights, hit_at_1
from service.search.rerank import ReaderWeights


def example(features: list[list[float]], right: list[bool], name: str = "village") -> Ranked:
    return Ranked(name, "zh→zh", "tune", features, right)


def test_hit_at_1_is_of_the_highest_sum() -> None:
    """3 + 0.5 * 0 against 2 + 0.5 * 4 = 4: the second; without the reader the first. Equal sums leave the first."""
    told = example([[3.0, 0.0, 0.0, 0.0], [2.0, 4.0, 0.0, 0.0]], [False, True])
    tied = example([[3.0, 0.0, 0.0, 0.0], [2.0, 2.0, 0.0, 0.0]], [False, True])
    nothing, half_rank = ReaderWeights(0.0, 0.0, 0.0), ReaderWeights(0.5, 0.0, 0.0)
    assert hit_at_1(nothing, [told, tied]) == 0.0
    assert hit_at_1(half_rank, [told, tied]) == 0.5
    assert hit_at_1(half_rank, [told, example([], [])]) == 0.5


def test_only_what_tells_gets_weight() -> None:
    """The rank tells, in both sets; span says nothing, and answerable the opposite, for which 0 is the least."""
    examples = [
        example([[1.0, 0.0, 1.0, 2.0], [1.0, 2.0, 1.0, 0.0]], [False, True], name)
        for name in ("village", "village", "harbour")
    ] + [example([[2.0, 1.0, 1.0, 1.0], [1.0, 0.0, 1.0, 1.5]], [True, False])]
    weights = fit_reader_weights(examples)
    assert weights.rank > 0
    assert (weights.span, weights.answerable) == pytest.approx((0.0, 0.0), abs=1e-3)
    assert hit_at_1(weights, examples) == 1.0


def test_sets_weigh_the_same_whatever_their_size() -> None:
    """Ninety questions of one set want the rank, one of another the span: neither is drowned."""
    many = [example([[1.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0]], [False, True], "many") for _ in range(90)]
    one = [example([[1.0, 1.0, 0.0, 0.0], [1.0, 0.0, 1.0, 0.0]], [False, True], "one")]
    weights = fit_reader_weights(many + one)
    assert weights.rank == pytest.approx(weights.span, abs=0.01)
