"""Products of rows with a vector, and arrays out of files."""

import gc
import threading
import time
from pathlib import Path

import numpy as np

from indexer.core.arrays import cosines, loaded, mapped


def test_a_rows_product_is_the_same_among_any_others() -> None:
    """As one index brings a passage among other candidates than another."""
    random = np.random.default_rng(7)
    rows = random.normal(size=(237, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    vector = rows[5]
    found = cosines(rows, vector)
    assert np.abs(found - rows.astype(np.float64) @ vector).max() < 1e-6
    for first in (0, 1, 3, 100):
        assert cosines(rows[first:], vector).tolist() == found[first:].tolist()
    order = random.permutation(len(rows))
    assert cosines(rows[order], vector).tolist() == found[order].tolist()
    assert cosines(rows[:0], vector).shape == (0,)


def test_several_threads_map_arrays_at_once(tmp_path: Path) -> None:
    """In Python 3.11 two that read a literal at once may both fail, where the collector lets another thread go on between."""
    np.save(tmp_path / "array.npy", np.arange(100))
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(100):
                mapped(tmp_path / "array.npy")
                loaded(tmp_path / "array.npy")
        except SystemError as error:
            failures.append(error)

    def give_way(*_: object) -> None:
        time.sleep(0.00001)

    before = gc.get_threshold()
    gc.callbacks.append(give_way)
    gc.set_threshold(5)
    try:
        threads = [threading.Thread(target=work) for _ in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(give_way)
    assert failures == []
