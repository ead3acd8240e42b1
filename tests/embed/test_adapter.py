"""The adapter's file: what is low in rank comes back, what is not is approximated as well as can be."""

from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from indexer.core.errors import ModelError
from indexer.embed.adapter import adapted, read_adapter, write_adapter
from indexer.embed.default_model import ADAPTER_FILE
from indexer.embed.e5_weights import Weights


def _weights() -> dict[str, Weights]:
    random = np.random.default_rng(4)
    return {
        "layer.weight": random.normal(size=(6, 4)).astype(np.float32),
        "layer.bias": random.normal(size=6).astype(np.float32),
        "other.weight": random.normal(size=(4, 4)).astype(np.float32),
    }


def test_a_movement_of_its_rank_comes_back(tmp_path: Path) -> None:
    """An outer product has rank 1; the bias moves as it is, and what is not named stays."""
    before = _weights()
    moved = {
        "layer.weight": np.outer(np.arange(6), [1, 0, -1, 2]).astype(np.float32) / 8,
        "layer.bias": np.full(6, 0.25, np.float32),
    }
    write_adapter(tmp_path / "a.safetensors", moved, rank=1, training={})
    after = adapted(before, tmp_path / "a.safetensors")
    np.testing.assert_allclose(after["layer.weight"] - before["layer.weight"], moved["layer.weight"], atol=2e-3)
    np.testing.assert_allclose(after["layer.bias"] - before["layer.bias"], 0.25, atol=1e-6)
    assert after["other.weight"] is before["other.weight"]


def test_of_a_movement_of_higher_rank_the_largest_part_is_kept(tmp_path: Path) -> None:
    """diag(4, 3, 2, 1) at rank 2 leaves 2 and 1 out: the error's norm is the root of 5 (Eckart and Young)."""
    moved = {"other.weight": np.diag([4, 3, 2, 1]).astype(np.float32)}
    write_adapter(tmp_path / "a.safetensors", moved, rank=2, training={})
    before = _weights()
    kept = adapted(before, tmp_path / "a.safetensors")["other.weight"] - before["other.weight"]
    assert np.linalg.norm(kept - moved["other.weight"]) == pytest.approx(np.sqrt(5), abs=5e-3)


def test_matrices_are_multiplied_out_in_one_order_whatever_the_machine(tmp_path: Path) -> None:
    """Each number is what float64 gives when the terms are added in the order of ranks: no BLAS has a say."""
    rank, random = 24, np.random.default_rng(8)
    up = (random.normal(size=(6, rank)) * 2.0 ** random.integers(-9, 9, rank)).astype(np.float16)
    down = random.normal(size=(rank, 4)).astype(np.float16)
    stored = {"layer.weight:up": up, "layer.weight:down": down}
    told = {"format": "xunwen-adapter-1", "rank": str(rank), "training": "{}"}
    save_file(stored, tmp_path / "a.safetensors", metadata=told)
    expected = np.zeros((6, 4), np.float32)
    for i in range(6):
        for j in range(4):
            total = 0.0
            for k in range(rank):
                total += float(up[i, k]) * float(down[k, j])
            expected[i, j] = total
    moved = read_adapter(tmp_path / "a.safetensors").moved["layer.weight"]
    assert moved.tobytes() == expected.tobytes()


def test_an_adapter_of_another_model_is_refused(tmp_path: Path) -> None:
    write_adapter(tmp_path / "a.safetensors", {"other.weight": np.ones((3, 3), np.float32)}, rank=1, training={})
    with pytest.raises(ModelError, match=r"is of another model: other\.weight is \(3, 3\) in it"):
        adapted(_weights(), tmp_path / "a.safetensors")
    write_adapter(tmp_path / "b.safetensors", {"none.weight": np.ones((3, 3), np.float32)}, rank=1, training={})
    with pytest.raises(ModelError, match=r"no adapter of this model: it has no none\.weight"):
        adapted(_weights(), tmp_path / "b.safetensors")


@pytest.mark.parametrize("content", [b"", b"none"])
def test_a_broken_file_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(content)
    with pytest.raises(ModelError, match=r"a\.safetensors is no adapter"):
        adapted(_weights(), tmp_path / "a.safetensors")


def test_a_file_of_something_else_is_named(tmp_path: Path) -> None:
    save_file({"x": np.ones(2, np.float32)}, tmp_path / "a.safetensors")
    with pytest.raises(ModelError, match="its format is ''"):
        adapted(_weights(), tmp_path / "a.safetensors")


def test_the_shipped_one_is_small_and_moves_the_upper_seven_layers() -> None:
    assert ADAPTER_FILE.stat().st_size < 4_000_000
    with safe_open(ADAPTER_FILE, framework="numpy") as stored:
        names = list(stored.keys())
    assert {name.split(".")[2] for name in names} == {str(layer) for layer in range(5, 12)}
