"""The nearest of many vectors to many others: exact for few, and nearly all of them out of regions for many."""

import numpy as np
import pytest

from indexer.index.vectors import Neighbours


def clustered(count, *, seed=1, dimension=32):
    rng = np.random.default_rng(seed)
    topics = rng.normal(size=(max(count // 25, 1), dimension))
    vectors = topics[rng.integers(0, len(topics), count)] + 0.5 * rng.normal(size=(count, dimension))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def by_force(queries, among, k):
    scores = queries @ among.T
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]


def test_few_are_compared_exactly_and_equal_ones_come_by_row():
    among = np.repeat(clustered(60), 2, axis=0)
    rows, scores = Neighbours(among, questions=5).of(among[:5], 10)
    assert rows[:, :2].tolist() == [[0, 1], [0, 1], [2, 3], [2, 3], [4, 5]]
    assert rows.tolist() == by_force(among[:5], among, 10).tolist()
    assert scores == pytest.approx(np.take_along_axis(among[:5] @ among.T, rows, 1), abs=1e-6)


def test_of_fewer_rows_than_are_wanted_all_come():
    rows, _ = Neighbours(clustered(4), questions=2).of(clustered(4)[:2], 10)
    assert sorted(rows[0].tolist()) == [0, 1, 2, 3]
    assert Neighbours(clustered(4), questions=0).of(clustered(4)[:0], 10)[0].shape == (0, 0)


def test_regions_find_nearly_all_of_the_nearest():
    among = clustered(6000)
    rows, scores = Neighbours(among, questions=10**9).of(among[:300], 20)
    truth = by_force(among[:300], among, 20)
    assert np.mean([len(set(a) & set(b)) / 20 for a, b in zip(rows.tolist(), truth.tolist(), strict=True)]) > 0.95
    assert (rows[:, 0] == np.arange(300)).mean() > 0.99, "its own region is always looked at"
    assert np.all(np.diff(scores, axis=1) <= 0)


def test_the_same_vectors_give_the_same_neighbours():
    among = clustered(3000)
    first, second = (Neighbours(among, questions=10**9).of(among[:200], 15) for _ in range(2))
    assert first[0].tolist() == second[0].tolist()
    assert first[1].tobytes() == second[1].tobytes()
