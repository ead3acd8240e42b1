"""Order: higher score first, then the smaller row."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.search.fusion import matching_rows, top_rows


@given(st.lists(st.integers(min_value=0, max_value=5), max_size=50), st.integers(min_value=0, max_value=60))
def test_equals_a_full_sort(values: list[int], k: int) -> None:
    scores = np.array(values, dtype=np.float32)
    expected = sorted(range(len(values)), key=lambda row: (-values[row], row))[:k]
    assert top_rows(scores, k).tolist() == expected


def test_equal_scores_are_ordered_by_row() -> None:
    assert top_rows(np.ones(6, dtype=np.float32), 3).tolist() == [0, 1, 2]


def test_rows_are_those_that_the_scores_belong_to() -> None:
    scores = np.array([1, 3, 2], dtype=np.float32)
    assert top_rows(scores, 2, among=np.array([10, 20, 30])).tolist() == [20, 30]


def test_only_rows_above_zero_that_the_mask_lets_through_match() -> None:
    scores = np.array([5, 0, 4, 3, 0], dtype=np.float32)
    mask = np.array([False, True, True, True, True])
    assert matching_rows(scores, 10, mask=mask).tolist() == [2, 3]
