"""How a publication counts what searches of it find, beside what the snapshot finds."""

import pytest

pytest.importorskip("pymilvus", reason="the extra milvus is not installed")

from indexer.milvus.verify import found_again

TEN = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]


@pytest.mark.parametrize("missing", range(10))
def test_a_row_that_a_graph_misses_is_one_wherever_it_stood(missing):
    found = [score for place, score in enumerate(TEN) if place != missing]
    assert found_again([*found, 0.05], TEN, 1e-4) == 9


@pytest.mark.parametrize(
    ("found", "expected", "right"),
    [
        pytest.param(TEN, TEN, 10, id="all"),
        pytest.param([], TEN, 0, id="nothing is found"),
        pytest.param(TEN, [], 0, id="nothing is expected"),
        pytest.param([0.5, 0.5], [0.5, 0.5, 0.5], 2, id="each of equal ones once"),
        pytest.param([0.50005], [0.5], 1, id="nearly"),
        pytest.param([0.502], [0.5], 0, id="not nearly"),
        pytest.param([2.0, 1.0], [1.0, 0.5], 1, id="one that is too good is none of them"),
    ],
)
def test_scores_are_found_once_and_nearly(found, expected, right):
    assert found_again(found, expected, 1e-4) == right


def test_scores_above_one_are_compared_by_their_share():
    assert found_again([30.002], [30.0], 1e-4) == 0
    assert found_again([30.002], [30.0], 1e-4, relative=True) == 1
