"""Order: higher score first, then the smaller row."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.arrays import distinct
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


@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 3, 100]), st.sampled_from([50, 2000, 5003]), st.booleans())
def test_the_best_of_many_are_those_of_a_full_sort(seed: int, k: int, count: int, masked: bool) -> None:
    """However few differ, and however few are above zero: groups of rows tell beforehand which can be among the best."""
    chance = np.random.default_rng(seed)
    scores = chance.integers(0, chance.integers(2, 2000), count).astype(np.float32)
    scores[chance.random(count) < chance.random()] = 0
    mask = chance.random(count) < chance.random() if masked else None
    passing = [row for row in range(count) if scores[row] > 0 and (mask is None or mask[row])]
    expected = sorted(passing, key=lambda row: (-scores[row], row))[:k]
    assert matching_rows(scores, k, mask=mask).tolist() == expected


@given(st.lists(st.integers(0, 30), max_size=60))
def test_each_row_comes_once_ascending(rows: list[int]) -> None:
    assert distinct(np.array(rows, dtype=np.int64)).tolist() == sorted(set(rows))
