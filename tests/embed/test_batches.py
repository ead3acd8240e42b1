"""Texts are grouped by length: little padding, bounded batches, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.embed.openvino import group_by_tokens


@pytest.mark.parametrize(
    ("counts", "budget", "expected"),
    [
        pytest.param([], 100, [], id="nothing"),
        pytest.param([7], 100, [[0]], id="one"),
        # 100 and 90 fill two rows of 100 = 200; the fives would fill a twentieth of such a row.
        pytest.param([5, 90, 100, 5], 200, [[2, 1], [0, 3]], id="like lengths together"),
        pytest.param([10, 10, 10], 20, [[0, 1], [2]], id="equal lengths in the order given"),
        pytest.param([300, 10], 100, [[0], [1]], id="a text past the budget stands alone"),
        # 75 is exactly three quarters of 100; 74 is less.
        pytest.param([100, 75, 74], 1000, [[0, 1], [2]], id="the least fill is included"),
    ],
)
def test_written_out_groups(counts, budget, expected):
    assert group_by_tokens(counts, budget=budget) == expected


@given(st.lists(st.integers(min_value=1, max_value=512)), st.integers(min_value=1, max_value=2048))
def test_every_position_comes_once_and_no_group_pads_more_than_a_quarter(counts, budget):
    groups = group_by_tokens(counts, budget=budget)
    assert sorted(position for group in groups for position in group) == list(range(len(counts)))
    for group in groups:
        longest = max(counts[position] for position in group)
        padded = len(group) * longest
        assert len(group) == 1 or padded <= budget
        assert sum(counts[position] for position in group) >= 0.75 * padded
