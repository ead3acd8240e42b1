"""The file of a reader: what is written comes back, over the same base model only."""

from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import ModelError
from indexer.rerank import weights
from indexer.rerank.weights import ReaderFacts, Weights, read_reader, read_reader_facts, write_reader

_FACTS = ReaderFacts("tiny", "f" * 64, 1, 192, 24, {"steps": 3})


def test_weights_come_back_within_half_a_step(tmp_path: Path) -> None:
    """A row that moved by at most 1.27 is kept in steps of 0.01; one that did not move comes back exactly."""
    base: Weights = {"layer.weight": np.array([[1, 2], [3, 4]], np.float32), "layer.bias": np.zeros(2, np.float32)}
    trained: Weights = {
        "layer.weight": np.array([[2.27, 2.004], [3, 4]], np.float32),
        "layer.bias": np.array([0.1, 0.2], np.float32),
        "heads.span.weight": np.array([[0.5, -0.25]], np.float32),
    }
    write_reader(tmp_path / "r.safetensors", trained, base, _FACTS)
    found = read_reader(tmp_path / "r.safetensors", base, base_fingerprint="f" * 64)
    np.testing.assert_allclose(found["layer.weight"], np.array([[2.27, 2.0], [3, 4]], np.float32), atol=1e-6)
    np.testing.assert_array_equal(found["layer.bias"], trained["layer.bias"])
    np.testing.assert_array_equal(found["heads.span.weight"], [[0.5, -0.25]])


def test_weights_too_many_for_a_byte_each_come_back_within_half_a_step_of_their_64(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of 100 has two steps: of what moved by at most 0.7 it is 0.1, of what moved by at most 0.07 it is 0.01."""
    moved = np.zeros((3, 100), np.float32)
    moved[0, [0, 10, 63]] = [0.7, -0.32, 0.14]
    moved[0, [64, 99]] = [-0.07, 0.023]
    base: Weights = {"layer.weight": np.ones_like(moved)}
    monkeypatch.setattr(weights, "LARGEST", 250)  # 300 bytes for a byte each, 192 and 12 for the steps otherwise
    write_reader(tmp_path / "r.safetensors", {"layer.weight": base["layer.weight"] + moved}, base, _FACTS)
    found = read_reader(tmp_path / "r.safetensors", base, base_fingerprint="f" * 64)["layer.weight"] - 1
    expected = np.zeros_like(moved)
    expected[0, [0, 10, 63, 64, 99]] = [0.7, -0.3, 0.1, -0.07, 0.02]
    np.testing.assert_allclose(found, expected, atol=5e-4)
    np.testing.assert_array_equal(found[1:], 0)


def test_a_reader_that_is_too_large_however_it_is_kept_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "LARGEST", 100)
    rows = np.ones((3, 100), np.float32)
    with pytest.raises(ModelError, match=r"would be 204 bytes"):
        write_reader(tmp_path / "r.safetensors", {"layer.weight": rows}, {"layer.weight": rows}, _FACTS)
    assert list(tmp_path.iterdir()) == []


def test_another_base_model_is_refused_by_name(tmp_path: Path) -> None:
    write_reader(tmp_path / "r.safetensors", {"heads.x": np.ones((1, 1), np.float32)}, {}, _FACTS)
    with pytest.raises(ModelError, match=r"was trained on tiny .f{12}., but the base model here is eeee"):
        read_reader(tmp_path / "r.safetensors", {}, base_fingerprint="e" * 64)


def test_what_is_no_reader_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "r.safetensors").write_bytes(b"something else")
    with pytest.raises(ModelError, match=r"is no reader.*python -m training fit"):
        read_reader_facts(tmp_path / "r.safetensors")


def test_a_failed_training_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not finite"):
        write_reader(tmp_path / "r.safetensors", {"heads.x": np.array([[np.nan]], np.float32)}, {}, _FACTS)
    assert list(tmp_path.iterdir()) == []
