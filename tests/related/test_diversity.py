"""Maximal marginal relevance, against arithmetic and against the formula written out in plain Python."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.related.relevance import LEAST, VARIETY, diverse


def test_a_near_twin_of_the_first_comes_after_what_is_less_relevant_but_different():
    relevance = np.array([[0.9, 0.88, 0.8]], dtype=np.float32)
    vectors = np.array([[[1, 0], [1, 0], [0, 1]]], dtype=np.float32)
    places, values = diverse(relevance, vectors, 3)
    # Second step, with VARIETY 0.15: twin 0.85 * 0.88 - 0.15 = 0.598, other 0.85 * 0.8 = 0.68.
    assert places.tolist() == [[0, 2, 1]]
    assert values[0].tolist() == [np.float32(0.9), np.float32(0.8), np.float32(0.88)]


def test_equal_worth_is_settled_by_place():
    places, _ = diverse(np.full((1, 4), 0.5, np.float32), np.zeros((1, 4, 2), np.float32), 4)
    assert places.tolist() == [[0, 1, 2, 3]]


def test_what_is_hardly_relevant_is_left_out_and_the_list_is_shorter():
    relevance = np.array([[0.5, LEAST / 2, -1.0], [-1.0, -1.0, -1.0]], dtype=np.float32)
    places, values = diverse(relevance, np.zeros((2, 3, 2), np.float32), 3)
    assert places.tolist() == [[0, -1, -1], [-1, -1, -1]]
    assert values[1].tolist() == [0, 0, 0]


def one_by_one(relevance, alike, length):
    """The formula, a candidate at a time."""
    chosen = []
    while len(chosen) < length:
        left = [place for place in range(len(relevance)) if place not in chosen and relevance[place] >= LEAST]
        if not left:
            break
        worth = {
            place: np.float32(1 - VARIETY) * relevance[place]
            - np.float32(VARIETY) * max([alike[place][other] for other in chosen], default=np.float32(0))
            for place in left
        }
        chosen.append(max(left, key=lambda place: (worth[place], -place)))
    return chosen + [-1] * (length - len(chosen))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 6))
def test_many_lists_at_once_are_what_one_by_one_gives(seed, candidates, length):
    rng = np.random.default_rng(seed)
    relevance = rng.uniform(-0.2, 1, size=(3, candidates)).astype(np.float32)
    # Of whole numbers, so that a sum is the same in any order; some cosines are below 0.
    vectors = rng.integers(-2, 3, size=(3, candidates, 4)).astype(np.float32)
    alike = np.maximum(np.array([each @ each.T for each in vectors]), 0)
    places, _ = diverse(relevance, vectors, length)
    assert places.tolist() == [one_by_one(relevance[row], alike[row], length) for row in range(3)]
