"""Vectors answer as brute force over the same float16 numbers does."""

from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import BrokenSnapshotError
from indexer.index.vectors import Vectors, from_halves


def _units(count: int, dimension: int = 16, seed: int = 7) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _filled(vectors: np.ndarray) -> Vectors:
    filled = Vectors.empty(vectors.shape[1])
    filled.add(vectors)
    return filled


@pytest.mark.parametrize("masked", [False, True])
def test_search_equals_brute_force(masked: bool) -> None:
    vectors, query = _units(300), _units(1, seed=8)
    mask = np.random.default_rng(9).random(300) < 0.1 if masked else None
    rows, scores = _filled(vectors).search(query, 20, mask=mask)
    exact = vectors.astype(np.float16).astype(np.float32) @ query[0]
    if mask is not None:
        exact[~mask] = -2
    expected = np.lexsort((np.arange(300), -exact))[:20]
    assert rows.tolist() == expected.tolist()
    np.testing.assert_allclose(scores, exact[expected], atol=1e-5)


def test_a_filter_that_leaves_three_rows_returns_three() -> None:
    mask = np.zeros(1000, dtype=np.bool_)
    mask[[5, 500, 999]] = True
    rows, _ = _filled(_units(1000)).search(_units(1, seed=3), 10, mask=mask)
    assert sorted(rows.tolist()) == [5, 500, 999]


def test_a_filter_that_leaves_nothing_returns_nothing() -> None:
    rows, scores = _filled(_units(10)).search(_units(1), 10, mask=np.zeros(10, dtype=np.bool_))
    assert rows.size == scores.size == 0


def test_equal_vectors_come_in_order_of_rows() -> None:
    same = np.repeat(_units(1), 50, axis=0)
    rows, _ = _filled(same).search(_units(1), 5)
    assert rows.tolist() == [0, 1, 2, 3, 4]


def test_rows_are_the_vectors_that_were_added_rounded_to_float16() -> None:
    vectors = _units(30)
    filled = _filled(vectors)
    np.testing.assert_array_equal(filled.rows(np.array([3, 0, 29])), vectors[[3, 0, 29]].astype(np.float16))
    assert filled.rows(np.array([], dtype=np.int64)).shape == (0, 16)


def test_float16_moves_a_cosine_by_less_than_a_ten_thousandth() -> None:
    vectors, queries = _units(500, 384), _units(500, 384, seed=8)
    near = vectors + 0.5 * queries
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    stored = _filled(vectors).rows(np.arange(500))
    assert np.abs((stored * near).sum(axis=1) - (vectors * near).sum(axis=1)).max() < 1e-4


def test_cosines_of_chosen_rows() -> None:
    vectors, query = _units(30), _units(1, seed=2)
    cosines = _filled(vectors).cosines(query, np.array([3, 0, 29]))
    np.testing.assert_allclose(cosines, vectors[[3, 0, 29]] @ query[0], atol=1e-3)


def test_what_is_saved_is_what_is_opened(tmp_path: Path) -> None:
    filled = _filled(_units(20))
    filled.save(tmp_path / "v")
    opened = Vectors.open(tmp_path / "v")
    assert (len(opened), opened.dimension) == (20, 16)
    assert opened.search(_units(1), 5)[0].tolist() == filled.search(_units(1), 5)[0].tolist()


def test_a_file_that_is_no_index_is_told(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(b"not an index")
    with pytest.raises(BrokenSnapshotError, match="not an index"):
        Vectors.open(tmp_path / "v")


def test_codes_leave_out_what_a_mask_keeps_back_and_an_exact_search_does_where_they_bring_too_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.index.vectors.CODED_FROM", 2000)
    vectors, query = _units(3000), _units(1, seed=8)
    _filled(vectors).save(tmp_path / "vectors.faiss")
    coded = Vectors.open(tmp_path / "vectors.faiss")
    exact = vectors.astype(np.float16).astype(np.float32) @ query[0]
    order = np.lexsort((np.arange(3000), -exact))
    few = np.ones(3000, dtype=np.bool_)
    few[order[[0, 2, 5]]] = False
    best = np.ones(3000, dtype=np.bool_)
    best[order[:29]] = False
    for mask in (few, best, np.isin(np.arange(3000), order[100:104])):
        expected = [row for row in order if mask[row]][:10]
        assert coded.search(query, 10, mask=mask)[0].tolist() == expected


def test_every_finite_float16_is_read_as_the_number_that_it_is() -> None:
    bits = np.arange(2**16, dtype=np.uint16).view(np.int16)
    finite = bits[np.isfinite(bits.view(np.float16))]
    assert from_halves(finite).tobytes() == finite.view(np.float16).astype(np.float32).tobytes()


def test_rows_of_a_file_are_those_that_were_written(tmp_path: Path) -> None:
    vectors, rows = _units(300), np.array([299, 0, 7, 7], dtype=np.int64)
    filled = _filled(vectors)
    filled.save(tmp_path / "vectors")
    opened = Vectors.open(tmp_path / "vectors")
    assert opened.rows(rows).tobytes() == filled.rows(rows).tobytes()
    assert opened.rows(rows[:0]).shape == (0, 16)
