"""What is let go is read again when it is needed, and an archive read block by block has the mean of the whole."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.process import give_back, let_go
from indexer.related.relevance import WithoutCommon, blocks, mean, without_common


def test_pages_that_were_let_go_come_back(tmp_path: Path) -> None:
    np.save(tmp_path / "numbers.npy", np.arange(100_000, dtype=np.int64))
    mapped = np.load(tmp_path / "numbers.npy", mmap_mode="r")
    assert int(mapped.sum()) == 99_999 * 100_000 // 2
    let_go(mapped[5:])
    assert int(mapped.sum()) == 99_999 * 100_000 // 2


def test_an_array_without_a_file_stays_as_it_is() -> None:
    own = np.arange(10)
    let_go(own[2:])
    give_back()
    assert own.tolist() == list(range(10))


@given(st.integers(0, 3 * 4096 + 1))
def test_blocks_are_every_row_once_in_order(count: int) -> None:
    rows = [row for block in blocks(count) for row in block.tolist()]
    assert rows == list(range(count))


def test_vectors_read_by_block_are_those_of_the_whole() -> None:
    vectors = np.random.default_rng(3).normal(size=(9000, 8)).astype(np.float32)
    common = mean(vectors)
    assert common.tobytes() == vectors.mean(axis=0).tobytes()
    rows = np.array([8999, 0, 4096, 4095])
    of_rows = WithoutCommon(vectors, common)
    assert of_rows[rows].tobytes() == without_common(vectors, common)[rows].tobytes()
    assert len(of_rows) == 9000


def test_no_vectors_have_no_mean() -> None:
    with pytest.raises(ValueError, match="no vectors"):
        mean(np.empty((0, 4), dtype=np.float32))
